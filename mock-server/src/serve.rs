//! The edge: sockets, HTTP/1.1 and HTTP/2, limits and stopping. The only file that names hyper
//! and tokio; it knows a [`Stage`] and nothing of what happens in it.

use crate::log::Log;
use crate::message::{Reply, Request, Wire};
use crate::outgoing::Outgoing;
use crate::stage::Stage;
use crate::state_file::StateFile;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::{sleep, timeout};

/// How long running requests may take to finish once the server is told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// How long a change may be in memory alone.
const KEPT_EVERY: Duration = Duration::from_millis(500);

/// How much of a body beyond the limit is read and thrown away, so that a client that sends
/// everything before it reads gets to see its answer.
const DISCARDED: usize = 16 << 20;

/// Where to listen and how patient to be.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Address or name of the interface.
    pub host: String,
    /// Port; 0 takes any that is free.
    pub port: u16,
    /// How long the first bytes and the headers of a request may take, and how long a connection
    /// may be idle.
    pub header_timeout: Duration,
    /// How long a body may take.
    pub body_timeout: Duration,
    /// How many connections may be open; further ones wait.
    pub max_connections: usize,
    /// Where the state is written when it changed and when the server ends.
    pub state_file: Option<Arc<StateFile>>,
}

impl Default for ServeOptions {
    fn default() -> Self {
        ServeOptions {
            host: "127.0.0.1".to_owned(),
            port: 4010,
            header_timeout: Duration::from_secs(20),
            body_timeout: Duration::from_secs(30),
            max_connections: 4096,
            state_file: None,
        }
    }
}

/// Why a server cannot listen.
#[derive(Debug)]
pub struct BindError {
    /// Where it should have.
    pub address: String,
    /// What the system said.
    pub error: io::Error,
}

impl std::fmt::Display for BindError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let address = &self.address;
        match self.error.kind() {
            io::ErrorKind::AddrInUse => write!(
                formatter,
                "cannot listen on {address}: the port is in use; stop the program that has it, or \
                 choose another with --port"
            ),
            io::ErrorKind::PermissionDenied => write!(
                formatter,
                "cannot listen on {address}: not permitted; ports from 1024 are open to everyone"
            ),
            _ => write!(formatter, "cannot listen on {address}: {}", self.error),
        }
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// A server that listens but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    edge: Arc<Edge>,
}

/// Ends a connection without an answer.
#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection breaks on purpose")
    }
}

impl std::error::Error for Broken {}

/// What every connection shares.
#[derive(Debug)]
struct Edge {
    stage: Stage,
    options: ServeOptions,
    log: Log,
    max_body: usize,
}

/// A server that answers on threads of its own until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    /// Takes the port, so that what is wrong with it shows before anything is served.
    ///
    /// # Errors
    ///
    /// When the host has no address, or the port cannot be had.
    pub fn bind(stage: Stage, options: ServeOptions, log: Log) -> Result<Self, BindError> {
        let address = format!("{}:{}", options.host, options.port);
        let at = |error| BindError {
            address: address.clone(),
            error,
        };
        let host = options.host.trim_start_matches('[').trim_end_matches(']');
        let candidates: Vec<SocketAddr> = (host, options.port)
            .to_socket_addrs()
            .map_err(at)?
            .collect();
        let listener = std::net::TcpListener::bind(candidates.as_slice()).map_err(at)?;
        listener.set_nonblocking(true).map_err(at)?;
        let bound = listener.local_addr().map_err(at)?;
        let max_body = stage.max_body();
        Ok(Server {
            listener,
            address: bound,
            edge: Arc::new(Edge {
                stage,
                options,
                log,
                max_body,
            }),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The stage it serves.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        &self.edge.stage
    }

    /// Serves until the process is told to stop, by Ctrl-C or SIGTERM.
    ///
    /// # Errors
    ///
    /// When the system gives no threads or no signals.
    pub fn run(self) -> io::Result<()> {
        let runtime = runtime()?;
        let served = runtime.block_on(async {
            let stop = stop_signal()?;
            serve(self.listener, self.edge, stop).await
        });
        runtime.shutdown_timeout(Duration::from_secs(1));
        served
    }

    /// Serves on threads of its own.
    ///
    /// # Errors
    ///
    /// When the system gives no threads.
    pub fn start(self) -> io::Result<Running> {
        let runtime = runtime()?;
        let (stop, stopped) = oneshot::channel();
        let address = self.address;
        let serve = move || {
            let stopped = async {
                // A sender that is gone means the same as one that spoke.
                let _ = stopped.await;
            };
            // The listener works already; what fails after that ends the thread.
            let _ = runtime.block_on(serve(self.listener, self.edge, stopped));
            runtime.shutdown_timeout(Duration::from_secs(1));
        };
        let thread = std::thread::Builder::new()
            .name("mock-server".to_owned())
            .spawn(serve)?;
        Ok(Running {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Running {
    /// The address as the start of URLs: `http://127.0.0.1:4010`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops: requests that are running are answered, then connections are closed.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
}

/// Resolves on Ctrl-C or SIGTERM.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}

async fn serve(
    listener: std::net::TcpListener,
    edge: Arc<Edge>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let places = Arc::new(Semaphore::new(edge.options.max_connections.max(1)));
    let graceful = GracefulShutdown::new();
    let (running, stopping) = watch::channel(());
    tokio::pin!(stop);
    let keeper = tokio::spawn(keep_state(Arc::clone(&edge)));
    loop {
        let accept = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            accepted = accept => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors, or a client that left already. Neither ends the server.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (edge, watcher) = (Arc::clone(&edge), graceful.watcher());
        let mut stopping = stopping.clone();
        tokio::spawn(async move {
            // A connection that has not said anything yet is not worth waiting for.
            let is_http2 = tokio::select! {
                spoken = timeout(edge.options.header_timeout, speaks_http2(&stream)) => spoken,
                _ = stopping.changed() => return,
            };
            if let Ok(Ok(is_http2)) = is_http2 {
                serve_connection(stream, is_http2, edge, watcher).await;
            }
            drop(place);
        });
    }
    drop(listener);
    drop(running);
    let _ = timeout(GRACE, graceful.shutdown()).await;
    keeper.abort();
    match &edge.options.state_file {
        Some(file) => file.save(&edge.stage),
        None => Ok(()),
    }
}

/// Writes the state down soon after it changed.
async fn keep_state(edge: Arc<Edge>) {
    let Some(file) = edge.options.state_file.clone() else {
        return;
    };
    loop {
        sleep(KEPT_EVERY).await;
        let (edge, file) = (Arc::clone(&edge), Arc::clone(&file));
        // What cannot be written now is tried again, and said when the server ends.
        let _ = tokio::task::spawn_blocking(move || file.save(&edge.stage)).await;
    }
}

async fn serve_connection(
    stream: TcpStream,
    is_http2: bool,
    edge: Arc<Edge>,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let patience = edge.options.header_timeout;
    let _ = stream.set_nodelay(true);
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(128 << 10);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(patience)
        .keep_alive_timeout(patience)
        .max_concurrent_streams(128)
        .max_header_list_size(64 << 10);
    let builder = if is_http2 {
        builder.http2_only()
    } else {
        builder.http1_only()
    };
    let service = service_fn(move |request| {
        let edge = Arc::clone(&edge);
        async move { edge.answer(request).await.ok_or(Broken) }
    });
    let connection = builder
        .serve_connection(TokioIo::new(stream), service)
        .into_owned();
    // What goes wrong on a connection is the client's affair; there is nobody to tell.
    let _ = watcher.watch(connection).await;
}

/// Whether a connection starts like HTTP/2 with prior knowledge (RFC 9113 section 3.4). Waiting
/// for the first bytes here puts them under the same timeout as the headers.
async fn speaks_http2(stream: &TcpStream) -> io::Result<bool> {
    const PREFACE: &[u8] = b"PRI ";
    let mut start = [0; PREFACE.len()];
    loop {
        let count = stream.peek(&mut start).await?;
        let seen = start.get(..count).unwrap_or_default();
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !PREFACE.starts_with(seen) || count == PREFACE.len() {
            return Ok(seen == PREFACE);
        }
        sleep(Duration::from_millis(5)).await;
    }
}

impl Edge {
    /// The answer; `None` when the connection is to break instead.
    async fn answer(&self, request: http::Request<Incoming>) -> Option<http::Response<Outgoing>> {
        let (parts, body) = request.into_parts();
        let body = timeout(self.options.body_timeout, self.read_body(&parts, body)).await;
        let start = Instant::now();
        let (body, is_late) = match body {
            Ok(Ok(body)) => (body, false),
            Ok(Err(_)) | Err(_) => (Bytes::new(), true),
        };
        let request = Request::from_parts(parts, body);
        let reply = if is_late {
            self.stage.answer_late(&request)
        } else {
            self.perform(&request)
        };
        let Reply {
            response,
            note,
            delay,
            wire,
        } = reply;
        let path = request.uri().path();
        self.log.record(
            request.method(),
            path,
            response.status(),
            note,
            start.elapsed(),
        );
        if !delay.is_zero() {
            sleep(delay).await;
        }
        (wire != Wire::Reset).then(|| response.map(|body| Outgoing::new(body, wire)))
    }

    /// A fault of ours costs one answer, not the server.
    fn perform(&self, request: &Request) -> Reply {
        catch_unwind(AssertUnwindSafe(|| self.stage.answer(request)))
            .unwrap_or_else(|_| self.stage.answer_failed(request))
    }

    /// The body, or of a body that is too large so much that the stage sees that it is.
    async fn read_body(
        &self,
        parts: &http::request::Parts,
        mut body: Incoming,
    ) -> Result<Bytes, hyper::Error> {
        let declared = parts.headers.get(http::header::CONTENT_LENGTH);
        let declared = declared.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        let expects_leave = parts.headers.contains_key(http::header::EXPECT);
        if expects_leave && declared.is_some_and(|length| length > self.max_body) {
            return Ok(Bytes::new());
        }
        let mut bytes = BytesMut::new();
        let mut discarded = 0;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame?.into_data() else {
                continue;
            };
            if bytes.len() <= self.max_body {
                bytes.extend_from_slice(&data);
            } else {
                discarded += data.len();
            }
            if discarded > DISCARDED {
                break;
            }
        }
        Ok(bytes.freeze())
    }
}
