//! Overlays: what they change, and what is said of those that cannot be applied.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use api_model::{LoadError, LoadOptions, Loaded, load};
use std::path::PathBuf;

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: T, version: '1'}
tags: [{name: a}, {name: b}, {name: c}]
paths:
  /a: {get: {operationId: one, responses: {'200': {description: ''}}}}
";

fn overlaid(name: &str, overlay: &str) -> Result<Loaded, LoadError> {
    let folder = std::env::temp_dir().join(format!("overlay-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let document = write("document.yaml", DOCUMENT);
    let options = LoadOptions {
        overlays: vec![write("overlay.yaml", overlay)],
        ..LoadOptions::default()
    };
    let loaded = load(&document, &options);
    std::fs::remove_dir_all(&folder).unwrap();
    loaded
}

fn faults(name: &str, actions: &str) -> Vec<String> {
    let text = format!("overlay: 1.0.0\nactions:\n{actions}");
    let found = match overlaid(name, &text) {
        Ok(loaded) => loaded.warnings,
        Err(LoadError::Faults(faults)) => faults,
        Err(error) => panic!("{error}"),
    };
    let line = |fault: &api_model::diagnostic::Diagnostic| {
        let place = found.sources.locate(fault.place);
        assert!(place.path.ends_with("overlay.yaml"), "{place}");
        format!("{}:{} {}", place.line, place.column, fault.message)
    };
    found.all.iter().map(line).collect()
}

#[test]
fn items_are_taken_out_together_and_members_are_merged() {
    let overlay = "
overlay: 1.1.0
actions:
  - {target: '$.tags[?@.name != ''b'']', remove: true}
  - {target: $.tags, update: {name: d}}
  - {target: $.info, update: {title: U, contact: {name: me}}}
";
    let api = overlaid("merge", overlay).unwrap().api;
    let tags: Vec<&str> = api.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(tags, ["b", "d"]);
    assert_eq!(api.info.title, "U");
    assert_eq!(api.info.version, "1");
}

#[test]
fn what_cannot_be_done_is_said_with_its_place() {
    let actions = "\
- {target: '$.paths[', remove: true}
- {target: $.info.title, update: {a: 1}}
- {target: $, remove: true}
- {target: $.info}
- {update: {}}
- {target: $.paths, update: 1}
";
    let found = faults("faults", actions);
    assert!(
        found[0].starts_with("3:12 `$.paths[` is no JSONPath query: "),
        "{found:?}"
    );
    assert_eq!(
        found[1..],
        [
            "4:12 the target is text; only objects and arrays can be updated",
            "5:12 the whole document cannot be removed",
            "6:3 an action needs an `update`, or `remove: true`",
            "7:3 an action needs a `target`",
            "8:12 an object cannot be updated with a number",
        ]
    );
    assert_eq!(
        faults("nowhere", "- {target: $.nowhere, remove: true}\n"),
        ["3:12 the target `$.nowhere` is not in the document"]
    );
}

#[test]
fn only_overlays_are_overlays() {
    for (text, expected) in [
        ("openapi: 3.1.0", "this is no OpenAPI Overlay document"),
        (
            "overlay: 2.0.0",
            "overlays of version `2.0.0` are not known",
        ),
        ("overlay: 1.0.0", "`actions` is missing"),
    ] {
        let error = overlaid("none", text).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
    }
}
