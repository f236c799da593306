//! Insertions into a text, in its own line ends and indentation.

/// Texts to insert, by offset. What was inserted first at an offset comes first.
#[derive(Default)]
pub(super) struct Insertions {
    all: Vec<(usize, String)>,
}

impl Insertions {
    pub(super) fn insert(&mut self, at: usize, text: String) {
        self.all.push((at, text));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The text with everything inserted. Every byte of the original stays, in its order.
    pub(super) fn apply(mut self, original: &str) -> String {
        self.all.sort_by_key(|(at, _)| *at);
        let windows = original.contains("\r\n");
        let mut out = String::with_capacity(original.len() + 1024);
        let mut done = 0;
        for (at, text) in self.all {
            out.push_str(original.get(done..at).unwrap_or_default());
            match windows {
                true => out.push_str(&text.replace('\n', "\r\n")),
                false => out.push_str(&text),
            }
            done = at;
        }
        out.push_str(original.get(done..).unwrap_or_default());
        out
    }
}

/// Line and column of an offset, from 1.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}

/// The white space that the line of an offset begins with.
pub(super) fn indentation(text: &str, offset: usize) -> &str {
    let line = line_start(text, offset);
    let rest = &text[line..];
    let end = rest
        .find(|symbol: char| symbol != ' ' && symbol != '\t')
        .unwrap_or(rest.len());
    &rest[..end]
}

/// One step of indentation, as the text has it.
pub(super) fn unit(text: &str) -> &'static str {
    if text.lines().any(|line| line.starts_with('\t')) {
        "\t"
    } else {
        "    "
    }
}

pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1)
}

/// Where the line of an offset ends, if nothing but a comment follows in it; else the offset.
pub(super) fn past_comment(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    match line.trim_start() {
        rest if rest.is_empty() || rest.starts_with("//") => offset + line.len(),
        _ => offset,
    }
}
