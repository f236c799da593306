//! Signatures of requests: HMAC with SHA-256 (RFC 2104) in hexadecimal digits.

use ring::hmac;

/// Whether a signature is that of a message. Takes as long for a bad one as for a good one.
pub(super) fn is_signed(secret: &str, message: &str, signature: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let bytes = read_hex(signature).unwrap_or_default();
    hmac::verify(&key, message.as_bytes(), &bytes).is_ok()
}

fn read_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let pairs = digits.chunks_exact(2).map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    #[test]
    fn knows_the_signature_of_the_standard() {
        let signature = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let message = "what do ya want for nothing?";
        assert!(is_signed("Jefe", message, signature));
        assert!(!is_signed("jefe", message, signature));
        assert!(!is_signed("Jefe", message, &signature[2..]));
        assert!(!is_signed("Jefe", message, "no digits"));
        assert!(!is_signed("Jefe", message, ""));
    }
}
