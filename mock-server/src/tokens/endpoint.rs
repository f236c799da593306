//! The endpoints of the authorization server: tokens (RFC 6749), the authorization of a person,
//! who is always willing, keys (RFC 7517) and discovery (OpenID Connect Discovery 1.0).

use super::jwt::{challenge_of, now};
use super::{BASE, Endpoint, LIFETIME, Tokens};
use crate::message::{Answer, Chosen, Delivery, Incoming, Note};
use crate::refusal::Refusal;
use crate::text::{latin_or_utf8, unescape_form};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// Scopes that mean something without being declared (OpenID Connect Core 1.0 section 5.4).
const ALWAYS: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// An error of RFC 6749 section 5.2 and what to say about it.
type Fault = (&'static str, String);

/// The fields of a form or a query.
struct Fields(Vec<(String, String)>);

impl Tokens {
    /// The answer of an endpoint, where there is one at the path.
    pub(crate) fn answer(
        &self,
        prefix: &str,
        incoming: &Incoming<'_>,
    ) -> Option<Result<Answer, Refusal>> {
        let endpoint = self.endpoint_at(incoming.path)?;
        let wanted = match endpoint {
            Endpoint::Token => Method::POST,
            _ => Method::GET,
        };
        let is_head = wanted == Method::GET && incoming.method == Method::HEAD;
        if *incoming.method != wanted && !is_head {
            return Some(Err(Refusal::MethodNotAllowed {
                method: incoming.method.to_string(),
                template: incoming.path.to_owned(),
                allow: HeaderValue::from_static(match endpoint {
                    Endpoint::Token => "POST, OPTIONS",
                    _ => "GET, OPTIONS, HEAD",
                }),
            }));
        }
        let issuer = issuer(prefix, incoming);
        let answer = match endpoint {
            Endpoint::Keys => json_answer(StatusCode::OK, &self.signer().keys()),
            Endpoint::Discovery => json_answer(StatusCode::OK, &self.discovery(&issuer)),
            Endpoint::Token => match self.token(&issuer, incoming) {
                Ok(token) => json_answer(StatusCode::OK, &token),
                Err((error, description)) => json_answer(
                    StatusCode::BAD_REQUEST,
                    &json!({ "error": error, "error_description": description }),
                ),
            },
            Endpoint::Authorize => self.authorize(&issuer, incoming),
        };
        Some(Ok(answer))
    }

    fn discovery(&self, issuer: &str) -> Value {
        let always = ALWAYS.iter().map(|scope| Value::from(*scope));
        let scopes = always.chain(self.scopes.iter().map(|scope| Value::from(scope.as_str())));
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks.json"),
            "scopes_supported": scopes.collect::<Vec<Value>>(),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials", "password", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256", "plain"],
        })
    }

    /// A token by any grant. Every client and every password is a good one.
    fn token(&self, issuer: &str, incoming: &Incoming<'_>) -> Result<Value, Fault> {
        let form = Fields::read(&latin_or_utf8(incoming.body));
        let client = form
            .get("client_id")
            .map(str::to_owned)
            .or_else(|| client_of(incoming));
        let client = client.unwrap_or_else(|| "mock-client".to_owned());
        let (subject, scope, nonce) = match form.get("grant_type") {
            Some("client_credentials") => (client.clone(), self.scope(form.get("scope"))?, None),
            Some("password") => {
                let user = form.required("username")?;
                form.required("password")?;
                (user.to_owned(), self.scope(form.get("scope"))?, None)
            }
            Some("refresh_token") => {
                let claims = self.grant(form.required("refresh_token")?, "refresh")?;
                let narrower = form.get("scope").map(|scope| self.scope(Some(scope)));
                let scope = narrower
                    .transpose()?
                    .unwrap_or_else(|| text(&claims, "scope"));
                (text(&claims, "sub"), scope, None)
            }
            Some("authorization_code") => {
                let claims = self.grant(form.required("code")?, "code")?;
                check_code(&claims, &form)?;
                let nonce = claims.get("nonce").cloned();
                (text(&claims, "sub"), text(&claims, "scope"), nonce)
            }
            Some(other) => {
                let known = "authorization_code, client_credentials, password and refresh_token";
                let message =
                    format!("`{other}` is no grant that is given here; there are {known}");
                return Err(("unsupported_grant_type", message));
            }
            None => return Err(("invalid_request", "`grant_type` is missing".to_owned())),
        };
        let common = json!({ "iss": issuer, "sub": subject, "scope": scope });
        let mut token = json!({
            "access_token": self.made(&common, &json!({ "use": "access", "aud": issuer, "client_id": client }), LIFETIME),
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "scope": scope,
        });
        if form.get("grant_type") != Some("client_credentials") {
            let refresh = self.made(&common, &json!({ "use": "refresh" }), LIFETIME * 24 * 30);
            token["refresh_token"] = refresh.into();
        }
        if scope.split(' ').any(|scope| scope == "openid") {
            let mut own = json!({ "aud": client });
            if let Some(nonce) = nonce {
                own["nonce"] = nonce;
            }
            token["id_token"] = self.made(&common, &own, LIFETIME).into();
        }
        Ok(token)
    }

    /// Sends the person back with a code. Where to is only known from the request, as everywhere.
    fn authorize(&self, issuer: &str, incoming: &Incoming<'_>) -> Answer {
        let query = Fields::read(incoming.query);
        let refused = |message: &str| {
            let body = json!({ "error": "invalid_request", "error_description": message });
            json_answer(StatusCode::BAD_REQUEST, &body)
        };
        let back = query.get("redirect_uri").filter(|back| is_address(back));
        let Some(back) = back else {
            return refused("`redirect_uri` is missing or no absolute address");
        };
        let state = query.get("state").map(|state| ("state", state.to_owned()));
        let fields = match self.code(issuer, &query) {
            Ok(code) => vec![("code", code)],
            Err((error, message)) => {
                vec![("error", error.to_owned()), ("error_description", message)]
            }
        };
        let fields = fields.into_iter().chain(state).map(|(name, value)| {
            format!("{name}={}", utf8_percent_encode(&value, NON_ALPHANUMERIC))
        });
        let joint = if back.contains('?') { '&' } else { '?' };
        let fields: Vec<String> = fields.collect();
        let Ok(location) = HeaderValue::from_str(&format!("{back}{joint}{}", fields.join("&")))
        else {
            return refused("`redirect_uri` cannot stand in a header");
        };
        let headers = HeaderMap::from_iter([(LOCATION, location)]);
        answer(StatusCode::FOUND, headers, Bytes::new())
    }

    fn code(&self, issuer: &str, query: &Fields) -> Result<String, Fault> {
        if query.get("response_type") != Some("code") {
            let message = "only the response type `code` is given here";
            return Err(("unsupported_response_type", message.to_owned()));
        }
        let scope = self.scope(query.get("scope"))?;
        let mut own = json!({ "use": "code", "redirect_uri": query.get("redirect_uri") });
        for name in ["nonce", "code_challenge", "code_challenge_method"] {
            if let Some(value) = query.get(name) {
                own[name] = value.into();
            }
        }
        let common = json!({ "iss": issuer, "sub": "mock-user", "scope": scope });
        Ok(self.made(&common, &own, 600))
    }

    /// The scopes asked for, or all there are.
    fn scope(&self, asked: Option<&str>) -> Result<String, Fault> {
        let Some(asked) = asked.filter(|asked| !asked.trim().is_empty()) else {
            return Ok(self.scopes.join(" "));
        };
        let is_known = |scope: &&str| {
            self.scopes.is_empty()
                || ALWAYS.contains(scope)
                || self.scopes.iter().any(|known| known == scope)
        };
        match asked.split_whitespace().find(|scope| !is_known(scope)) {
            Some(unknown) => {
                let message = format!(
                    "the document has no scope `{unknown}`; it has {}",
                    self.scopes.join(", ")
                );
                Err(("invalid_scope", message))
            }
            None => Ok(asked.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }

    /// The claims of a code or a refresh token.
    fn grant(&self, token: &str, usage: &str) -> Result<Map<String, Value>, Fault> {
        let claims = self.signer().verify(token);
        let claims = claims.map_err(|why| ("invalid_grant", format!("the token {why}")))?;
        if claims.get("use").and_then(Value::as_str) != Some(usage) {
            return Err(("invalid_grant", format!("the token is not for `{usage}`")));
        }
        Ok(claims)
    }

    fn made(&self, common: &Value, own: &Value, lifetime: u64) -> String {
        let start = now();
        let mut claims = Map::new();
        for part in [
            common,
            own,
            &json!({ "iat": start, "exp": start + lifetime }),
        ] {
            claims.extend(part.as_object().cloned().unwrap_or_default());
        }
        self.signer().sign(&claims).unwrap_or_default()
    }
}

/// A code is for the address it was sent to and for whoever made the challenge (RFC 7636).
fn check_code(claims: &Map<String, Value>, form: &Fields) -> Result<(), Fault> {
    if let Some(sent) = form.get("redirect_uri")
        && sent != text(claims, "redirect_uri")
    {
        let message = "`redirect_uri` is not the one that the code was sent to";
        return Err(("invalid_grant", message.to_owned()));
    }
    if claims.contains_key("code_challenge") {
        let verifier = form.required("code_verifier")?;
        let made = match text(claims, "code_challenge_method").as_str() {
            "S256" => challenge_of(verifier),
            _ => verifier.to_owned(),
        };
        if made != text(claims, "code_challenge") {
            let message = "`code_verifier` does not fit the challenge";
            return Err(("invalid_grant", message.to_owned()));
        }
    }
    Ok(())
}

/// The client of basic authentication (RFC 6749 section 2.3.1).
fn client_of(incoming: &Incoming<'_>) -> Option<String> {
    let header = incoming.header(AUTHORIZATION.as_str())?;
    let (scheme, value) = header.split_once(' ')?;
    let decoded = STANDARD.decode(value.trim()).ok()?;
    let pair = latin_or_utf8(&decoded);
    let (client, _) = pair.split_once(':')?;
    scheme
        .eq_ignore_ascii_case("basic")
        .then(|| client.to_owned())
}

fn issuer(prefix: &str, incoming: &Incoming<'_>) -> String {
    let host = incoming.header(HOST.as_str());
    format!(
        "http://{}{prefix}{BASE}",
        host.as_deref().unwrap_or("localhost")
    )
}

fn is_address(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        !scheme.is_empty()
            && scheme.bytes().all(plain)
            && !scheme.eq_ignore_ascii_case("javascript")
    };
    scheme.is_some_and(is_scheme)
}

fn text(claims: &Map<String, Value>, name: &str) -> String {
    let text = claims.get(name).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn json_answer(status: StatusCode, body: &Value) -> Answer {
    let headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]);
    answer(status, headers, body.to_string().into())
}

fn answer(status: StatusCode, headers: HeaderMap, body: Bytes) -> Answer {
    Answer {
        status,
        headers,
        body,
        note: Note {
            operation: None,
            chosen: Chosen::Authorization,
        },
        delivery: Delivery::default(),
    }
}

impl Fields {
    fn read(text: &str) -> Self {
        let pairs = text.split('&').take(64).filter(|pair| !pair.is_empty());
        let read = |part: &str| unescape_form(part).map(|text| text.into_owned());
        let fields = pairs.filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((read(name).ok()?, read(value).ok()?))
        });
        Fields(fields.collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut fields = self.0.iter();
        fields
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn required(&self, name: &str) -> Result<&str, Fault> {
        self.get(name)
            .ok_or_else(|| ("invalid_request", format!("`{name}` is missing")))
    }
}
