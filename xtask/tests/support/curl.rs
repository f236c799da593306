//! As much of curl as README uses: `-s`, `-i`, `-X`, `-H`, `-d` and one address.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Speaks the request that a curl command line describes; gives what curl would print.
pub(crate) fn run(line: &str) -> String {
    let mut words = split(line).into_iter().skip(1);
    let (mut method, mut headers, mut body, mut address, mut include) =
        (None, Vec::new(), None, None, false);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" => {}
            "-i" | "-si" => include = true,
            "-X" => method = words.next(),
            "-H" => headers.extend(words.next()),
            "-d" => body = words.next(),
            _ => address = Some(word),
        }
    }
    let method = method.unwrap_or_else(|| if body.is_some() { "POST" } else { "GET" }.to_owned());
    let address = address.expect("curl has an address");
    request(
        &method,
        &address,
        &headers,
        &body.unwrap_or_default(),
        include,
    )
}

/// Words as a shell makes them, single and double quotes without expansion.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for character in line.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

fn request(method: &str, address: &str, headers: &[String], body: &str, include: bool) -> String {
    let rest = address
        .strip_prefix("http://")
        .expect("the address is http");
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.replace("localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(&host).expect("the server listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a timeout can be set");
    let mut text = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAccept: */*\r\n"
    );
    for header in headers {
        text.push_str(&format!("{header}\r\n"));
    }
    if !body.is_empty() {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body);
    stream
        .write_all(text.as_bytes())
        .expect("the request is taken");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the answer ends");
    let answer = String::from_utf8_lossy(&answer).replace("\r\n", "\n");
    let (head, body) = answer.split_once("\n\n").unwrap_or((&answer, ""));
    assert!(
        !head.to_lowercase().contains("transfer-encoding: chunked"),
        "chunks are not spoken here"
    );
    if include {
        format!("{head}\n\n{body}")
    } else {
        body.to_owned()
    }
}
