//! `console` blocks of Markdown.

/// A block with its commands and what each is said to print.
pub(crate) struct Block {
    /// The line the block begins on.
    pub(crate) line: usize,
    /// Whether a heading stands between this block and the one before.
    pub(crate) heading_changed: bool,
    /// Command and expected output, in order.
    pub(crate) commands: Vec<(String, String)>,
}

/// All `console` blocks of a text.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut heading_changed = true;
    let mut fence: Option<bool> = None;
    for (index, line) in text.lines().enumerate() {
        match fence {
            None if line.starts_with('#') => heading_changed = true,
            None if line.starts_with("```") => {
                let console = line == "```console";
                if console {
                    found.push(Block {
                        line: index + 1,
                        heading_changed,
                        commands: Vec::new(),
                    });
                    heading_changed = false;
                }
                fence = Some(console);
            }
            Some(_) if line == "```" => fence = None,
            Some(true) => {
                if let Some(block) = found.last_mut() {
                    add_line(block, line);
                }
            }
            _ => {}
        }
    }
    found
}

fn add_line(block: &mut Block, line: &str) {
    if let Some(command) = line.strip_prefix("$ ") {
        block.commands.push((command.to_owned(), String::new()));
    } else if let Some((command, output)) = block.commands.last_mut() {
        if let Some(before) = command.strip_suffix('\\') {
            *command = format!("{} {}", before.trim_end(), line.trim());
        } else {
            output.push_str(line);
            output.push('\n');
        }
    }
}
