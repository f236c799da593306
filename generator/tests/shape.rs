//! The sample in `shape/`: one of everything in one description, its code committed so that its tests can use it.
//!
//! Those tests are the sample's own (`cargo test -p shape`): every operation from client to server over a socket.
//! What is missing in `shape/src` is created and fails the test once; to renew the code, delete it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use api_model::LoadOptions;
use generator::{Generated, Options, Runtime};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shape")
}

fn generate() -> Generated {
    let loaded = match api_model::load(&folder().join("shape.yaml"), &LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(error) => panic!("the sample does not load: {error:?}"),
    };
    let options = Options {
        name: "shape".to_owned(),
        spec: "shape.yaml".to_owned(),
        command: "cargo test -p generator --test shape".to_owned(),
        runtime: Runtime::Workspace {
            path: "../../api-runtime".to_owned(),
        },
        progenitor: false,
    };
    generator::generate(&loaded.api, &options)
}

#[test]
fn code_is_as_committed() {
    let generated = generate();
    assert!(
        generated.notes.is_empty(),
        "everything in the sample has a form in Rust: {:?}",
        generated.notes
    );
    let mut wrong = Vec::new();
    let mut known = BTreeSet::new();
    for (path, text) in generated.tree.files() {
        let Some(name) = path.strip_prefix("src/") else {
            continue;
        };
        known.insert(name.to_owned());
        let path = folder().join("src").join(name);
        match fs::read_to_string(&path) {
            Ok(committed) if committed == text => {}
            Ok(_) => wrong.push(format!("{name} differs")),
            Err(_) => {
                fs::create_dir_all(folder().join("src")).unwrap();
                fs::write(&path, text).unwrap();
                wrong.push(format!("{name} was missing and has been created"));
            }
        }
    }
    for entry in fs::read_dir(folder().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !known.contains(&name) {
            wrong.push(format!("{name} is not generated"));
        }
    }
    assert!(
        wrong.is_empty(),
        "look at the difference; delete what should be renewed:\n{}",
        wrong.join("\n")
    );
}
