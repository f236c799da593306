//! README's `console` blocks, run in order: each `$ command` must print what stands below it.
//!
//! `cargo xtask` is the binary under test. `curl` is spoken by this file, so that no machine needs
//! it. A verb that serves is left running until the next heading. In expected output `…` stands for
//! anything within a line, and a line with nothing else for any lines. Files land in a scratch
//! folder. Port 4010 is exchanged for a free one.

#![expect(
    clippy::expect_used,
    reason = "a test ends where something it needs is missing"
)]

mod support;

use std::path::Path;
use support::console::{Block, blocks};
use support::curl;
use support::expect::matches;
use support::process::{Finished, Server, run};

/// Commands that other parts of the gate run, or that only make sense for a person.
const ELSEWHERE: &[&str] = &["git clone", "cd ", "cargo xtask test", "cargo xtask ci"];

#[test]
fn readme_commands_print_what_readme_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the root");
    let text = std::fs::read_to_string(root.join("README.md")).expect("README is there");
    let port = support::process::free_port().to_string();
    let scratch = support::process::scratch("readme");
    let mut server: Option<Server> = None;
    let mut ran = 0;
    for Block {
        line,
        heading_changed,
        commands,
    } in blocks(&text)
    {
        if heading_changed {
            server = None;
        }
        for (command, expected) in commands {
            if ELSEWHERE.iter().any(|prefix| command.starts_with(prefix)) {
                continue;
            }
            let words = command
                .replace("4010", &port)
                .replace("/tmp/", &format!("{}/", scratch.display()));
            let expected = expected.replace("4010", &port);
            let output = if serves(&command) {
                drop(server.take());
                let words = format!("{words} --port {port}");
                let (started, said) = Server::start(root, &words, &expected);
                server = Some(started);
                said
            } else if words.starts_with("curl ") {
                curl::run(&words)
            } else {
                let Finished { output, .. } = run(root, &words);
                output.replace(&scratch.display().to_string(), "/tmp")
            };
            assert!(
                matches(&output, &expected),
                "README.md:{line}: `{command}` printed\n{output}\nbut README says\n{expected}"
            );
            ran += 1;
        }
    }
    assert!(
        ran >= 8,
        "README shows {ran} commands, fewer than it should"
    );
}

fn serves(command: &str) -> bool {
    command.starts_with("cargo xtask up") || command.starts_with("cargo xtask mock")
}
