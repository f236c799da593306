//! From ECMA-262's regular expressions to those of the `regex` crate.
//!
//! JSON Schema asks for the Unicode mode (core 2020-12 section 6.4). Documents are more careless, so
//! braces and brackets that mean themselves and escaped punctuation are read as browsers do; but a
//! quantifier with nothing before it and an unknown escaped letter are faults there and here.

use super::class;
use std::iter::Peekable;
use std::str::Chars;

/// A pattern for the engines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expression {
    /// In the syntax of the `regex` crate, or of `fancy-regex` where that is needed.
    pub(crate) text: String,
    /// Whether there are look-arounds or back-references.
    pub(crate) backtracks: bool,
}

/// Deepest nesting of groups.
const MOST_GROUPS: usize = 200;

/// What `.` means: no line ends (ECMA-262 section 22.2.2.9).
const DOT: &str = r"[^\n\r\x{2028}\x{2029}]";

pub(crate) fn translate(pattern: &str) -> Result<Expression, String> {
    let mut translator = Translator {
        rest: pattern.chars().peekable(),
        text: String::with_capacity(pattern.len() + 8),
        backtracks: false,
        open: 0,
        repeatable: false,
    };
    while let Some(letter) = translator.rest.next() {
        translator.read(letter)?;
    }
    if translator.open > 0 {
        return Err("a group is not closed".to_owned());
    }
    Ok(Expression {
        text: translator.text,
        backtracks: translator.backtracks,
    })
}

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    text: String,
    backtracks: bool,
    /// Groups that are not closed yet.
    open: usize,
    /// Whether a quantifier may follow.
    repeatable: bool,
}

impl Translator<'_> {
    fn read(&mut self, letter: char) -> Result<(), String> {
        match letter {
            '\\' => self.read_escape(),
            '[' => self.read_class(),
            '(' => self.read_group(),
            ')' => self.close_group(),
            '*' | '+' | '?' => self.repeat(&letter.to_string()),
            '{' => self.read_brace(),
            '^' | '$' | '|' => {
                self.text.push(letter);
                self.repeatable = false;
                Ok(())
            }
            '.' => self.atom(DOT),
            letter => {
                push_literal(&mut self.text, letter);
                self.repeatable = true;
                Ok(())
            }
        }
    }

    fn atom(&mut self, text: &str) -> Result<(), String> {
        self.text.push_str(text);
        self.repeatable = true;
        Ok(())
    }

    fn repeat(&mut self, quantifier: &str) -> Result<(), String> {
        if !self.repeatable {
            return Err(format!("there is nothing before `{quantifier}` to repeat"));
        }
        self.text.push_str(quantifier);
        if self.rest.next_if_eq(&'?').is_some() {
            self.text.push('?');
        }
        self.repeatable = false;
        Ok(())
    }

    /// `{2,3}` repeats; any other brace means itself.
    fn read_brace(&mut self) -> Result<(), String> {
        let ahead: String = self
            .rest
            .clone()
            .take_while(|letter| *letter != '}')
            .take(24)
            .collect();
        let (least, most) = match ahead.split_once(',') {
            Some((least, most)) => (least, Some(most)),
            None => (ahead.as_str(), None),
        };
        let number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let closed = self.rest.clone().nth(ahead.chars().count()) == Some('}');
        if !closed || !number(least) || most.is_some_and(|most| !most.is_empty() && !number(most)) {
            return self.atom(r"\{");
        }
        let size = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
        if most.is_some_and(|most| number(most) && size(most) < size(least)) {
            return Err(format!("`{{{ahead}}}` allows fewer than it asks for"));
        }
        self.rest.nth(ahead.chars().count());
        self.repeat(&format!("{{{ahead}}}"))
    }

    fn read_group(&mut self) -> Result<(), String> {
        self.open += 1;
        if self.open > MOST_GROUPS {
            return Err("groups are nested too deeply".to_owned());
        }
        self.text.push('(');
        self.repeatable = false;
        if self.rest.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        self.text.push('?');
        let head: String = self.rest.clone().take(2).collect();
        let looks = head.starts_with(['=', '!']) || head == "<=" || head == "<!";
        if looks {
            self.backtracks = true;
            self.rest.nth(usize::from(head.starts_with('<')));
            let length = if head.starts_with('<') { 2 } else { 1 };
            self.text.extend(head.chars().take(length));
        } else if head.starts_with('<') {
            self.copy_until('>')?;
        } else {
            self.read_flags()?;
        }
        Ok(())
    }

    /// `(?:`, and the `(?i)` of other dialects, which leaves nothing to repeat.
    fn read_flags(&mut self) -> Result<(), String> {
        for letter in self.rest.by_ref() {
            self.text.push(letter);
            match letter {
                ':' => return Ok(()),
                ')' => {
                    self.open -= 1;
                    return Ok(());
                }
                'i' | 'm' | 's' | '-' => {}
                other => return Err(format!("`(?{other}` is not a group")),
            }
        }
        Err("a group is not closed".to_owned())
    }

    fn copy_until(&mut self, end: char) -> Result<(), String> {
        for letter in self.rest.by_ref() {
            self.text.push(letter);
            if letter == end {
                return Ok(());
            }
        }
        Err(format!("`{end}` is missing"))
    }

    fn close_group(&mut self) -> Result<(), String> {
        if self.open == 0 {
            return Err("`)` closes nothing".to_owned());
        }
        self.open -= 1;
        self.atom(")")
    }

    fn read_class(&mut self) -> Result<(), String> {
        let text = class::translate(&mut self.rest)?;
        self.atom(&text)
    }

    fn read_escape(&mut self) -> Result<(), String> {
        let Some(letter) = self.rest.next() else {
            return Err("it ends with a lone `\\`".to_owned());
        };
        match letter {
            'b' | 'B' => {
                self.text.push('\\');
                self.text.push(letter);
                self.repeatable = false;
                Ok(())
            }
            'k' => {
                self.backtracks = true;
                self.text.push_str(r"\k");
                self.repeatable = true;
                self.copy_until('>')
            }
            '1'..='9' => {
                self.backtracks = true;
                self.text.push('\\');
                self.text.push(letter);
                while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
                    self.text.push(digit);
                }
                self.atom("")
            }
            letter => match class::read_escape(letter, &mut self.rest)? {
                class::Escape::Letter(letter) => {
                    push_literal(&mut self.text, letter);
                    self.atom("")
                }
                class::Escape::Class(text) => self.atom(&format!("[{text}]")),
            },
        }
    }
}

/// A character that means itself outside of classes.
fn push_literal(text: &mut String, letter: char) {
    if r"\.+*?()|[]{}^$#&-~".contains(letter) {
        text.push('\\');
    }
    text.push(letter);
}
