//! Texts to trees with places, and the faults of texts that are none.
//!
//! Every file in `source/accepted` is read without an error, and the tree is compared with the
//! `.tree` file beside it: a line for every node, with what was written at its place. Every file
//! in `source/refused` has an error, and the rendered faults are compared with the `.txt` file
//! beside it. A missing expectation is written and fails once.

#![expect(clippy::expect_used, reason = "a test may fail where it stands")]

use api_model::LoadOptions;
use api_model::diagnostic::{Diagnostics, render_github, render_json, render_text};
use api_model::document::{Node, NodeValue};
use api_model::source::{FileId, Loader, Place};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/source")
        .join(folder)
}

fn texts(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(fixtures(folder)).expect("fixtures exist");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|ending| ending == "yaml" || ending == "json")
    });
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn compare(path: &Path, ending: &str, actual: &str) {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    let expected = match std::fs::read_to_string(&name) {
        Ok(expected) => expected,
        Err(_) => {
            std::fs::write(&name, actual).expect("expectation can be written");
            panic!(
                "{} was missing and has been written; read it",
                Path::new(&name).display()
            );
        }
    };
    assert_eq!(actual, expected, "{}", path.display());
}

fn read(name: &str, text: &str) -> (Option<Node>, Diagnostics) {
    let mut loader = Loader::new(&LoadOptions::default());
    let id = loader.text(name, text);
    let (tree, all) = (loader.take_tree(id), loader.take_faults());
    (
        tree,
        Diagnostics {
            all,
            sources: Arc::new(loader.into_sources()),
        },
    )
}

fn name(path: &Path) -> String {
    path.file_name()
        .expect("name")
        .to_string_lossy()
        .into_owned()
}

fn written(diagnostics: &Diagnostics, place: Place) -> String {
    let text = &diagnostics.sources.file(place.file).text;
    let slice = &text[place.start as usize..place.end as usize];
    format!(
        "{}:{:?}",
        diagnostics
            .sources
            .locate(place)
            .to_string()
            .split_once(':')
            .expect("file")
            .1,
        slice
    )
}

fn dump(out: &mut String, diagnostics: &Diagnostics, node: &Node, depth: usize, key: &str) {
    let indent = "  ".repeat(depth);
    let place = written(diagnostics, node.place);
    let value = match &node.value {
        NodeValue::Null => "null".to_owned(),
        NodeValue::Boolean(flag) => flag.to_string(),
        NodeValue::Number(number) => format!("number {number}"),
        NodeValue::String(text) => format!("text {text:?}"),
        NodeValue::Array(_) => "list".to_owned(),
        NodeValue::Object(_) => "object".to_owned(),
    };
    writeln!(out, "{indent}{key}{value}  <{place}>").expect("writes");
    for item in node.as_array().into_iter().flatten() {
        dump(out, diagnostics, item, depth + 1, "- ");
    }
    for (key, member) in node.as_object().into_iter().flatten() {
        let key = format!("{key:?} <{}> ", written(diagnostics, member.key_place));
        dump(out, diagnostics, &member.node, depth + 1, &key);
    }
}

#[test]
fn accepted() {
    for path in texts("accepted") {
        let text = std::fs::read_to_string(&path).expect("fixture");
        let (tree, diagnostics) = read(&name(&path), &text);
        assert!(
            !diagnostics.has_errors(),
            "{}",
            render_text(&diagnostics, false)
        );
        let mut out = String::new();
        dump(&mut out, &diagnostics, &tree.expect("a tree"), 0, "");
        out.push_str(&render_text(&diagnostics, false));
        compare(&path, ".tree", &out);
    }
}

#[test]
fn refused() {
    for path in texts("refused") {
        let text = std::fs::read_to_string(&path).expect("fixture");
        let (_, diagnostics) = read(&name(&path), &text);
        assert!(diagnostics.has_errors(), "{}", path.display());
        compare(&path, ".txt", &render_text(&diagnostics, false));
    }
}

fn codes(name: &str, text: &str) -> Vec<&'static str> {
    read(name, text)
        .1
        .all
        .iter()
        .map(|fault| fault.code)
        .collect()
}

#[test]
fn depth_is_a_limit_and_not_a_crash() {
    let deep = 100_000;
    for (name, text, code) in [
        ("a.json", "[".repeat(deep), "too-deep"),
        ("a.json", "{\"a\":".repeat(deep), "too-deep"),
        ("a.yaml", "[".repeat(deep), "too-deep"),
        ("a.yaml", "- ".repeat(deep), "too-deep"),
        ("a.yaml", "? ".repeat(deep), "too-deep"),
        ("a.yaml", "a: {".repeat(deep), "yaml-syntax"),
    ] {
        let found = codes(name, &text);
        assert_eq!(found, [code], "{}", &text[..8]);
    }
}

#[test]
fn aliases_cannot_blow_up() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}, ", level - 1).repeat(10);
        writeln!(
            laughs,
            "a{level}: &a{level} [{}]",
            alias.trim_end_matches(", ")
        )
        .expect("writes");
    }
    assert_eq!(codes("a.yaml", &laughs), ["alias-bomb"]);
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(1 << 20),
        "*a, ".repeat(1000)
    );
    assert_eq!(codes("a.yaml", &long), ["alias-bomb"]);
    let mut nested = "a0: &a0 x\n".to_owned();
    for level in 1..300 {
        writeln!(nested, "a{level}: &a{level} [*a{}]", level - 1).expect("writes");
    }
    assert_eq!(codes("a.yaml", &nested), ["too-deep"]);
}

#[test]
fn anchors_on_everything_are_no_bomb() {
    let text: String = (0..50_000).fold("list: &all\n".to_owned(), |mut text, n| {
        writeln!(text, "- &a{n} {{x: {n}, y: [1, 2]}}").expect("writes");
        text
    });
    assert_eq!(codes("a.yaml", &text), [""; 0]);
}

#[test]
fn limits_are_shared_by_all_texts() {
    let options = LoadOptions {
        max_nodes: 10,
        max_bytes: 100,
        ..LoadOptions::default()
    };
    let mut loader = Loader::new(&options);
    let first = loader.text("a.json", "[1,2,3,4,5]");
    assert!(loader.take_faults().is_empty() && loader.tree(first).is_some());
    loader.text("b.json", "[1,2,3,4,5]");
    assert_eq!(loader.take_faults()[0].code, "too-large");
    let third = loader.text("c.json", &" ".repeat(90));
    assert_eq!(loader.take_faults()[0].code, "too-large");
    assert!(loader.tree(third).is_none());
}

#[test]
fn encodings() {
    let folder = Folder::new("encodings");
    let cases: [(&str, &[u8], Option<&str>); 6] = [
        ("bom.yaml", b"\xef\xbb\xbfa: 1\n", None),
        ("bom.json", b"\xef\xbb\xbf{\"a\": 1}\n", None),
        ("le.yaml", b"\xff\xfea\0:\0 \x001\0", Some("not-utf-8")),
        ("be.json", b"\0{\0}", Some("not-utf-8")),
        ("latin.yaml", b"a: 1\nb: \xe9\n", Some("not-utf-8")),
        ("empty.yaml", b"\xef\xbb\xbf \n", Some("empty-document")),
    ];
    for (name, bytes, expected) in cases {
        let path = folder.file(name, bytes);
        let mut loader = Loader::new(&LoadOptions::default());
        let id = loader.entry(&path).expect("readable");
        let faults = loader.take_faults();
        assert_eq!(faults.first().map(|fault| fault.code), expected, "{name}");
        assert_eq!(loader.tree(id).is_some(), expected.is_none(), "{name}");
        if name == "latin.yaml" {
            assert!(
                loader
                    .sources()
                    .locate(faults[0].place)
                    .to_string()
                    .ends_with(":2:4")
            );
        }
    }
}

/// A folder of its own for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("source-{name}"));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("folder");
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(&path, bytes).expect("file");
        path
    }
}

#[test]
fn references_stay_inside_the_root() {
    let folder = Folder::new("references");
    let entry = folder.file("spec/api.yaml", b"a: 1\n");
    folder.file("spec/models/pet dog.yaml", b"b: 2\n");
    folder.file("outside.yaml", b"c: 3\n");
    let outside = folder.0.join("outside.yaml");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, folder.0.join("spec/link.yaml")).expect("link");
    let mut loader = Loader::new(&LoadOptions::default());
    let from = loader.entry(&entry).expect("readable");
    let absolute = outside.to_string_lossy().into_owned();
    for (reference, expected) in [
        ("../outside.yaml", "reference-outside-root"),
        ("%2e%2e/outside.yaml", "reference-outside-root"),
        ("..%2Foutside.yaml", "reference-outside-root"),
        ("models/../../outside.yaml", "reference-outside-root"),
        ("../there-is-none.yaml", "reference-outside-root"),
        (absolute.as_str(), "reference-outside-root"),
        ("/etc/hostname", "reference-outside-root"),
        ("file:///etc/hostname", "reference-outside-root"),
        #[cfg(unix)]
        ("link.yaml", "reference-outside-root"),
        ("http://example.com/a.yaml", "reference-to-network"),
        ("HTTPS://example.com/a.yaml", "reference-to-network"),
        ("//example.com/a.yaml", "reference-to-network"),
        ("urn:example:a", "unsupported-reference"),
        ("%ff.yaml", "unsupported-reference"),
        ("a%00.yaml", "unsupported-reference"),
        ("none.yaml", "file-not-found"),
        ("models", "file-unreadable"),
        ("models/", "file-unreadable"),
        (".", "file-unreadable"),
    ] {
        let refusal = loader
            .open(from, reference, Place::default())
            .expect_err(reference);
        assert_eq!(refusal.code, expected, "{reference}: {}", refusal.message);
        let refusal = loader
            .read_bytes(from, reference, Place::default())
            .expect_err(reference);
        assert_eq!(refusal.code, expected, "{reference}: {}", refusal.message);
    }
    assert!(loader.take_faults().is_empty());
}

#[test]
fn references_are_relative_to_their_file_and_read_once() {
    let folder = Folder::new("relative");
    let entry = folder.file("spec/api.yaml", b"a: 1\n");
    folder.file("spec/models/pet dog.yaml", b"b: 2\n");
    folder.file("shared/c.json", b"{\"c\": 3,}");
    let options = LoadOptions {
        root: Some(folder.0.clone()),
        ..LoadOptions::default()
    };
    let mut loader = Loader::new(&options);
    let from = loader.entry(&entry).expect("readable");
    let open = |loader: &mut Loader, from: FileId, reference: &str| {
        loader
            .open(from, reference, Place::default())
            .expect(reference)
    };
    let pet = open(&mut loader, from, "models/pet%20dog.yaml");
    assert_eq!(
        open(&mut loader, from, "./models/../models/pet%20dog.yaml#/b"),
        pet
    );
    assert_eq!(open(&mut loader, pet, "../api.yaml"), from);
    let shared = open(&mut loader, pet, "../../shared/c.json");
    assert!(loader.tree(shared).is_some());
    assert_eq!(
        loader.take_faults().len(),
        1,
        "the comma is worth a warning, once"
    );
    let shown = loader.sources().files().iter().map(|file| &*file.path);
    let spec = entry.parent().expect("parent");
    let expected = ["spec/api.yaml", "spec/models/pet dog.yaml", "shared/c.json"];
    assert_eq!(spec.parent(), Some(folder.0.as_path()));
    for (shown, expected) in shown.zip(expected) {
        assert_eq!(Path::new(shown), folder.0.join(expected));
    }
    let bytes = loader.read_bytes(shared, "../spec/api.yaml", Place::default());
    assert_eq!(bytes.expect("readable"), b"a: 1\n");
}

#[test]
fn documents_from_memory_have_no_files() {
    let mut loader = Loader::new(&LoadOptions::default());
    let from = loader.text("memory.yaml", "a: 1\n");
    let refusal = loader
        .open(from, "other.yaml", Place::default())
        .expect_err("refused");
    assert_eq!(refusal.code, "reference-outside-root");
}

#[test]
fn a_missing_entry_is_an_error_of_the_world() {
    let mut loader = Loader::new(&LoadOptions::default());
    let error = loader
        .entry(Path::new("there/is/none.yaml"))
        .expect_err("missing");
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn pointers() {
    let text = r#"{"paths": {"/pets/{id}": {"a~b": [10, 20]}, "%7Bx%7D": 1, "": {"": 2}}}"#;
    let (tree, _) = read("a.json", text);
    let tree = tree.expect("a tree");
    for (pointer, expected) in [
        ("", true),
        ("#", true),
        ("/paths/~1pets~1{id}/a~0b/1", true),
        ("#/paths/~1pets~1%7Bid%7D/a~0b/0", true),
        ("#/paths/%2Fpets%2F%7Bid%7D", true),
        ("#/paths/%7Bx%7D", true),
        ("/paths//", true),
        ("/paths/~1pets~1{id}/a~0b/01", false),
        ("/paths/~1pets~1{id}/a~0b/2", false),
        ("/paths/~1pets~1{id}/a~0b/-", false),
        ("paths", false),
    ] {
        assert_eq!(tree.pointer(pointer).is_some(), expected, "{pointer}");
    }
}

#[test]
fn json_values_keep_their_numbers() {
    let text = "[9223372036854775807, 18446744073709551615, -9223372036854775808, 1.5, 1e400, -0, 36893488147419103232]";
    let (tree, _) = read("a.json", text);
    let value = tree.expect("a tree").to_json().to_string();
    let expected = "[9223372036854775807,18446744073709551615,-9223372036854775808,1.5,1.7976931348623157e+308,-0.0,3.6893488147419103e+19]";
    assert_eq!(value, expected);
}

#[test]
fn machines_get_ranges_and_escapes() {
    let (_, diagnostics) = read("a,b:c%.yaml", "é: 1\n\"\\ud800\": 2\né: 3\n");
    let (_, doubled) = read("a,b:c%.yaml", "é: 1\nb: 2\né: 3\n");
    assert!(diagnostics.has_errors());
    assert_eq!(
        render_github(&doubled),
        "::error file=a%2Cb%3Ac%25.yaml,line=3,endLine=3,col=1,endColumn=2,title=duplicate-key::\
         the key `é` is already in this object%0Aa,b:c%25.yaml:1:1: written first here%0A\
         help: remove or rename one of the two\n"
    );
    let json: serde_json::Value = serde_json::from_str(&render_json([&doubled])).expect("JSON");
    assert_eq!(
        json,
        serde_json::json!([{
            "code": "duplicate-key", "severity": "error",
            "message": "the key `é` is already in this object",
            "file": "a,b:c%.yaml", "line": 3, "column": 1, "end_line": 3, "end_column": 2,
            "label": "written again here",
            "related": [{"file": "a,b:c%.yaml", "line": 1, "column": 1, "end_line": 1,
                         "end_column": 2, "label": "written first here"}],
            "help": "remove or rename one of the two",
        }])
    );
}

#[test]
fn excerpts_are_cut_and_harmless() {
    let long = format!(
        "{{\"a\": \"{}\", \"é漢\": 1,\t\"é漢\": 2, \"b\": \"{}\"}}",
        "x".repeat(5000),
        "\u{202e}y".repeat(5000)
    );
    let (_, diagnostics) = read("a.json", &long);
    let text = render_text(&diagnostics, false);
    let expected = "error[duplicate-key]: the key `é漢` is already in this object
  --> a.json:1:5020
   |
 1 | …xxxxxxxxxxxxxxxxxxxxxxxx\", \"é漢\": 1,    \"é漢\": 2, \"b\": \"";
    assert!(text.starts_with(expected), "{text}");
    assert!(!text.contains('\u{202e}') && text.lines().all(|line| line.chars().count() < 130));
    let (before, _) = expected.rsplit_once("\"é漢\": 2").expect("marked");
    let column = before.rsplit('\n').next().expect("line").chars().count() + 1;
    let marks = text.lines().nth(4).expect("marks");
    assert_eq!(
        marks.find('^'),
        Some(column),
        "one wide character stands before:\n{text}"
    );
    assert_eq!(marks.matches('^').count(), 5);
    assert!(render_text(&diagnostics, true).contains("\x1b[1;31merror[duplicate-key]\x1b[0m"));
}

#[test]
fn many_faults_in_one_long_line_are_quick_to_show() {
    let entries = "\"é\":1,".repeat(60_000);
    let text = format!("{{{}\"é\":1}}", entries);
    let (_, diagnostics) = read("a.json", &text);
    assert_eq!(diagnostics.all.len(), 50, "the rest is left out");
    assert!(render_text(&diagnostics, false).len() < 50_000);
}
