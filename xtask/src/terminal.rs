//! Standard output. A reader that went away, such as `head`, is no reason to stop or to fail.

use std::fmt::Display;
use std::io::Write;

/// Prints a text as it is.
pub(crate) fn print(text: impl Display) {
    // What cannot be printed can be told to nobody.
    let _ = write!(std::io::stdout(), "{text}").and_then(|()| std::io::stdout().flush());
}

/// Prints a line.
pub(crate) fn print_line(text: impl Display) {
    print(format_args!("{text}\n"));
}
