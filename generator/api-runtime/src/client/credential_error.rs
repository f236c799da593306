//! Why a call has no credential. Nothing here holds or prints one.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

/// A call was not sent, since there is no credential to send with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialError {
    /// No alternative of what the operation asks for has all of its credentials.
    Missing {
        /// The operation's id.
        operation: &'static str,
        /// The schemes of each alternative, by their names in the description.
        alternatives: Vec<Vec<&'static str>>,
    },
    /// There is no token for a scheme.
    Token {
        /// The scheme's name in the description.
        scheme: &'static str,
        /// Why.
        error: TokenError,
    },
}

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The token endpoint refused (RFC 6749, section 5.2).
    Refused {
        /// The status it answered with.
        status: StatusCode,
        /// The error code, such as `invalid_client`; empty when it gave none.
        error: String,
        /// What it says for people.
        description: Option<String>,
    },
    /// There was no answer in time.
    Timeout,
    /// Another reason.
    Other(String),
}

impl TokenError {
    /// Another reason: what a token source of one's own has met with. Keep secrets out of it.
    pub fn other(reason: impl fmt::Display) -> Self {
        Self::Other(reason.to_string())
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing {
                operation,
                alternatives,
            } => {
                let each = |names: &Vec<&str>| {
                    let names = names.iter().map(|name| format!("`{name}`"));
                    names.collect::<Vec<_>>().join(" and ")
                };
                let alternatives: Vec<_> = alternatives.iter().map(each).collect();
                let alternatives = alternatives.join(", or of ");
                write!(
                    f,
                    "operation `{operation}` needs a credential of {alternatives}, which is not set"
                )
            }
            Self::Token { scheme, error } => write!(f, "no token for `{scheme}`: {error}"),
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused {
                status,
                error,
                description,
            } => {
                write!(f, "the token endpoint answered {status}")?;
                if !error.is_empty() {
                    write!(f, ": {error}")?;
                }
                match description {
                    Some(description) => write!(f, " ({description})"),
                    None => Ok(()),
                }
            }
            Self::Timeout => f.write_str("the token endpoint did not answer in time"),
            Self::Other(reason) => f.write_str(reason),
        }
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Missing { .. } => None,
            Self::Token { error, .. } => Some(error),
        }
    }
}

impl StdError for TokenError {}
