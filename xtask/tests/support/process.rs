//! Running verbs: to their end, or as a server.

use super::expect::matches;
use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a command that ended left behind.
pub(crate) struct Finished {
    /// Standard output and standard error.
    pub(crate) output: String,
    /// The exit code.
    pub(crate) code: Option<i32>,
}

/// A port nobody listens on just now.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}

/// An empty folder for one test.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).expect("the scratch folder can be made");
    folder
}

/// The command that README writes as `words`, by `sh`, with our binary for `cargo xtask`.
pub(crate) fn command(root: &Path, words: &str) -> Command {
    let line = words.replace("cargo xtask", env!("CARGO_BIN_EXE_xtask"));
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("exec 2>&1; {line}")])
        .current_dir(root)
        .stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn run(root: &Path, words: &str) -> Finished {
    let done = command(root, words).output().expect("sh runs");
    Finished {
        output: String::from_utf8_lossy(&done.stdout).into_owned(),
        code: done.status.code(),
    }
}

/// A verb that serves; dropped, it is stopped the way Ctrl-C does it.
pub(crate) struct Server {
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Server {
    /// Starts it and waits until it has printed what is expected, or for a minute.
    pub(crate) fn start(root: &Path, words: &str, expected: &str) -> (Server, String) {
        let line = format!("exec {words}");
        let mut child = command(root, &line)
            .stdout(Stdio::piped())
            .spawn()
            .expect("sh runs");
        let mut pipe = child.stdout.take().expect("it is piped");
        let said = Arc::new(Mutex::new(String::new()));
        let sink = Arc::clone(&said);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                sink.lock()
                    .expect("no thread panics")
                    .push_str(&String::from_utf8_lossy(&buffer[..count]));
            }
        });
        let mut server = Server { child, said };
        let output = server.wait_for(|said| !said.is_empty() && matches(said, expected));
        (server, output)
    }

    /// What it has printed, as soon as that satisfies a condition; after a minute, in any case.
    pub(crate) fn wait_for(&mut self, condition: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let said = self.said.lock().expect("no thread panics").clone();
            let ended = self.child.try_wait().expect("it can be asked").is_some();
            if condition(&said) || ended || Instant::now() > until {
                return said;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends an interrupt and waits for the end; gives the exit code.
    pub(crate) fn interrupt(&mut self) -> Option<i32> {
        drop(
            Command::new("kill")
                .args(["-INT", &self.child.id().to_string()])
                .status(),
        );
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(self.child.kill());
        None
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
