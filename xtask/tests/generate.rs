//! `generate` beyond writing a crate: implementations, denied fallbacks, formats.

#![expect(
    clippy::expect_used,
    reason = "a test ends where something it needs is missing"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::expect::matches;
use support::process::{Finished, run, scratch};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the root")
        .to_path_buf()
}

/// Runs a command that must end with a code and say something.
#[track_caller]
fn expect(command: &str, code: i32, expected: &str) {
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

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("it can be written");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("it is there")
}

/// A document with these operations, and an enum of objects if it is to be lossy.
fn document(operations: &[&str], lossy: bool) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n".to_owned();
    for id in operations {
        text.push_str(&format!(
            "  /{id}:\n    get:\n      operationId: {id}\n      responses:\n        '200':\n          description: \
             done\n          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}\n"
        ));
    }
    text.push_str("components:\n  schemas:\n    Thing: ");
    text.push_str(match lossy {
        true => "{type: object, properties: {never: {not: {}}}}\n",
        false => "{type: object, properties: {name: {type: string}}}\n",
    });
    text
}

#[test]
fn an_implementation_is_begun_and_grows_with_its_document() {
    let folder = scratch("scaffold");
    let (spec, file) = (folder.join("shop.yaml"), folder.join("src/api.rs"));
    let shown = folder.display();
    let command = format!(
        "cargo xtask generate --spec {shown}/shop.yaml --out {shown}/shop --scaffold {shown}/src/api.rs"
    );
    write(&spec, &document(&["buy"], false));
    let begun = "shop: generated 1 of 1 operations, … files written\n  added 1 item to `…api.rs`\n    Shop::buy\n";
    expect(&command, 0, begun);
    let edited = read(&file).replace("examples::buy()", "/* mine */ examples::buy()") + "// end";
    write(&file, &edited);
    expect(
        &command,
        0,
        "…nothing to write\n  the implementation is complete\n",
    );
    assert_eq!(read(&file), edited);

    write(&spec, &document(&["sell", "buy"], false));
    let lacks = "error: the implementation in `…api.rs` is not complete; run `cargo xtask generate …--scaffold …`\n  missing: Shop::sell\n";
    expect(
        &format!("{command} --check"),
        1,
        "error: `…shop` is not what …\n…\n",
    );
    expect(
        &command,
        0,
        "…\n  added 1 item to `…api.rs`\n    Shop::sell\n",
    );
    let grown = read(&file);
    assert!(
        grown.contains("/* mine */ examples::buy()") && grown.ends_with("// end"),
        "{grown}"
    );
    write(&file, &edited);
    expect(&format!("{command} --check"), 1, &format!("…\n{lacks}"));
    assert_eq!(read(&file), edited);

    write(&spec, &document(&["sell"], false));
    let gone = "note: …api.rs:…: `buy` is no operation of `Shop` any more\n";
    let Finished { output, .. } = run(&root(), &command);
    assert!(
        matches(&output, &format!("{gone}…\n")) || matches(&output, &format!("…\n{gone}…\n")),
        "{output}"
    );
}

#[test]
fn a_file_that_is_no_rust_stops_everything() {
    let folder = scratch("no-rust");
    let file = folder.join("api.rs");
    write(&file, "fn main() {\n    let = 1;\n}\n");
    let out = folder.join("out");
    expect(
        &format!(
            "cargo xtask generate --spec specs/links.yaml --out {} --scaffold {}",
            out.display(),
            file.display()
        ),
        1,
        "error: …api.rs:2:9: expected …\n  nothing is added to a file that is not Rust; …\n",
    );
    assert!(!out.exists(), "nothing is written at all");
}

#[test]
fn one_implementation_is_of_one_api() {
    expect(
        "cargo xtask generate --scaffold /tmp/never.rs",
        2,
        "error: `--scaffold` is for one API: say which, such as `generate links --scaffold FILE`\n",
    );
    let folder = scratch("unwritable-scaffold");
    let file = folder.join("file");
    write(&file, "");
    expect(
        &format!(
            "cargo xtask generate links --scaffold {}/api.rs",
            file.display()
        ),
        2,
        "…error: cannot read `…file/api.rs`: …\n",
    );
}

#[test]
fn denied_fallbacks_are_errors_and_nothing_is_written() {
    let folder = scratch("deny");
    let shown = folder.display();
    write(&folder.join("shop.yaml"), &document(&["buy", "sell"], true));
    let command = format!("cargo xtask generate --spec {shown}/shop.yaml --out {shown}/shop");
    let denied = "error[no-value]: …\n… --> …shop.yaml:…\n…\n1 error\nerror: `--deny lossy` forbids 1 of these; nothing is written\n";
    expect(&format!("{command} --deny lossy"), 1, denied);
    expect(
        &format!("{command} --deny no-value"),
        1,
        "error[no-value]: …\n…\n",
    );
    assert!(!folder.join("shop").exists());
    expect(
        &format!("{command} --deny 'No Value'"),
        2,
        "error: invalid value 'No Value' for '--deny <lossy|CODE>': …\n…\n",
    );
    expect(
        &format!("{command} --deny union-overlap"),
        0,
        "warning[no-value]: …\n…\nshop: generated 2 of 2 operations, 2 with a fallback, … files written\n  no-value  in 1 place\n",
    );
}

#[test]
fn warnings_are_for_machines_too() {
    let folder = scratch("formats");
    let shown = folder.display();
    write(&folder.join("shop.yaml"), &document(&["buy"], true));
    let command = format!("cargo xtask generate --spec {shown}/shop.yaml --out {shown}/shop");
    let Finished { output, code } = run(&root(), &format!("{command} --format json 2>/dev/null"));
    let found: serde_json::Value = serde_json::from_str(&output).expect("it prints JSON");
    assert_eq!((&found[0]["code"], code), (&"no-value".into(), Some(0)));
    let github = run(&root(), &format!("{command} --format github"));
    assert!(
        github.output.starts_with("::warning file="),
        "{}",
        github.output
    );
    write(&folder.join("shop.yaml"), "openapi: [\n");
    let Finished { output, code } = run(&root(), &format!("{command} --format json"));
    assert!(output.starts_with("[\n") && code == Some(1), "{output}");
}
