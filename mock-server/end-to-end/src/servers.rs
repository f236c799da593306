//! The two kinds of server, each on a port of its own and on threads of its own: the mock and a stub.

use std::net::SocketAddr;
use std::thread::JoinHandle;

use api_runtime::server::{Router, serve};
use mock_server::{Log, Mock, MockOptions, Running, ServeOptions, Server, Stage, StateMode};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::{Recorder, Specification};

/// The mock of an API, mounted under its name as `cargo xtask mock` does.
pub struct Mocked {
    running: Running,
    prefix: String,
    log: Recorder,
}

impl Mocked {
    /// Starts it on a free port.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn start(specification: &Specification) -> Self {
        Self::with(specification, &MockOptions::default())
    }

    /// Starts it without state: every answer is the document's alone.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn documented(specification: &Specification) -> Self {
        let state = StateMode::Off;
        Self::with(
            specification,
            &MockOptions {
                state,
                ..MockOptions::default()
            },
        )
    }

    fn with(specification: &Specification, options: &MockOptions) -> Self {
        let prefix = format!("/{}", specification.name);
        let mock = Mock::new(specification.api.clone(), options);
        let stage = Stage::new().mount(&prefix, mock);
        let stage = stage.unwrap_or_else(|error| panic!("{error}"));
        let options = ServeOptions {
            port: 0,
            ..ServeOptions::default()
        };
        let log = Recorder::default();
        let server = Server::bind(stage, options, Log::to(log.clone()));
        let server = server.unwrap_or_else(|error| panic!("{error}"));
        let running = server.start().unwrap_or_else(|error| panic!("{error}"));
        Self {
            running,
            prefix,
            log,
        }
    }

    /// The base of the API's addresses.
    pub fn url(&self) -> String {
        format!("{}{}", self.running.url(), self.prefix)
    }

    /// Stops it, and gives the exchanges that its log has.
    pub fn finish(self) -> Vec<(String, u16)> {
        self.running.stop();
        self.log.exchanges()
    }
}

/// A stub that is served until it is dropped.
pub struct Served {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    /// Starts it on a free port.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn start(router: Router) -> Self {
        let listen = || {
            let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
            listener.set_nonblocking(true)?;
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()?;
            Ok((listener.local_addr()?, listener, runtime))
        };
        let started: std::io::Result<_> = listen();
        let (address, listener, runtime) = started.unwrap_or_else(|error| panic!("{error}"));
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let served = runtime.block_on(async {
                let listener = TcpListener::from_std(listener)?;
                serve(listener, router, async { stopped.await.unwrap_or(()) }).await
            });
            served.unwrap_or_else(|error| panic!("{error}"));
        });
        Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// The base of the API's addresses.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
