//! Descriptions as documentation: CommonMark in, lines that rustdoc takes without a word out.
//!
//! The text is parsed and written anew rather than patched, since what trips rustdoc and clippy is endless: raw
//! HTML, code blocks that would run as tests, brackets that look like links to items, bare addresses, lazy list
//! lines. What this module writes is a small, regular part of CommonMark.

use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream,
};

/// Where paragraphs are broken.
const WIDTH: usize = 100;

/// Stands for a space at which a line must not be broken.
const TIE: char = '\u{1}';

/// Turns a description into lines of documentation; no lines when it says nothing.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let text = clean(text);
    if is_plain(&text) {
        let mut out = Vec::new();
        wrap(&escape(&text), WIDTH, |line| out.push(line));
        return out;
    }
    let mut writer = Writer::default();
    for event in TextMergeStream::new(Parser::new_ext(&text, Options::ENABLE_TABLES)) {
        writer.event(event);
    }
    writer.flush();
    while writer.lines.last().is_some_and(String::is_empty) {
        writer.lines.pop();
    }
    writer.lines
}

/// The description as one line: its first sentence or paragraph, for places that have no room for more.
pub(crate) fn first_line(text: &str) -> String {
    let all = lines(text);
    all.split(String::is_empty)
        .next()
        .unwrap_or_default()
        .join(" ")
}

/// Whether a line may stand behind other words: it opens no block of its own, such as code, a list or a table.
pub(crate) fn is_prose(line: &str) -> bool {
    let block = ["```", "|", "#", "- ", "> "];
    let numbered = line.starts_with(|first: char| first.is_ascii_digit()) && line.contains(". ");
    !numbered && !block.iter().any(|mark| line.starts_with(mark))
}

/// Text in backticks, whatever it holds.
pub(crate) fn code(text: &str) -> String {
    let text: String = clean(text).replace(['\n', '\t'], " ");
    let longest = text
        .split(|symbol| symbol != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() {
        " "
    } else {
        ""
    };
    match text.is_empty() {
        true => "the empty string".to_owned(),
        false => format!("{fence}{pad}{text}{pad}{fence}"),
    }
}

/// Drops what may not stand in a comment: control characters, and those that reverse the direction of text.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|symbol| if symbol == '\r' { '\n' } else { symbol })
        .filter(|symbol| !symbol.is_control() || matches!(symbol, '\n' | '\t'))
        .filter(|symbol| !matches!(symbol, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}'))
        .collect()
}

/// Whether a text is one paragraph of words, which is most of them.
fn is_plain(text: &str) -> bool {
    let words = |symbol: char| {
        symbol.is_alphanumeric() || matches!(symbol, ' ' | ',' | '.' | '\'' | '"' | '(' | ')' | '/')
    };
    text.starts_with(char::is_alphabetic) && text.chars().all(words) && !text.contains("  ")
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// The inline text of the block at hand.
    inline: String,
    prefixes: Vec<Prefix>,
    /// Numbers of the open lists; none for a bulleted one.
    lists: Vec<Option<u64>>,
    /// Where open links lead; none when the link is not kept.
    links: Vec<Option<(String, usize)>>,
    code: Option<String>,
    cells: Vec<String>,
    /// Whether the next block needs no blank line before it.
    tight: bool,
    heading: usize,
}

/// What stands before every line of an open list item or quotation.
struct Prefix {
    first: String,
    rest: String,
    used: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.inline.push_str(&escape(&text)),
            },
            Event::Code(text) => self
                .inline
                .push_str(&code(&text).replace(' ', &TIE.to_string())),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::SoftBreak | Event::HardBreak => self.inline.push(' '),
            Event::Rule => self.flush(),
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline.push_str(&escape(&text))
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = depth(level);
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.push_prefix("> ".to_owned(), "> ".to_owned());
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flush();
                self.code = Some(String::new());
            }
            Tag::List(start) => {
                self.flush();
                self.lists.push(start);
            }
            Tag::Item => self.start_item(),
            Tag::TableCell => self.inline.clear(),
            Tag::TableHead | Tag::TableRow => self.cells.clear(),
            Tag::Table(_) | Tag::Paragraph | Tag::HtmlBlock => self.flush(),
            Tag::Emphasis => self.inline.push('*'),
            Tag::Strong => self.inline.push_str("**"),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let kept = is_address(&dest_url).then(|| (dest_url.to_string(), self.inline.len()));
                self.links.push(kept);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::HtmlBlock => self.flush(),
            TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.flush();
                self.prefixes.pop();
                self.tight = tag == TagEnd::Item;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.tight = !self.lists.is_empty();
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::TableCell => self.cells.push(std::mem::take(&mut self.inline)),
            TagEnd::TableHead => {
                self.blank();
                self.row();
                let rule = format!("|{}", " --- |".repeat(self.cells.len()));
                self.line(&rule);
            }
            TagEnd::TableRow => self.row(),
            TagEnd::Emphasis => self.inline.push('*'),
            TagEnd::Strong => self.inline.push_str("**"),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            _ => {}
        }
    }

    fn push_prefix(&mut self, first: String, rest: String) {
        self.prefixes.push(Prefix {
            first,
            rest,
            used: false,
        });
    }

    fn start_item(&mut self) {
        self.flush();
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        let rest = " ".repeat(marker.len());
        self.push_prefix(marker, rest);
    }

    fn end_link(&mut self) {
        let Some(Some((address, start))) = self.links.pop() else {
            return;
        };
        let text = self.inline.split_off(start.min(self.inline.len()));
        let bare = text.trim_start_matches('<').trim_end_matches('>');
        if bare.is_empty() || bare == address {
            self.inline.push_str(&format!("<{address}>"));
        } else {
            // An address inside the text of a link would be a link in a link.
            let text = text.replace(['<', '>'], "");
            self.inline.push_str(&format!("[{text}](<{address}>)"));
        }
    }

    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let (before, tag) = rest.split_at(at);
            self.inline.push_str(&escape(&before.replace('\n', " ")));
            let end = tag.find('>').map_or(tag.len(), |end| end + 1);
            let (tag, after) = tag.split_at(end);
            match is_markup(tag) {
                true => self.inline.push(' '),
                false => self.inline.push_str(&escape(tag)),
            }
            rest = after;
        }
        self.inline.push_str(&escape(&rest.replace('\n', " ")));
    }

    fn end_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let longest = code
            .split(|symbol| symbol != '`')
            .map(str::len)
            .max()
            .unwrap_or(0);
        let fence = "`".repeat((longest + 1).max(3));
        self.blank();
        self.line(&format!("{fence}text"));
        for line in code.lines() {
            self.line(&line.replace('\t', "    "));
        }
        self.line(&fence);
    }

    fn row(&mut self) {
        let cells = self
            .cells
            .iter()
            .map(|cell| format!(" {} |", cell.replace(TIE, " ").trim()));
        let row = format!("|{}", cells.collect::<String>());
        self.line(&row);
    }

    /// Ends the block at hand.
    fn flush(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        let heading = std::mem::take(&mut self.heading);
        if inline.trim().is_empty() {
            return;
        }
        self.blank();
        if heading > 0 {
            let words: Vec<_> = inline.split_whitespace().collect();
            let line = format!(
                "{} {}",
                "#".repeat(heading),
                words.join(" ").replace(TIE, " ")
            );
            self.line(&line);
            return;
        }
        let indent: usize = self.prefixes.iter().map(|prefix| prefix.rest.len()).sum();
        let mut wrapped = Vec::new();
        wrap(&inline, WIDTH.saturating_sub(indent).max(40), |line| {
            wrapped.push(line)
        });
        for line in &wrapped {
            self.line(line);
        }
    }

    /// Sets the next block apart.
    fn blank(&mut self) {
        let opening = self.prefixes.last().is_some_and(|prefix| !prefix.used);
        let tight = std::mem::take(&mut self.tight) || opening && self.lists.len() > 1;
        if tight || self.lines.last().is_none_or(String::is_empty) {
            return;
        }
        // A blank line inside a quotation keeps its mark; an item that has not begun has none yet.
        let marks: String = self
            .prefixes
            .iter()
            .filter(|prefix| prefix.used)
            .map(|prefix| prefix.rest.as_str())
            .collect();
        self.lines.push(marks.trim_end().to_owned());
    }

    fn line(&mut self, text: &str) {
        let mut line = String::new();
        for prefix in &mut self.prefixes {
            line.push_str(if prefix.used {
                &prefix.rest
            } else {
                &prefix.first
            });
            prefix.used = true;
        }
        line.push_str(text);
        self.lines.push(line.trim_end().to_owned());
    }
}

fn depth(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Whether a link leads to a page. Anything else is relative to a site we do not know.
fn is_address(text: &str) -> bool {
    let odd = |symbol: char| symbol.is_whitespace() || matches!(symbol, '<' | '>' | '\\' | '`');
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| text.starts_with(scheme) && text.len() > scheme.len() + 1)
        && !text.contains(odd)
}

/// Whether `<…>` is markup for the eye rather than a placeholder such as `<user name>`.
fn is_markup(tag: &str) -> bool {
    const KNOWN: &[&str] = &[
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "center",
        "code",
        "col",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
    ];
    if tag.starts_with("<!--") || tag.starts_with("-->") {
        return true;
    }
    let name = tag.trim_start_matches(['<', '/']);
    let end = name
        .find(|symbol: char| !symbol.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    KNOWN.contains(&name[..end].to_ascii_lowercase().as_str())
}

/// Text that means itself; addresses in it become links.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        let (before, after) = rest.split_at(at);
        let end = address_length(after);
        escape_words(before, &mut out);
        match end {
            0 => {
                out.push_str("http");
                rest = &after[4..];
            }
            end => {
                out.push('<');
                out.push_str(&after[..end]);
                out.push('>');
                rest = &after[end..];
            }
        }
    }
    escape_words(rest, &mut out);
    out
}

/// How much of a text that begins with `http` is an address; 0 for none.
fn address_length(text: &str) -> usize {
    let stop = |symbol: char| {
        symbol.is_whitespace()
            || matches!(symbol, '<' | '>' | '"' | '`' | '\\' | '|')
            || !symbol.is_ascii()
    };
    let end = text.find(stop).unwrap_or(text.len());
    let address =
        text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', ']', '*', '_']);
    if is_address(address) {
        address.len()
    } else {
        0
    }
}

fn escape_words(text: &str, out: &mut String) {
    let mut before = ' ';
    let mut symbols = text.chars().peekable();
    while let Some(symbol) = symbols.next() {
        let after = symbols.peek().copied().unwrap_or(' ');
        let special = match symbol {
            '\\' | '`' | '[' | ']' | '|' => true,
            '*' | '~' => !(before == ' ' && after == ' '),
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '<' => !after.is_whitespace() && after != '=',
            '&' => after.is_alphanumeric() || after == '#',
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(if symbol == '\n' || symbol == '\t' {
            ' '
        } else {
            symbol
        });
        before = symbol;
    }
}

/// Breaks text into lines. A line may not begin with what would make it a heading, a list or a rule.
fn wrap(text: &str, width: usize, mut emit: impl FnMut(String)) {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word = word.replace(TIE, " ");
        let size = word.chars().count();
        if !line.is_empty() && length + 1 + size > width {
            emit(std::mem::take(&mut line));
            length = 0;
        }
        if line.is_empty() {
            line = harmless(&word);
        } else {
            line.push(' ');
            line.push_str(&word);
        }
        length += size + 1;
    }
    if !line.is_empty() {
        emit(line);
    }
}

/// The first word of a line, made unable to begin a block.
fn harmless(word: &str) -> String {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = word.split_at(digits);
    if digits > 0 && (rest == "." || rest == ")") {
        return format!("{number}\\{rest}");
    }
    if word.starts_with(['#', '>', '='])
        || matches!(word, "+" | "-" | "*" | "~")
        || word.starts_with("--")
    {
        return format!("\\{word}");
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::lines;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(lines(text), expected, "for {text:?}");
    }

    #[test]
    fn writes_paragraphs_and_lists_anew() {
        check("One.\n\nTwo\nlines.", &["One.", "", "Two lines."]);
        check("* a\n* b\nlazy\n    1. c", &["- a", "- b lazy", "  1. c"]);
        check("# Head\ntext", &["# Head", "", "text"]);
        check("> a\n>\n> b", &["> a", ">", "> b"]);
        check("- a\n\n- b", &["- a", "- b"]);
    }

    #[test]
    fn keeps_code_from_running() {
        check("    let x = 1;", &["```text", "let x = 1;", "```"]);
        check("```rust\npanic!()\n```", &["```text", "panic!()", "```"]);
        check("```\nopen", &["```text", "open", "```"]);
    }

    #[test]
    fn keeps_brackets_and_markup_from_meaning_anything() {
        check(
            "See [Foo] and <id> or <br> [x](y)",
            &["See \\[Foo\\] and \\<id> or x"],
        );
        check(
            "a_b _c [t](https://e.com/a_b) https://e.com/x.",
            &["a_b \\_c [t](<https://e.com/a_b>) <https://e.com/x>."],
        );
        check("`a` `` ` ``", &["`a` `` ` ``"]);
        check("2. x", &["2. x"]);
        check("a\n- b", &["a", "", "- b"]);
        check("x \u{202e}y\r\n", &["x y"]);
    }

    #[test]
    fn writes_tables() {
        check(
            "|a|b|\n|-|-|\n|1|`c`|",
            &["| a | b |", "| --- | --- |", "| 1 | `c` |"],
        );
    }
}
