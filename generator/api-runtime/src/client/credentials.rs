//! Which credentials go along with a call, and where they stand in its request.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::options::Held;
use super::token::Tokens;
use super::{BuildError, ClientCore, CredentialError, Failure};
use crate::formats::basic_token;
use crate::headers::cookies;
use crate::operation::{Need, Operation, Scheme, SchemeKind};
use crate::security::{Credential, Secret};
use crate::style::{Pairs, escape};

/// A token that went along, and whom to ask for another.
pub(super) type Used = (Arc<Tokens>, Secret);

/// The parts of a request that credentials are put into.
#[derive(Clone, Default)]
pub(super) struct Parts {
    pub(super) headers: HeaderMap,
    pub(super) query: String,
    pub(super) cookies: String,
}

impl Parts {
    /// Puts the credentials of the first alternative in which all are set or are there already. Gives the tokens
    /// among them, or nothing if there is no such alternative.
    pub(super) async fn authenticate(
        &mut self,
        core: &ClientCore,
        operation: &'static Operation,
    ) -> Result<Option<Vec<Used>>, Failure> {
        let options = core.options();
        let is_met = |need: &Need| options.held(need.scheme).is_some() || self.has(core, need);
        let alternative = operation
            .security
            .iter()
            .find(|needs| !needs.is_empty() && needs.iter().all(is_met));
        let Some(needs) = alternative else {
            return Ok(None);
        };
        let mut used = Vec::new();
        // Two schemes of one alternative may both use `Authorization`; what the options set for it gives way.
        let mut fresh = HeaderMap::new();
        for need in *needs {
            let scheme = need.scheme;
            let Some(held) = options.held(scheme) else {
                continue;
            };
            let credential = match held {
                Held::Fixed(credential) => credential.clone(),
                Held::Tokens(tokens) => {
                    let secret = tokens.get(core, operation).await.map_err(|error| {
                        let scheme = scheme.name;
                        Failure::Credential(CredentialError::Token { scheme, error })
                    })?;
                    used.push((tokens.clone(), secret.clone()));
                    token_as(scheme.kind, secret)
                }
            };
            self.put(scheme, &credential, &mut fresh)?;
        }
        for name in fresh.keys() {
            self.headers.remove(name);
        }
        for (name, value) in &fresh {
            self.headers.append(name, value.clone());
        }
        Ok(Some(used))
    }

    /// Writes the cookies, behind those that a header of the client's has.
    pub(super) fn write_cookies(&mut self) -> Result<(), Failure> {
        if self.cookies.is_empty() {
            return Ok(());
        }
        let known = self.headers.get(header::COOKIE);
        let text = match known.and_then(|value| value.to_str().ok()) {
            Some(known) => format!("{known}; {}", self.cookies),
            None => std::mem::take(&mut self.cookies),
        };
        let mut value = HeaderValue::try_from(text)
            .map_err(|_| Failure::Build(BuildError::new("a cookie has control characters")))?;
        value.set_sensitive(true);
        self.headers.insert(header::COOKIE, value);
        Ok(())
    }

    /// Checks that a call without credentials of the client's is allowed or has brought its own, in a header that was
    /// set for it or by a hook.
    pub(super) fn check(&self, core: &ClientCore, operation: &Operation) -> Result<(), Failure> {
        let security = operation.security;
        let is_open = security.is_empty() || core.options().anonymous;
        let has = |needs: &&[Need]| needs.iter().all(|need| self.has(core, need));
        if is_open || security.iter().any(has) {
            return Ok(());
        }
        let names = |needs: &&[Need]| needs.iter().map(|need| need.scheme.name).collect();
        Err(Failure::Credential(CredentialError::Missing {
            operation: operation.id,
            alternatives: security.iter().map(names).collect(),
        }))
    }

    /// Whether something stands where the credential belongs. An HTTP client of the user's own may have a certificate.
    fn has(&self, core: &ClientCore, need: &Need) -> bool {
        match need.scheme.kind {
            SchemeKind::ApiKeyHeader(name) => self.headers.contains_key(name),
            SchemeKind::ApiKeyQuery(name) => {
                Pairs::of_query(&self.query).values(name).next().is_some()
            }
            SchemeKind::ApiKeyCookie(name) => cookies(&self.headers).values(name).next().is_some(),
            SchemeKind::Basic | SchemeKind::Bearer | SchemeKind::Http(_) => {
                self.headers.contains_key(header::AUTHORIZATION)
            }
            SchemeKind::MutualTls => core.options().http.is_some(),
        }
    }

    fn put(
        &mut self,
        scheme: &Scheme,
        credential: &Credential,
        fresh: &mut HeaderMap,
    ) -> Result<(), Failure> {
        let (name, text) = match (scheme.kind, credential) {
            (SchemeKind::ApiKeyHeader(name), Credential::ApiKey(key)) => {
                (name, key.key.expose().to_owned())
            }
            (SchemeKind::ApiKeyQuery(name), Credential::ApiKey(key)) => {
                add(&mut self.query, "&", name, &key.key);
                return Ok(());
            }
            (SchemeKind::ApiKeyCookie(name), Credential::ApiKey(key)) => {
                add(&mut self.cookies, "; ", name, &key.key);
                return Ok(());
            }
            (_, Credential::Basic(basic)) => {
                let token = basic_token(&basic.username, basic.password.expose());
                ("authorization", format!("Basic {token}"))
            }
            (_, Credential::Bearer(bearer)) => {
                ("authorization", format!("Bearer {}", bearer.token.expose()))
            }
            (SchemeKind::Http(scheme), Credential::Http(text)) => {
                ("authorization", format!("{scheme} {}", text.expose()))
            }
            // A credential of one kind set for a scheme of another, or one that is not in the request.
            _ => return Ok(()),
        };
        let refuse = |what: &str| {
            let message = format!("the credential of `{}` {what}", scheme.name);
            Failure::Build(BuildError::new(message))
        };
        let name = HeaderName::try_from(name).map_err(|_| refuse("has a header without a name"))?;
        let mut value =
            HeaderValue::try_from(text).map_err(|_| refuse("has control characters"))?;
        value.set_sensitive(true);
        fresh.append(name, value);
        Ok(())
    }
}

/// A token as the scheme sends it.
fn token_as(kind: SchemeKind, token: Secret) -> Credential {
    use crate::security::{ApiKey, Bearer};
    match kind {
        SchemeKind::ApiKeyHeader(_) | SchemeKind::ApiKeyQuery(_) | SchemeKind::ApiKeyCookie(_) => {
            Credential::ApiKey(ApiKey { key: token })
        }
        SchemeKind::Http(_) => Credential::Http(token),
        SchemeKind::Basic | SchemeKind::Bearer | SchemeKind::MutualTls => {
            Credential::Bearer(Bearer { token, scopes: &[] })
        }
    }
}

fn add(text: &mut String, separator: &str, name: &str, key: &Secret) {
    if !text.is_empty() {
        text.push_str(separator);
    }
    text.push_str(&escape(name, false));
    text.push('=');
    text.push_str(&escape(key.expose(), false));
}
