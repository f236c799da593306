//! JSON Web Tokens signed with RS256 (RFC 7515, RFC 7518 section 3.3). The only file that knows
//! how they are signed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use serde_json::{Map, Value, json};
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// The key, known to everybody who has this program: what it signs proves nothing to others.
const KEY: &[u8] = include_bytes!("key.der");

/// The name of the key.
const KEY_ID: &str = "understudy-mock";

/// Signs tokens and verifies what it signed.
pub(super) struct Signer {
    /// Absent only if the key that is part of this program could not be read.
    pair: Option<KeyPair>,
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Signer")
    }
}

impl Signer {
    pub(super) fn new() -> Self {
        Signer {
            pair: KeyPair::from_pkcs8(KEY).ok(),
        }
    }

    /// A token with these claims.
    pub(super) fn sign(&self, claims: &Map<String, Value>) -> Option<String> {
        let pair = self.pair.as_ref()?;
        let header = json!({ "alg": "RS256", "kid": KEY_ID, "typ": "JWT" });
        let claims = Value::Object(claims.clone());
        let text = format!(
            "{}.{}",
            encode(header.to_string()),
            encode(claims.to_string())
        );
        let mut signature = vec![0; pair.public().modulus_len()];
        let random = SystemRandom::new();
        let signed = pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature);
        signed.ok()?;
        Some(format!("{text}.{}", encode(signature)))
    }

    /// The claims of a token of ours that is good now, or what is wrong with it.
    pub(super) fn verify(&self, token: &str) -> Result<Map<String, Value>, &'static str> {
        const FORGED: &str = "has a signature that is not ours";
        let (text, signature) = token.rsplit_once('.').ok_or(FORGED)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| FORGED)?;
        let public = self.public().ok_or(FORGED)?;
        public
            .verify(&RSA_PKCS1_2048_8192_SHA256, text.as_bytes(), &signature)
            .map_err(|_| FORGED)?;
        let (_, claims) = text.split_once('.').ok_or(FORGED)?;
        let Some(Value::Object(claims)) = decode(claims) else {
            return Err(FORGED);
        };
        match claims.get("exp").and_then(Value::as_u64) {
            Some(end) if end > now() => Ok(claims),
            _ => Err("has expired"),
        }
    }

    /// The key as a JSON Web Key Set (RFC 7517).
    pub(super) fn keys(&self) -> Value {
        let keys: Vec<Value> = self
            .public()
            .into_iter()
            .map(|public| {
                json!({
                    "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID,
                    "n": encode(public.n), "e": encode(public.e),
                })
            })
            .collect();
        json!({ "keys": keys })
    }

    fn public(&self) -> Option<PublicKeyComponents<Vec<u8>>> {
        let pair = self.pair.as_ref()?;
        Some(PublicKeyComponents::from(pair.public()))
    }
}

/// Whether a token says that it was signed with our key.
pub(super) fn names_our_key(token: &str) -> bool {
    let mut parts = token.split('.');
    let header = parts.next().and_then(decode);
    let key = header
        .as_ref()
        .and_then(|header| header.get("kid")?.as_str());
    parts.count() == 2 && key == Some(KEY_ID)
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// The challenge of a verifier (RFC 7636 section 4.2).
pub(super) fn challenge_of(verifier: &str) -> String {
    encode(ring::digest::digest(
        &ring::digest::SHA256,
        verifier.as_bytes(),
    ))
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(part: &str) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(end: u64) -> Map<String, Value> {
        let claims = json!({ "sub": "ada", "exp": end });
        claims.as_object().unwrap().clone()
    }

    #[test]
    fn what_was_signed_is_known_again() {
        let signer = Signer::new();
        let token = signer.sign(&claims(now() + 60)).unwrap();
        assert!(names_our_key(&token));
        assert_eq!(signer.verify(&token).unwrap()["sub"], "ada");
        let (text, signature) = token.rsplit_once('.').unwrap();
        let forged = format!("{}x.{signature}", &text[..text.len() - 1]);
        assert!(signer.verify(&forged).is_err());
        let old = signer.sign(&claims(1)).unwrap();
        assert_eq!(signer.verify(&old), Err("has expired"));
    }

    /// RFC 7636 appendix B.
    #[test]
    fn challenges_are_those_of_the_standard() {
        assert_eq!(
            challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
