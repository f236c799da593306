//! The operations that were called, as somebody other than the caller saw them: the mock's log, or a hook of our
//! client.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use api_runtime::client::Options;

/// A list that can be written to from two sides and read from a third. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Mutex<String>>);

impl Recorder {
    /// Has a client of ours tell every exchange.
    pub fn listen(&self, options: &mut Options) {
        let recorder = self.clone();
        options.on_response(move |exchange| {
            let status = exchange.status.map_or(0, |status| status.as_u16());
            recorder.append(&format!("- - {status} {}\n", exchange.operation.id));
        });
    }

    /// The `operationId`s and statuses, in the order in which they were answered.
    pub fn exchanges(&self) -> Vec<(String, u16)> {
        let text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        text.lines().filter_map(read_line).collect()
    }

    fn append(&self, text: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_str(text);
    }
}

/// Reads method, path, status and operation, with which a line of the mock's log begins.
fn read_line(line: &str) -> Option<(String, u16)> {
    let mut words = line.split(' ').skip(2);
    let status = words.next()?.parse().ok()?;
    Some((words.next()?.to_owned(), status))
}

impl Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.append(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
