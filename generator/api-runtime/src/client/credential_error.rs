//! Why a call has no credential. Nothing here holds or prints one.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

/// A call was not sent, since there is no credential to send with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialError {
    /// No alternative of what the operation asks for has all of its credentials.
    Missing {
        /// The operation's id.
        operation: &'static str,
        /// The schemes of each alternative, by their names in the description.
        alternatives: Vec<Vec<&'static str>>,
    },
    /// The token endpoint refused (RFC 6749, section 5.2).
    Refused {
        /// The scheme's name in the description.
        scheme: &'static str,
        /// The status it answered with.
        status: StatusCode,
        /// The error code, such as `invalid_client`; empty when it gave none.
        error: String,
        /// What it says for people.
        description: Option<String>,
    },
    /// There was no token in time.
    Timeout {
        /// The scheme's name in the description.
        scheme: &'static str,
    },
    /// A token could not be got for another reason; what it is.
    Unavailable {
        /// The scheme's name in the description.
        scheme: &'static str,
        /// Why.
        message: String,
    },
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
                write!(
                    f,
                    "operation `{operation}` needs a credential of {}, and none is set",
                    alternatives.join(", or of ")
                )
            }
            Self::Refused {
                scheme,
                status,
                error,
                description,
            } => {
                write!(
                    f,
                    "the token endpoint of `{scheme}` refused with {status}: {error}"
                )?;
                match description {
                    Some(description) => write!(f, " ({description})"),
                    None => Ok(()),
                }
            }
            Self::Timeout { scheme } => write!(f, "there was no token for `{scheme}` in time"),
            Self::Unavailable { scheme, message } => {
                write!(f, "there is no token for `{scheme}`: {message}")
            }
        }
    }
}

impl StdError for CredentialError {}
