//! Credentials: what they are, and where they stand in a request. Nothing here prints one.

use std::fmt;

/// Text that must not be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// An API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The key.
    pub key: Secret,
}

/// A user name and a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basic {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: Secret,
}

/// A bearer token, and what it must allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The token.
    pub token: Secret,
    /// The scopes that the operation asks for.
    pub scopes: &'static [&'static str],
}

/// A credential of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// For `apiKey`.
    ApiKey(ApiKey),
    /// For `http`, `basic`.
    Basic(Basic),
    /// For `http`, `bearer`, and for `oauth2` and `openIdConnect`.
    Bearer(Bearer),
    /// For another `http` scheme: the text after its name.
    Http(Secret),
    /// For `mutualTLS`: it is checked before the request is read.
    MutualTls,
}

#[cfg(feature = "server")]
pub use server::{Denied, Offer, evaluate};

#[cfg(feature = "server")]
mod server {
    use std::fmt;
    use std::sync::Arc;

    use http::request::Parts;
    use http::{HeaderMap, StatusCode, header};

    use super::{ApiKey, Basic, Bearer, Credential, Secret};
    use crate::formats::read_basic_token;
    use crate::headers::cookies;
    use crate::operation::{Need, Scheme, SchemeKind, Security};
    use crate::style::Pairs;

    /// A credential that a request carries for a scheme.
    #[derive(Clone)]
    pub struct Offer {
        /// The scheme.
        pub scheme: &'static Scheme,
        /// The credential.
        pub credential: Credential,
        /// The request's head.
        pub request: Arc<Parts>,
    }

    /// Without the request, whose headers may hold other credentials.
    impl fmt::Debug for Offer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("Offer")
                .field("scheme", &self.scheme.name)
                .field("credential", &self.credential)
                .finish_non_exhaustive()
        }
    }

    /// Why a credential is refused.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Denied {
        /// 401 when the caller is not known, 403 when it is known and not allowed.
        pub status: StatusCode,
        /// Why, for the caller.
        pub message: String,
    }

    impl Denied {
        /// The credential is not good: 401.
        pub fn unauthorized(message: impl Into<String>) -> Self {
            Self {
                status: StatusCode::UNAUTHORIZED,
                message: message.into(),
            }
        }

        /// The credential is good, but does not allow this: 403.
        pub fn forbidden(message: impl Into<String>) -> Self {
            Self {
                status: StatusCode::FORBIDDEN,
                message: message.into(),
            }
        }

        /// For generated code: a scheme without a method.
        pub fn unknown_scheme() -> Self {
            Self::unauthorized("the security scheme is not known")
        }
    }

    impl Credential {
        /// The API key.
        ///
        /// # Errors
        ///
        /// When it is another kind of credential.
        pub fn api_key(self) -> Result<ApiKey, Denied> {
            match self {
                Self::ApiKey(key) => Ok(key),
                _ => Err(Denied::unknown_scheme()),
            }
        }

        /// The user name and password.
        ///
        /// # Errors
        ///
        /// When it is another kind of credential.
        pub fn basic(self) -> Result<Basic, Denied> {
            match self {
                Self::Basic(basic) => Ok(basic),
                _ => Err(Denied::unknown_scheme()),
            }
        }

        /// The bearer token.
        ///
        /// # Errors
        ///
        /// When it is another kind of credential.
        pub fn bearer(self) -> Result<Bearer, Denied> {
            match self {
                Self::Bearer(bearer) => Ok(bearer),
                _ => Err(Denied::unknown_scheme()),
            }
        }

        /// The text of another `http` scheme.
        ///
        /// # Errors
        ///
        /// When it is another kind of credential.
        pub fn http(self) -> Result<Secret, Denied> {
            match self {
                Self::Http(text) => Ok(text),
                _ => Err(Denied::unknown_scheme()),
            }
        }
    }

    /// Finds the credential for a need in a request.
    fn extract(need: &Need, request: &Parts) -> Option<Credential> {
        let key = |key: Option<String>| {
            key.map(|key| {
                Credential::ApiKey(ApiKey {
                    key: Secret::from(key),
                })
            })
        };
        match need.scheme.kind {
            SchemeKind::ApiKeyHeader(name) => key(header_text(&request.headers, name)),
            SchemeKind::ApiKeyQuery(name) => {
                let pairs = Pairs::of_query(request.uri.query().unwrap_or(""));
                key(first(&pairs, name))
            }
            SchemeKind::ApiKeyCookie(name) => key(first(&cookies(&request.headers), name)),
            SchemeKind::Basic => {
                let (username, password) = read_basic_token(&authorization(request, "basic")?)?;
                Some(Credential::Basic(Basic {
                    username,
                    password: password.into(),
                }))
            }
            SchemeKind::Bearer => {
                let token = authorization(request, "bearer")?.into();
                Some(Credential::Bearer(Bearer {
                    token,
                    scopes: need.scopes,
                }))
            }
            SchemeKind::Http(scheme) => {
                Some(Credential::Http(authorization(request, scheme)?.into()))
            }
            SchemeKind::MutualTls => Some(Credential::MutualTls),
        }
    }

    fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
        headers.get(name)?.to_str().ok().map(str::to_owned)
    }

    fn first(pairs: &Pairs, name: &str) -> Option<String> {
        pairs
            .values(name)
            .next()
            .and_then(|value| pairs.decode(value).ok())
    }

    /// The text after the scheme, which is compared without regard to case (RFC 9110, section 11.1).
    ///
    /// An operation may ask for two schemes of this header at once (OpenAPI can say so), therefore every
    /// `Authorization` header is looked at.
    fn authorization(request: &Parts, scheme: &str) -> Option<String> {
        request
            .headers
            .get_all(header::AUTHORIZATION)
            .iter()
            .find_map(|value| {
                let (sent, rest) = value.to_str().ok()?.split_once(' ')?;
                sent.eq_ignore_ascii_case(scheme)
                    .then(|| rest.trim().to_owned())
            })
    }

    /// Looks for an alternative that the request satisfies, and gives its principals in the order of its schemes.
    ///
    /// Alternatives are tried in the document's order, the empty one last; it gives no principals.
    ///
    /// # Errors
    ///
    /// When no alternative is satisfied: what the last hook that refused said, a 403 before a 401.
    pub async fn evaluate<P, F, Fut>(
        security: Security,
        request: &Arc<Parts>,
        identify: F,
    ) -> Result<Vec<P>, Denied>
    where
        F: Fn(Offer) -> Fut,
        Fut: Future<Output = Result<P, Denied>>,
    {
        let mut refusal: Option<Denied> = None;
        for alternative in security.iter().filter(|needs| !needs.is_empty()) {
            // All credentials must be there before a hook is asked about any.
            let offers: Option<Vec<_>> = alternative
                .iter()
                .map(|need| {
                    let credential = extract(need, request)?;
                    Some(Offer {
                        scheme: need.scheme,
                        credential,
                        request: request.clone(),
                    })
                })
                .collect();
            let Some(offers) = offers else { continue };
            match all(offers, &identify).await {
                Ok(principals) => return Ok(principals),
                Err(denied) => {
                    let keep = refusal.as_ref().is_some_and(|known| {
                        known.status == StatusCode::FORBIDDEN
                            && denied.status != StatusCode::FORBIDDEN
                    });
                    if !keep {
                        refusal = Some(denied);
                    }
                }
            }
        }
        let is_open = security.is_empty() || security.iter().any(|needs| needs.is_empty());
        match is_open {
            true => Ok(Vec::new()),
            false => Err(refusal.unwrap_or_else(|| Denied::unauthorized("no credential was sent"))),
        }
    }

    async fn all<P, F, Fut>(offers: Vec<Offer>, identify: &F) -> Result<Vec<P>, Denied>
    where
        F: Fn(Offer) -> Fut,
        Fut: Future<Output = Result<P, Denied>>,
    {
        let mut principals = Vec::with_capacity(offers.len());
        for offer in offers {
            principals.push(identify(offer).await?);
        }
        Ok(principals)
    }
}
