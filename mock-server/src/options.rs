//! What a mock can be told when it is made.

/// How a mock answers. Requests may choose otherwise with the `Prefer` header.
#[derive(Debug, Clone)]
pub struct MockOptions {
    /// Where generated values come from: the same seed gives the same answers, on every machine.
    pub seed: u64,
    /// Whether bodies are generated from schemas even where the document has examples.
    pub dynamic: bool,
    /// The largest request body that is read, in bytes; larger ones are answered with 413.
    pub max_body: usize,
}

impl Default for MockOptions {
    fn default() -> Self {
        MockOptions {
            seed: 0,
            dynamic: false,
            max_body: 10 << 20,
        }
    }
}
