//! Whether a text is well-formed XML (XML 1.0 section 2.1). What the elements mean is not looked
//! at, and a document type is passed over, so that no entity is ever expanded.

/// Says where a text stops being XML.
pub(super) fn check_xml(text: &str) -> Result<(), String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        text,
        at: 0,
        open: Vec::new(),
        has_root: false,
        has_type: false,
    };
    reader.read().map_err(|message| {
        let before = text.get(..reader.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("not XML: {message} at line {line} column {column}")
    })
}

/// Whether the bytes say themselves that they are in another encoding than UTF-8, which only a
/// parser of their own could read.
pub(super) fn has_own_encoding(bytes: &[u8]) -> bool {
    let start = bytes.get(..200).unwrap_or(bytes);
    let is_wide = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
    let declares = start.starts_with(b"<?xml") && start.windows(9).any(|word| word == b"encoding=");
    is_wide || declares && std::str::from_utf8(bytes).is_err()
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The elements that are not closed yet.
    open: Vec<&'t str>,
    has_root: bool,
    has_type: bool,
}

type Step = Result<(), String>;

impl<'t> Reader<'t> {
    fn read(&mut self) -> Step {
        while !self.rest().is_empty() {
            self.characters()?;
            let rest = self.rest();
            if rest.is_empty() {
                break;
            } else if rest.starts_with("<!--") {
                self.skip_past("-->", "a comment is not closed")?;
            } else if rest.starts_with("<?") {
                self.skip_past("?>", "an instruction is not closed")?;
            } else if rest.starts_with("<![CDATA[") && !self.open.is_empty() {
                self.skip_past("]]>", "a CDATA section is not closed")?;
            } else if rest.starts_with("<!DOCTYPE") && !self.has_root {
                self.document_type()?;
            } else if rest.starts_with("</") {
                self.end_tag()?;
            } else {
                self.start_tag()?;
            }
        }
        match self.open.last() {
            Some(name) => Err(format!("`{}` is not closed", shortened(name))),
            None if !self.has_root => Err("there is no element".to_owned()),
            None => Ok(()),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Text up to the next tag.
    fn characters(&mut self) -> Step {
        let rest = self.rest();
        let text = rest.split('<').next().unwrap_or_default();
        if self.open.is_empty()
            && let Some(at) = text.find(|c: char| !c.is_ascii_whitespace())
        {
            self.at += at;
            return Err("there is text outside of the root element".to_owned());
        }
        self.check_text(text)?;
        self.at += text.len();
        Ok(())
    }

    /// Characters (section 2.2) and references (section 4.1).
    fn check_text(&mut self, text: &str) -> Step {
        let is_foreign = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r');
        if let Some(at) = text.find(is_foreign) {
            self.at += at;
            return Err("there is a control character".to_owned());
        }
        for (at, _) in text.match_indices('&') {
            let reference = text.get(at + 1..).unwrap_or_default();
            let name = reference.split_once(';').map(|(name, _)| name);
            if !name.is_some_and(|name| self.is_reference(name)) {
                self.at += at;
                return Err("an ampersand starts no known reference".to_owned());
            }
        }
        Ok(())
    }

    fn is_reference(&self, name: &str) -> bool {
        let is_code = |digits: &str, radix| {
            let code = u32::from_str_radix(digits, radix).ok();
            code.and_then(char::from_u32).is_some()
        };
        match name.strip_prefix('#') {
            Some(code) => match code.strip_prefix('x') {
                Some(digits) => is_code(digits, 16),
                None => is_code(code, 10),
            },
            None if self.has_type => is_name(name),
            None => matches!(name, "amp" | "lt" | "gt" | "quot" | "apos"),
        }
    }

    fn skip_past(&mut self, end: &str, otherwise: &str) -> Step {
        let found = self.rest().find(end).ok_or(otherwise)?;
        self.at += found + end.len();
        Ok(())
    }

    /// Up to the bracket that closes it; brackets inside the internal subset are counted.
    fn document_type(&mut self) -> Step {
        let mut depth = 0_usize;
        for (at, byte) in self.rest().bytes().enumerate() {
            match byte {
                b'<' | b'[' => depth += 1,
                b'>' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && byte == b'>' {
                self.at += at + 1;
                self.has_type = true;
                return Ok(());
            }
        }
        Err("the document type is not closed".to_owned())
    }

    fn end_tag(&mut self) -> Step {
        let rest = self.rest();
        let end = rest.find('>').ok_or("a tag is not closed")?;
        let name = rest.get(2..end).unwrap_or_default().trim_end();
        match self.open.last() {
            Some(open) if *open == name => {
                self.open.pop();
                self.at += end + 1;
                Ok(())
            }
            Some(open) => Err(format!(
                "`{}` is closed where `{}` is open",
                shortened(name),
                shortened(open)
            )),
            None => Err(format!("`{}` is closed and not open", shortened(name))),
        }
    }

    fn start_tag(&mut self) -> Step {
        if self.open.is_empty() && self.has_root {
            return Err("there is a second root element".to_owned());
        }
        self.at += 1;
        let name = self.name("a tag has no name")?;
        self.has_root = true;
        let mut attributes: Vec<&str> = Vec::new();
        loop {
            let is_apart = self.skip_space();
            let rest = self.rest();
            if rest.starts_with("/>") {
                self.at += 2;
                return Ok(());
            }
            if rest.starts_with('>') {
                self.at += 1;
                self.open.push(name);
                return Ok(());
            }
            if !is_apart {
                return Err(format!("the tag `{}` is not closed", shortened(name)));
            }
            let attribute = self.attribute()?;
            if attributes.contains(&attribute) || attributes.len() >= MOST_ATTRIBUTES {
                let attribute = shortened(attribute);
                return Err(format!("there is an attribute `{attribute}` too many"));
            }
            attributes.push(attribute);
        }
    }

    fn attribute(&mut self) -> Result<&'t str, String> {
        let name = self.name("a tag is not closed")?;
        self.skip_space();
        let unquoted = || format!("the attribute `{}` has no quoted value", shortened(name));
        if !self.rest().starts_with('=') {
            return Err(unquoted());
        }
        self.at += 1;
        self.skip_space();
        let quote = self
            .rest()
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''));
        let quote = quote.ok_or_else(unquoted)?;
        self.at += 1;
        let value = self.rest().split_once(quote).map(|(value, _)| value);
        let value = value.filter(|value| !value.contains('<'));
        let value = value.ok_or_else(unquoted)?;
        self.check_text(value)?;
        self.at += value.len() + 1;
        Ok(name)
    }

    fn name(&mut self, otherwise: &str) -> Result<&'t str, String> {
        let rest = self.rest();
        let end = rest.find(|c: char| !is_name_character(c));
        let name = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        if !is_name(name) {
            return Err(otherwise.to_owned());
        }
        self.at += name.len();
        Ok(name)
    }

    fn skip_space(&mut self) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        self.at += rest.len() - trimmed.len();
        rest.len() > trimmed.len()
    }
}

/// Most attributes of an element: each is compared with all others.
const MOST_ATTRIBUTES: usize = 200;

/// Section 2.3, a little wider.
fn is_name(text: &str) -> bool {
    let starts_well = |c: char| c.is_alphabetic() || matches!(c, '_' | ':');
    text.starts_with(starts_well) && text.chars().all(is_name_character)
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '\u{b7}') || c >= '\u{300}'
}

fn shortened(name: &str) -> String {
    name.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_well_formed_passes() {
        for text in [
            "<a/>",
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- x -->\n<a b='1' c = \"2>\">t&amp;&#x41;<b></b ></a>\n",
            "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>",
            "<a><![CDATA[<&]]></a>",
            "<ns:gr\u{fc}n-1.x xmlns:ns=\"urn:x\"/>",
        ] {
            assert_eq!(check_xml(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_is_not_is_named_with_its_place() {
        for (text, message) in [
            ("", "there is no element at line 1 column 1"),
            (
                "hello",
                "there is text outside of the root element at line 1 column 1",
            ),
            (
                "<a>\n <b></a>",
                "`a` is closed where `b` is open at line 2 column 5",
            ),
            ("<a>", "`a` is not closed at line 1 column 4"),
            (
                "<a/><b/>",
                "there is a second root element at line 1 column 5",
            ),
            (
                "<a b=1/>",
                "the attribute `b` has no quoted value at line 1 column 6",
            ),
            (
                "<a b='1' b='2'/>",
                "there is an attribute `b` too many at line 1 column 15",
            ),
            (
                "<a b='1'c='2'/>",
                "the tag `a` is not closed at line 1 column 9",
            ),
            (
                "<a>x & y</a>",
                "an ampersand starts no known reference at line 1 column 6",
            ),
            (
                "<a>&e;</a>",
                "an ampersand starts no known reference at line 1 column 4",
            ),
            ("<1/>", "a tag has no name at line 1 column 2"),
            ("<a><!-- </a>", "a comment is not closed at line 1 column 4"),
            (
                "<a>\u{1}</a>",
                "there is a control character at line 1 column 4",
            ),
            ("</a>", "`a` is closed and not open at line 1 column 1"),
        ] {
            assert_eq!(
                check_xml(text),
                Err(format!("not XML: {message}")),
                "{text}"
            );
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
        assert_eq!(check_xml(&deep), Ok(()));
    }
}
