//! Bad input to each verb: one clear error, the right exit code, and nothing harmed.

#![expect(
    clippy::expect_used,
    reason = "a test ends where something it needs is missing"
)]

mod support;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use support::expect::matches;
use support::process::{Finished, Server, free_port, run, scratch};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the root")
        .to_path_buf()
}

/// Runs a command that must end with a code and say something.
#[track_caller]
fn refuse(command: &str, code: i32, expected: &str) {
    let Finished {
        output,
        code: ended,
    } = run(&root(), command);
    assert_eq!(ended, Some(code), "`{command}` printed\n{output}");
    assert!(
        matches(&output, expected),
        "`{command}` printed\n{output}\nbut was to print\n{expected}"
    );
}

#[test]
fn a_missing_file_is_named() {
    for verb in [
        "lint",
        "bundle",
        "mock --port 0 --spec",
        "contract --spec",
        "generate --out /tmp/never --spec",
    ] {
        refuse(
            &format!("cargo xtask {verb} nowhere.yaml"),
            2,
            "error: cannot read `nowhere.yaml`: No such file or directory…",
        );
    }
    assert!(!Path::new("/tmp/never").exists());
}

#[test]
fn a_comparison_that_cannot_be_made_is_not_a_breaking_change() {
    refuse(
        "cargo xtask diff specs/links.yaml nowhere.yaml",
        2,
        "error: cannot read `nowhere.yaml`: No such file or directory…",
    );
    refuse(
        "cargo xtask diff specs/links.yaml README.md",
        2,
        "error…\n…\nerror: `README.md` cannot be compared before its errors are mended",
    );
    refuse(
        "cargo xtask diff --allow operation-gone specs/links.yaml specs/links.yaml",
        2,
        "error: `--allow operation-gone`: there is no rule `operation-gone`; `cargo xtask diff --rules` lists them",
    );
    refuse(
        "cargo xtask diff --no-compatible --fail-on breaking specs/links.yaml specs/devo.yaml",
        1,
        "breaking: [operation-removed] GET /users is gone\n…",
    );
}

#[test]
fn a_recording_that_is_none_is_refused() {
    refuse(
        "cargo xtask replay nowhere.har links",
        2,
        "error: cannot read `nowhere.har`: No such file or directory…",
    );
    refuse(
        "cargo xtask replay README.md links",
        2,
        "error: `README.md` is no HTTP Archive: it is not JSON: …",
    );
    refuse(
        "cargo xtask replay README.md links --report a.pdf",
        2,
        "error: `--report a.pdf`: the ending says what is written: `.xml`, `.html` or `.ndjson`",
    );
}

#[test]
fn an_unknown_api_is_named_with_those_there_are() {
    for verb in ["up", "generate", "mock", "contract"] {
        refuse(
            &format!("cargo xtask {verb} link"),
            2,
            "error: there is no API `link` in `specs/`: choose among `devo`, `exolink`, `links`",
        );
    }
    refuse(
        "cargo xtask mock specs/links.yaml",
        2,
        "error: there is no API `specs/links.yaml` in `specs/`: choose among `devo`, `exolink`, `links`; \
         for a document of your own say `--spec specs/links.yaml`",
    );
}

#[test]
fn yaml_that_does_not_parse_is_shown() {
    let folder = scratch("unparsable");
    let file = folder.join("broken.yaml");
    std::fs::write(&file, "openapi: 3.0.3\ninfo: {title: [}\n").expect("it can be written");
    let file = file.display();
    let said = "error[yaml-syntax]: …\n…--> …broken.yaml:2:…\n…\n1 error\n";
    refuse(&format!("cargo xtask lint {file}"), 1, said);
    refuse(&format!("cargo xtask bundle {file}"), 1, said);
    refuse(&format!("cargo xtask mock --port 0 --spec {file}"), 1, said);
    refuse(&format!("cargo xtask contract --spec {file}"), 1, said);
    let out = folder.join("out");
    refuse(
        &format!("cargo xtask generate --spec {file} --out {}", out.display()),
        1,
        said,
    );
    assert!(!out.exists(), "nothing is written for a broken document");
}

#[test]
fn a_reference_that_leads_nowhere_is_shown() {
    let folder = scratch("dangling");
    let file = folder.join("dangling.yaml");
    let text = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    $ref: '#/components/pathItems/a'\n";
    std::fs::write(&file, text).expect("it can be written");
    refuse(
        &format!("cargo xtask lint {}", file.display()),
        1,
        "error[unresolved-reference]: …\n…dangling.yaml:5:11\n…\n1 error\n",
    );
    let github = run(
        &root(),
        &format!("cargo xtask lint --format github {}", file.display()),
    );
    assert!(
        github.output.starts_with("::error file="),
        "{}",
        github.output
    );
    let json = run(
        &root(),
        &format!("cargo xtask lint --format json {}", file.display()),
    );
    let json: serde_json::Value = serde_json::from_str(&json.output).expect("it prints JSON");
    assert_eq!(json[0]["code"], "unresolved-reference");
    assert_eq!(json[0]["line"], 5);
}

#[test]
fn a_port_in_use_is_named_with_the_way_out() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let port = taken.local_addr().expect("it has an address").port();
    for verb in ["mock links", "up links"] {
        refuse(
            &format!("cargo xtask {verb} --port {port}"),
            2,
            &format!("…\nerror: cannot listen on 127.0.0.1:{port}: the port is in use; …--port"),
        );
    }
}

#[test]
fn an_unwritable_folder_is_named() {
    let folder = scratch("unwritable");
    let file = folder.join("file");
    std::fs::write(&file, "mine").expect("it can be written");
    let inside = file.join("out");
    refuse(
        &format!(
            "cargo xtask generate --spec specs/links.yaml --out {}",
            inside.display()
        ),
        2,
        "error: cannot write `…file/out…`: …",
    );
    refuse(
        &format!(
            "cargo xtask bundle specs/links.yaml -o {}/x.yaml",
            file.display()
        ),
        2,
        "error: cannot write `…x.yaml`: …",
    );
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), "mine");
}

#[test]
fn a_folder_with_files_of_ones_own_is_left_alone() {
    let folder = scratch("mine");
    let manifest = folder.join("Cargo.toml");
    std::fs::write(&manifest, "[package]\nname = \"mine\"\n").expect("it can be written");
    refuse(
        &format!(
            "cargo xtask generate --spec specs/links.yaml --out {}",
            folder.display()
        ),
        2,
        "error: `…Cargo.toml` was not generated and would be overwritten: …",
    );
    let files: Vec<_> = std::fs::read_dir(&folder)
        .expect("it is there")
        .filter_map(Result::ok)
        .collect();
    assert_eq!(files.len(), 1, "nothing was written beside it");
}

#[test]
fn a_name_that_no_crate_has_is_refused() {
    for (name, why) in [
        (
            "'My Crate'",
            "a crate's name is a letter, then letters, digits, `-` and `_`",
        ),
        ("test", "this name is taken by Rust or cargo"),
    ] {
        refuse(
            &format!("cargo xtask generate --spec specs/links.yaml --out /tmp/never --name {name}"),
            2,
            &format!(
                "error: invalid value {}…: {why}\n…\n",
                if name.starts_with('\'') {
                    name.to_owned()
                } else {
                    format!("'{name}'")
                }
            ),
        );
    }
    assert!(!Path::new("/tmp/never").exists());
}

#[test]
fn an_unreachable_target_is_named() {
    let port = free_port();
    refuse(
        &format!("cargo xtask contract links --target http://127.0.0.1:{port}"),
        2,
        &format!("error: …127.0.0.1:{port}…refused…"),
    );
    refuse(
        "cargo xtask contract --target http://127.0.0.1:1",
        2,
        "error: `--target` is one server: say which API it is, such as …",
    );
    refuse(
        "cargo xtask contract links --target not-a-url",
        2,
        "error: …not-a-url…",
    );
}

#[test]
fn a_stale_crate_is_named_with_the_command_that_mends_it() {
    let out = scratch("stale");
    let command = format!(
        "cargo xtask generate --spec specs/links.yaml --out {} --name short-links",
        out.display()
    );
    assert_eq!(run(&root(), &command).code, Some(0));
    assert_eq!(run(&root(), &format!("{command} --check")).code, Some(0));
    std::fs::write(out.join("src/types.rs"), "// edited").expect("it can be written");
    refuse(
        &format!("{command} --check"),
        1,
        "error: `…stale…` is not what `specs/links.yaml` asks for; run `cargo xtask generate --spec specs/links.yaml …`\n  changed: …src/types.rs",
    );
}

#[test]
fn an_interrupt_stops_the_mock_cleanly() {
    let (mut server, _) = Server::start(
        &root(),
        "cargo xtask mock links --port 0",
        "…\nStop with Ctrl-C.\n…",
    );
    assert_eq!(server.interrupt(), Some(0));
}

#[test]
fn a_secret_in_bad_form_is_not_repeated() {
    for (command, form) in [
        (
            "mock links --credential hunter2",
            "`--credential`: expected `SCHEME=VALUE`",
        ),
        (
            "contract links --credential hunter2",
            "`--credential`: expected `SCHEME=VALUE`",
        ),
        (
            "contract links -H hunter2",
            "`--header`: expected `NAME: VALUE`",
        ),
    ] {
        refuse(
            &format!("cargo xtask {command}"),
            2,
            &format!("error: {form}"),
        );
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    for verb in [
        "lint specs/links.yaml",
        "contract links",
        "bundle specs/links.yaml",
    ] {
        let Finished { output, .. } = run(
            &root(),
            &format!("cargo xtask {verb} | head -n 0; cargo xtask {verb} | true"),
        );
        assert_eq!(output, "", "`{verb}`");
    }
}

#[test]
fn a_verb_that_is_none_is_refused() {
    let Finished { output, code } = run(&root(), "cargo xtask generat");
    assert_eq!(code, Some(2));
    assert!(
        output.contains("a similar subcommand exists: 'generate'"),
        "{output}"
    );
}
