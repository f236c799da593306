//! Character classes and the escapes that stand for one character or a class of them.

use std::iter::Peekable;
use std::str::Chars;

/// `\s` of ECMA-262: white space and line ends, the byte order mark among them.
const SPACE: &str = r"\t\n\x0B\x0C\r \x{A0}\x{FEFF}\x{2028}\x{2029}\p{Zs}";

/// What an escape stands for.
pub(super) enum Escape {
    /// One character.
    Letter(char),
    /// The inside of a class.
    Class(String),
}

type Rest<'a> = Peekable<Chars<'a>>;

/// The class behind `[`, up to and with its `]`.
pub(super) fn translate(rest: &mut Rest<'_>) -> Result<String, String> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut inside = String::new();
    loop {
        match rest.next() {
            None => return Err("a class is not closed".to_owned()),
            Some(']') => break,
            Some(letter) => {
                let first = read_member(letter, rest)?;
                read_range(first, rest, &mut inside)?;
            }
        }
    }
    Ok(match (inside.is_empty(), negated) {
        // `[]` fits nothing and `[^]` everything (ECMA-262 section 22.2.2.3).
        (true, false) => r"[^\s\S]".to_owned(),
        (true, true) => r"[\s\S]".to_owned(),
        (false, false) => format!("[{inside}]"),
        (false, true) => format!("[^{inside}]"),
    })
}

/// Adds a member, and the end of the range that it begins.
fn read_range(first: Escape, rest: &mut Rest<'_>, inside: &mut String) -> Result<(), String> {
    let mut ahead = rest.clone();
    let ranged = ahead.next() == Some('-') && ahead.next().is_some_and(|letter| letter != ']');
    if !ranged {
        push(first, inside);
        return Ok(());
    }
    rest.next();
    let Some(letter) = rest.next() else {
        return Err("a class is not closed".to_owned());
    };
    let last = read_member(letter, rest)?;
    match (first, last) {
        (Escape::Letter(first), Escape::Letter(last)) if first > last => {
            Err(format!("the range `{first}-{last}` is out of order"))
        }
        (Escape::Letter(first), Escape::Letter(last)) => {
            push_letter(first, inside);
            inside.push('-');
            push_letter(last, inside);
            Ok(())
        }
        (first, last) => {
            push(first, inside);
            inside.push_str(r"\-");
            push(last, inside);
            Ok(())
        }
    }
}

fn read_member(letter: char, rest: &mut Rest<'_>) -> Result<Escape, String> {
    if letter != '\\' {
        return Ok(Escape::Letter(letter));
    }
    match rest.next() {
        None => Err("it ends with a lone `\\`".to_owned()),
        Some('b') => Ok(Escape::Letter('\u{8}')),
        Some(letter) => read_escape(letter, rest),
    }
}

fn push(member: Escape, inside: &mut String) {
    match member {
        Escape::Letter(letter) => push_letter(letter, inside),
        Escape::Class(text) if text.starts_with('^') => {
            inside.push('[');
            inside.push_str(&text);
            inside.push(']');
        }
        Escape::Class(text) => inside.push_str(&text),
    }
}

/// A character that means itself within a class, where the engine knows set operations too.
fn push_letter(letter: char, inside: &mut String) {
    if r"\[]^-&~".contains(letter) {
        inside.push_str(&format!(r"\x{{{:X}}}", letter as u32));
    } else {
        inside.push(letter);
    }
}

/// The escape whose first letter, behind the backslash, has been read.
pub(super) fn read_escape(letter: char, rest: &mut Rest<'_>) -> Result<Escape, String> {
    let class = |text: &str| Ok(Escape::Class(text.to_owned()));
    match letter {
        'd' => class("0-9"),
        'D' => class("^0-9"),
        'w' => class("A-Za-z0-9_"),
        'W' => class("^A-Za-z0-9_"),
        's' => class(SPACE),
        'S' => Ok(Escape::Class(format!("^{SPACE}"))),
        'p' | 'P' => read_property(letter, rest),
        't' => Ok(Escape::Letter('\t')),
        'n' => Ok(Escape::Letter('\n')),
        'v' => Ok(Escape::Letter('\u{B}')),
        'f' => Ok(Escape::Letter('\u{C}')),
        'r' => Ok(Escape::Letter('\r')),
        '0' => Ok(Escape::Letter('\0')),
        'c' => match rest.next() {
            Some(control) if control.is_ascii_alphabetic() => {
                Ok(Escape::Letter(char::from(control as u8 % 32)))
            }
            _ => Err(r"`\c` needs a letter".to_owned()),
        },
        'x' => read_hex(rest, 2).map(Escape::Letter),
        'u' => read_unicode(rest),
        other if other.is_ascii_alphanumeric() => Err(format!("`\\{other}` means nothing")),
        other => Ok(Escape::Letter(other)),
    }
}

/// `\p{…}`: names of properties are those of Unicode in both languages.
fn read_property(letter: char, rest: &mut Rest<'_>) -> Result<Escape, String> {
    if rest.next() != Some('{') {
        return Err(format!("`\\{letter}` needs a name in braces"));
    }
    let mut name = String::new();
    loop {
        match rest.next() {
            Some('}') => return Ok(Escape::Class(format!("\\{letter}{{{name}}}"))),
            Some(other) if other.is_ascii_alphanumeric() || "_=".contains(other) => {
                name.push(other)
            }
            _ => return Err(format!("`\\{letter}{{` is not closed")),
        }
    }
}

fn read_unicode(rest: &mut Rest<'_>) -> Result<Escape, String> {
    if rest.next_if_eq(&'{').is_some() {
        let digits: String = std::iter::from_fn(|| rest.next_if(char::is_ascii_hexdigit)).collect();
        let letter = u32::from_str_radix(&digits, 16)
            .ok()
            .and_then(char::from_u32);
        return match (rest.next(), letter) {
            (Some('}'), Some(letter)) => Ok(Escape::Letter(letter)),
            _ => Err(r"`\u{` needs a code point".to_owned()),
        };
    }
    let first = read_number(rest, 4)?;
    if !(0xD800..0xDC00).contains(&first) {
        let letter = char::from_u32(first);
        return letter.map(Escape::Letter).ok_or_else(half);
    }
    if rest.next() != Some('\\') || rest.next() != Some('u') {
        return Err(half());
    }
    let second = read_number(rest, 4)?;
    let low = second
        .checked_sub(0xDC00)
        .filter(|low| *low < 0x400)
        .ok_or_else(half)?;
    let letter = char::from_u32(0x10000 + ((first - 0xD800) << 10) + low);
    letter.map(Escape::Letter).ok_or_else(half)
}

fn half() -> String {
    "half of a surrogate pair stands alone".to_owned()
}

fn read_hex(rest: &mut Rest<'_>, digits: usize) -> Result<char, String> {
    let number = read_number(rest, digits)?;
    char::from_u32(number).ok_or_else(half)
}

fn read_number(rest: &mut Rest<'_>, digits: usize) -> Result<u32, String> {
    let text: String = std::iter::from_fn(|| rest.next_if(char::is_ascii_hexdigit))
        .take(digits)
        .collect();
    if text.len() < digits {
        return Err(format!("{digits} hexadecimal digits are needed"));
    }
    u32::from_str_radix(&text, 16).map_err(|error| error.to_string())
}
