//! The log: a line a request, formatted and written by a thread of its own so that answering
//! never waits for a terminal.

use crate::message::Note;
use http::{Method, StatusCode};
use std::io::Write;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Lines that may wait for the writer; when it falls behind further, lines are dropped.
const BACKLOG: usize = 8192;

/// Where lines go. Clones share the writer; it ends, everything written, when the last is gone.
#[derive(Debug, Clone)]
pub struct Log(Option<Arc<Writer>>);

#[derive(Debug)]
struct Writer {
    sender: Option<SyncSender<Entry>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Entry {
    method: Method,
    path: String,
    status: StatusCode,
    note: Note,
    time: Duration,
}

impl Log {
    /// Keeps nothing.
    #[must_use]
    pub fn none() -> Self {
        Log(None)
    }

    /// Writes to standard output.
    #[must_use]
    pub fn stdout() -> Self {
        Log::to(std::io::stdout())
    }

    /// Writes to anything. A writer that fails ends the log, not the server.
    #[must_use]
    pub fn to(target: impl Write + Send + 'static) -> Self {
        let (sender, receiver) = sync_channel(BACKLOG);
        let write = move || write_all(target, &receiver);
        let thread = std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(write);
        Log(thread.ok().map(|thread| {
            Arc::new(Writer {
                sender: Some(sender),
                thread: Mutex::new(Some(thread)),
            })
        }))
    }

    /// Hands over what a line is made of.
    pub(crate) fn record(
        &self,
        method: &Method,
        path: &str,
        status: StatusCode,
        note: Note,
        time: Duration,
    ) {
        let sender = self.0.as_ref().and_then(|writer| writer.sender.as_ref());
        if let Some(sender) = sender {
            let entry = Entry {
                method: method.clone(),
                path: path.to_owned(),
                status,
                note,
                time,
            };
            // A full backlog costs lines rather than answers.
            let _ = sender.try_send(entry);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.sender.take());
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

fn write_all(target: impl Write, receiver: &Receiver<Entry>) {
    let mut target = std::io::BufWriter::new(target);
    while let Ok(first) = receiver.recv() {
        let mut next = Some(first);
        while let Some(entry) = next {
            let Entry {
                method,
                path,
                status,
                note,
                time,
            } = entry;
            let line = note.line(&method, &path, status, time.as_micros());
            if writeln!(target, "{line}").is_err() {
                return;
            }
            next = receiver.try_recv().ok();
        }
        if target.flush().is_err() {
            return;
        }
    }
}
