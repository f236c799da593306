//! A request as a command that can be pasted into a POSIX shell.

use super::mask::Mask;
use crate::cases::Request;
use api_model::api::Method;

/// Spells the command, an option per line.
pub(super) fn command(base: &str, request: &Request, mask: &Mask) -> String {
    let url = mask.text(&format!("{base}{}", request.path));
    // Curl would read brackets and braces in an address as patterns.
    let globs = if url.contains(['[', ']', '{', '}']) {
        " -g"
    } else {
        ""
    };
    let method = match (request.method, &request.body) {
        (Method::Get, None) => String::new(),
        (Method::Head, _) => " --head".to_owned(),
        (method, _) => format!(" -X {method}"),
    };
    let mut parts = vec![format!("curl{globs}{method} {}", quote(&url))];
    for (name, value) in &request.headers {
        let value = mask.header(name, value);
        parts.push(format!("-H {}", quote(&format!("{name}: {value}"))));
    }
    if let Some(body) = &request.body {
        parts.push(format!("--data-binary {}", quote_bytes(body, mask)));
    }
    parts.join(" \\\n  ")
}

/// Single quotes keep all but the single quote itself.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Bytes that are no printable text are spelled with escapes, which bash, zsh and POSIX 2024 know.
fn quote_bytes(bytes: &[u8], mask: &Mask) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let plain =
            !text.starts_with('@') && !text.chars().any(|char| char.is_control() && char != '\n');
        if plain {
            return quote(&mask.text(text));
        }
    }
    let mut quoted = String::from("$'");
    for byte in bytes {
        match byte {
            b'\'' | b'\\' => quoted.extend(['\\', char::from(*byte)]),
            b' '..=b'~' if *byte != b'@' => quoted.push(char::from(*byte)),
            other => quoted.push_str(&format!("\\{other:03o}")),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Credential, Options};

    fn request(body: &'static [u8]) -> Request {
        Request {
            method: Method::Post,
            path: "/a?q=it%27s&key=s3cr3t".to_owned(),
            headers: vec![
                ("Authorization".to_owned(), "Bearer s3cr3t".to_owned()),
                ("X-Name".to_owned(), "O'Neill".to_owned()),
            ],
            body: Some(body.into()),
        }
    }

    fn mask() -> Mask {
        let credential = Credential {
            scheme: "token".to_owned(),
            value: "s3cr3t".to_owned(),
        };
        Mask::new(&Options {
            credentials: vec![credential],
            ..Options::default()
        })
    }

    #[test]
    fn quotes_and_secrets() {
        let expected = "curl -X POST 'http://h/a?q=it%27s&key=***' \\\n  -H 'Authorization: Bearer ***' \\\n  -H 'X-Name: O'\\''Neill' \\\n  --data-binary '{\"a\":\"it'\\''s\"}'";
        assert_eq!(
            command("http://h", &request(b"{\"a\":\"it's\"}"), &mask()),
            expected
        );
    }

    #[test]
    fn bytes_are_escaped() {
        assert_eq!(
            quote_bytes(b"@a\x00\xff'", &mask()),
            "$'\\100a\\000\\377\\''"
        );
    }
}
