//! What a mock can be told when it is made.

use crate::latency::Latency;
use api_model::api::{Api, SecuritySchemeKind};
use std::fmt;
use std::str::FromStr;

/// How a mock answers. Requests may choose otherwise with the `Prefer` header.
#[derive(Debug, Clone)]
pub struct MockOptions {
    /// Where generated values come from: the same seed gives the same answers, on every machine.
    pub seed: u64,
    /// Whether bodies are generated from schemas even where the document has examples.
    pub dynamic: bool,
    /// The largest request body that is read, in bytes; larger ones are answered with 413.
    pub max_body: usize,
    /// How credentials are looked at.
    pub auth: AuthMode,
    /// Good credentials. A scheme that has one takes no other, unless `auth` is off.
    pub credentials: Vec<Credential>,
    /// How often a valid request fails, and how.
    pub chaos: Vec<Chaos>,
    /// How long answers are held back.
    pub latency: Vec<Delay>,
    /// How requests change what later ones are answered.
    pub state: StateMode,
}

impl Default for MockOptions {
    fn default() -> Self {
        MockOptions {
            seed: 0,
            dynamic: false,
            max_body: 10 << 20,
            auth: AuthMode::default(),
            credentials: Vec::new(),
            chaos: Vec::new(),
            latency: Vec::new(),
            state: StateMode::default(),
        }
    }
}

impl MockOptions {
    /// Whether the options make sense for an API. A mock that is made with options that do not
    /// passes over what it cannot use, so callers that speak to people check first.
    ///
    /// # Errors
    ///
    /// When an operation is named that the document does not have, or a credential is for a scheme that the document does not have or that carries none, or
    /// has not the form of its scheme. The message names the scheme and never the value.
    pub fn check(&self, api: &Api) -> Result<(), String> {
        let chaos = self.chaos.iter().map(|chaos| &chaos.operation);
        let latency = self.latency.iter().map(|delay| &delay.operation);
        for name in chaos.chain(latency).flatten() {
            let mut operations = api.operations.iter();
            if !operations.any(|operation| operation.label() == *name) {
                return Err(format!("the document has no operation `{name}`"));
            }
        }
        for Credential { scheme, value } in &self.credentials {
            let mut schemes = api.security_schemes.iter();
            let Some(known) = schemes.find(|known| known.name == *scheme) else {
                return Err(unknown_scheme(api, scheme));
            };
            match &known.kind {
                SecuritySchemeKind::MutualTls => {
                    return Err(format!(
                        "the scheme `{scheme}` is a client certificate, which is not looked at"
                    ));
                }
                SecuritySchemeKind::Basic if !value.contains(':') => {
                    return Err(format!(
                        "the credential of scheme `{scheme}` must be `user:password`"
                    ));
                }
                _ if value.trim().is_empty() => {
                    return Err(format!("the credential of scheme `{scheme}` is empty"));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn unknown_scheme(api: &Api, scheme: &str) -> String {
    let names = api.security_schemes.iter().map(|known| &known.name);
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let known = match names.as_slice() {
        [] => "it has none".to_owned(),
        names => format!("it has {}", names.join(", ")),
    };
    format!("the document has no security scheme `{scheme}`; {known}")
}

/// How a mock looks at credentials.
///
/// ```
/// use mock_server::AuthMode;
/// assert_eq!("strict".parse(), Ok(AuthMode::Strict));
/// assert!("loose".parse::<AuthMode>().is_err());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AuthMode {
    /// Not at all: every request passes.
    Off,
    /// A credential must be there and well-formed; any value is good where none was named.
    #[default]
    Lenient,
    /// Only the named credentials are good. Where none was named, none is.
    Strict,
}

impl FromStr for AuthMode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(AuthMode::Off),
            "lenient" => Ok(AuthMode::Lenient),
            "strict" => Ok(AuthMode::Strict),
            _ => Err("expected `off`, `lenient` or `strict`".to_owned()),
        }
    }
}

/// Whether and how answers agree with what requests did before.
///
/// ```
/// use mock_server::StateMode;
/// assert_eq!("strict".parse(), Ok(StateMode::Strict));
/// assert!("eager".parse::<StateMode>().is_err());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StateMode {
    /// Every id exists until it is deleted; `PUT` makes what is not there.
    #[default]
    Lazy,
    /// Only the documented members of lists and what was created exist.
    Strict,
    /// Every answer is the document's alone.
    Off,
}

impl FromStr for StateMode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "lazy" => Ok(StateMode::Lazy),
            "strict" => Ok(StateMode::Strict),
            "off" => Ok(StateMode::Off),
            _ => Err("expected `lazy`, `strict` or `off`".to_owned()),
        }
    }
}

/// Failures on purpose, written `[OPERATION=]PERCENT[:KIND]`.
///
/// ```
/// use mock_server::{Chaos, ChaosKind};
/// let chaos: Chaos = "getPet=5%:reset".parse().unwrap();
/// assert_eq!(chaos.operation.as_deref(), Some("getPet"));
/// assert_eq!((chaos.percent, chaos.kind), (5, ChaosKind::Reset));
/// assert!("101".parse::<Chaos>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chaos {
    /// The only operation that fails; without it all do. What is said of one comes before what is
    /// said of all.
    pub operation: Option<String>,
    /// How many of a hundred valid requests fail; more than 100 means all.
    pub percent: u8,
    /// How they fail.
    pub kind: ChaosKind,
}

/// How a request fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChaosKind {
    /// With an error that the operation declares; one that declares none does not fail.
    #[default]
    Error,
    /// The connection is closed without an answer.
    Reset,
    /// The answer trickles.
    Drip,
}

impl FromStr for Chaos {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (operation, rest) = for_operation(text);
        let (number, kind) = match rest.split_once(':') {
            None => (rest, ChaosKind::Error),
            Some((number, "error")) => (number, ChaosKind::Error),
            Some((number, "reset")) => (number, ChaosKind::Reset),
            Some((number, "drip")) => (number, ChaosKind::Drip),
            Some(_) => return Err("expected the kind `error`, `reset` or `drip`".to_owned()),
        };
        let number = number.strip_suffix('%').unwrap_or(number);
        let percent = number.parse().ok().filter(|percent| *percent <= 100);
        Ok(Chaos {
            operation,
            percent: percent.ok_or("expected a percentage from 0 to 100")?,
            kind,
        })
    }
}

/// How long answers are held back, written `[OPERATION=]LATENCY`.
#[derive(Debug, Clone, PartialEq)]
pub struct Delay {
    /// The only operation whose answers are held back; without it all are.
    pub operation: Option<String>,
    /// For how long.
    pub latency: Latency,
}

impl FromStr for Delay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (operation, latency) = for_operation(text);
        Ok(Delay {
            operation,
            latency: latency.parse()?,
        })
    }
}

/// The operation before the equals sign, and the rest.
fn for_operation(text: &str) -> (Option<String>, &str) {
    match text.rsplit_once('=') {
        Some((operation, rest)) => (Some(operation.to_owned()), rest),
        None => (None, text),
    }
}

/// A good credential of a security scheme, written `SCHEME=VALUE`.
///
/// The value is what the scheme carries: the key, the token, or `user:password` for basic
/// authentication. It is never printed.
///
/// ```
/// use mock_server::Credential;
/// let credential: Credential = "apiKey=a=b".parse().unwrap();
/// assert_eq!((credential.scheme.as_str(), credential.value.as_str()), ("apiKey", "a=b"));
/// assert!(!format!("{credential:?}").contains("a=b"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The key of the scheme under `components.securitySchemes`.
    pub scheme: String,
    /// What a request has to present.
    pub value: String,
}

impl FromStr for Credential {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((scheme, value)) if !scheme.is_empty() && !value.is_empty() => Ok(Credential {
                scheme: scheme.to_owned(),
                value: value.to_owned(),
            }),
            _ => Err("expected `SCHEME=VALUE`".to_owned()),
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credential({}=...)", self.scheme)
    }
}
