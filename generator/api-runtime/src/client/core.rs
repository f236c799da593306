//! What all calls of a client share, and where they go.

use std::fmt;
use std::sync::Arc;

use super::{BuildError, Call, Options};
use crate::operation::Operation;

/// The part of a client that is the same for every API. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct ClientCore {
    shared: Arc<Shared>,
}

struct Shared {
    /// It can only fail to start when TLS has no roots or the like; calls then say so.
    http: Result<reqwest::Client, BuildError>,
    base: Base,
    options: Options,
}

/// Where operations go, unless the options say otherwise for their server.
#[derive(Clone)]
enum Base {
    /// All to one address.
    One(String),
    /// Each to its documented server.
    Documented,
}

impl ClientCore {
    /// A core that sends every operation to one address.
    ///
    /// # Errors
    ///
    /// When it is not an absolute `http` or `https` URL, or it is `https` and this build has no TLS.
    pub fn new(base_url: &str) -> Result<Self, BuildError> {
        let base = read_base(base_url)?;
        check_tls(&base)?;
        Self::build(Base::One(base))
    }

    /// A core that sends each operation to its documented server.
    ///
    /// # Errors
    ///
    /// When an operation has no server, or one whose URL is not absolute.
    pub fn documented(operations: &[&Operation]) -> Result<Self, BuildError> {
        for operation in operations {
            let server = operation.server.ok_or_else(|| no_server(operation))?;
            read_base(&server.url())?;
        }
        Self::build(Base::Documented)
    }

    fn build(base: Base) -> Result<Self, BuildError> {
        let options = Options::default();
        Ok(Self {
            shared: Arc::new(Shared {
                http: Ok(start(&options)?),
                base,
                options,
            }),
        })
    }

    /// A core whose every call is told where it goes.
    ///
    /// # Errors
    ///
    /// When the HTTP client cannot start.
    pub fn addressed() -> Result<Self, BuildError> {
        Self::build(Base::Documented)
    }

    /// The same core with other options.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = self.shared.options.clone();
        change(&mut options);
        let http = match &options.http {
            Some(own) => Ok(own.clone()),
            None if options.connect_timeout != self.options().connect_timeout => start(&options),
            None => self.shared.http.clone(),
        };
        let base = self.shared.base.clone();
        Self {
            shared: Arc::new(Shared {
                http,
                base,
                options,
            }),
        }
    }

    /// The options.
    pub fn options(&self) -> &Options {
        &self.shared.options
    }

    /// Begins a call.
    pub fn call<T, E>(&self, operation: &'static Operation) -> Call<T, E> {
        Call::new(self.clone(), operation)
    }

    /// Begins a call to an address of its own, such as a callback's. Whoever named the address decides what is called:
    /// a server that lets strangers do so had better look at it first.
    pub fn call_to<T, E>(&self, operation: &'static Operation, address: &str) -> Call<T, E> {
        self.call(operation).to(address)
    }

    /// Checks an address that is given with a call.
    pub(super) fn check_address(&self, address: &str) -> Result<(), BuildError> {
        match address.split_once(':') {
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("http") => Ok(()),
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => {
                match self.options().http.is_some() {
                    true => Ok(()),
                    false => check_tls("https:"),
                }
            }
            _ => Err(BuildError::new(format!(
                "address `{address}`: is not `http` or `https`"
            ))),
        }
    }

    pub(super) fn http(&self) -> Result<&reqwest::Client, &BuildError> {
        self.shared.http.as_ref()
    }

    /// The address that the operation's path is added to.
    pub(super) fn base_of(&self, operation: &Operation) -> Result<String, BuildError> {
        let moved = operation.server.and_then(|server| {
            self.options()
                .servers
                .iter()
                .find(|(url, _)| *url == server.url)
        });
        let base = match (moved, &self.shared.base) {
            (Some((_, url)), _) => read_base(url)?,
            (None, Base::One(url)) => return Ok(url.clone()),
            (None, Base::Documented) => {
                let server = operation.server.ok_or_else(|| no_server(operation))?;
                read_base(&server.url())?
            }
        };
        // An HTTP client of the user's own may have TLS from elsewhere.
        if self.options().http.is_none() {
            check_tls(&base)?;
        }
        Ok(base)
    }
}

fn start(options: &Options) -> Result<reqwest::Client, BuildError> {
    let builder = reqwest::Client::builder();
    #[cfg(not(target_family = "wasm"))]
    let builder = builder
        .connect_timeout(options.connect_timeout)
        // An API key in a header of its own would go along to wherever a redirect points.
        .redirect(reqwest::redirect::Policy::none());
    #[cfg(target_family = "wasm")]
    let _ = options;
    builder
        .build()
        .map_err(|error| BuildError::new(format!("the HTTP client cannot start: {error}")))
}

fn no_server(operation: &Operation) -> BuildError {
    BuildError::new(format!(
        "operation `{}` has no documented server",
        operation.id
    ))
}

/// Without this, the first call would fail with a connector's words about a scheme that is not `http`. A browser has
/// TLS of its own.
pub(super) fn check_tls(base: &str) -> Result<(), BuildError> {
    let has_tls = cfg!(feature = "rustls") || cfg!(target_family = "wasm");
    match base.starts_with("https:") && !has_tls {
        true => Err(BuildError::new(format!(
            "base URL `{base}`: built without TLS: enable the feature `rustls`"
        ))),
        false => Ok(()),
    }
}

/// Checks a base URL and takes its last slash away, since paths begin with one.
fn read_base(text: &str) -> Result<String, BuildError> {
    let refuse = |reason: &str| BuildError::new(format!("base URL `{text}`: {reason}"));
    let url = reqwest::Url::parse(text).map_err(|error| refuse(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse("is not `http` or `https`"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("has a query or a fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

impl fmt::Debug for ClientCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCore")
            .field("options", self.options())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Server;
    use http::Method;

    static SERVER: Server = Server {
        url: "https://api.example.com",
        variables: &[],
    };
    static OPERATION: Operation = Operation::new("get", Method::GET, "/").server(&SERVER);

    #[test]
    fn tls_is_there_or_said_to_be_missing() {
        let refusal = "built without TLS: enable the feature `rustls`";
        let client = ClientCore::new("https://api.example.com");
        let documented = ClientCore::documented(&[&OPERATION]).unwrap();
        let base = documented.base_of(&OPERATION);
        if cfg!(feature = "rustls") {
            assert!(client.is_ok());
            assert_eq!(base.unwrap(), "https://api.example.com");
        } else {
            assert!(client.unwrap_err().message.ends_with(refusal));
            assert!(base.unwrap_err().message.ends_with(refusal));
        }
        let moved = documented.with(|options| options.server(&SERVER, "http://127.0.0.1:1"));
        assert_eq!(moved.base_of(&OPERATION).unwrap(), "http://127.0.0.1:1");
        let own = documented.with(|options| options.http_client(reqwest::Client::new()));
        assert_eq!(own.base_of(&OPERATION).unwrap(), "https://api.example.com");
    }
}
