//! Names and addresses of hosts and people.

use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// RFC 1123 section 2.1. Labels with hyphens in third and fourth place are reserved for `xn--`.
pub(super) fn is_hostname(text: &str) -> bool {
    text.len() <= 253 && !text.is_empty() && text.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    let reserved =
        bytes.get(2..4) == Some(b"--") && !label.to_ascii_lowercase().starts_with("xn--");
    (1..=63).contains(&bytes.len())
        && !reserved
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && bytes.first() != Some(&b'-')
        && bytes.last() != Some(&b'-')
}

/// As [`is_hostname`] with letters of all scripts.
pub(super) fn is_idn_hostname(text: &str) -> bool {
    let label = |label: &str| {
        let length = label.chars().count();
        let reserved = label.chars().skip(2).take(2).eq(['-', '-']);
        (1..=63).contains(&length)
            && (!reserved || label.to_ascii_lowercase().starts_with("xn--"))
            && label
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '-' || !letter.is_ascii())
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !text.is_empty() && text.len() <= 1024 && text.split(['.', '。', '．', '｡']).all(label)
}

/// RFC 5321 section 4.1.2, RFC 6531 for `international` ones.
pub(super) fn is_email(text: &str, international: bool) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    is_local_part(local, international) && is_domain(domain, international)
}

fn is_local_part(local: &str, international: bool) -> bool {
    let quoted = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    if let Some(inside) = quoted {
        return !inside.contains('"') && !inside.contains(['\r', '\n']);
    }
    let allowed = |letter: char| {
        letter.is_ascii_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~".contains(letter)
            || international && !letter.is_ascii()
    };
    !local.is_empty()
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(allowed))
}

fn is_domain(domain: &str, international: bool) -> bool {
    let literal = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    match literal {
        Some(address) => address
            .strip_prefix("IPv6:")
            .map_or_else(|| is_ipv4(address), is_ipv6),
        None if international => is_idn_hostname(domain),
        None => is_hostname(domain),
    }
}
