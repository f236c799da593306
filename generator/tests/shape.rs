//! The samples in `shape/` (one of everything), `depth/` (all that schemas and parameters can say) and `courier/` (the
//! messy one of README): descriptions
//! whose code is committed so that its tests can use it.
//!
//! Those tests are the samples' own (`cargo test -p shape -p depth`): every operation from client to server over a
//! socket. What is missing in their `src` or `docs` is created and fails the test once; to renew the code, delete it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use api_model::LoadOptions;
use generator::{Generated, Options, Runtime};

fn folder(sample: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(sample)
}

fn generate(sample: &str) -> Generated {
    let spec = format!("{sample}.yaml");
    let loaded = match api_model::load(&folder(sample).join(&spec), &LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(error) => panic!("the sample does not load: {error:?}"),
    };
    let options = Options {
        name: sample.to_owned(),
        spec,
        command: "cargo test -p generator --test shape".to_owned(),
        runtime: Runtime::Workspace {
            path: "../../api-runtime".to_owned(),
        },
        progenitor: false,
    };
    generator::generate(&loaded.api, &options)
}

#[test]
fn code_of_shape_is_as_committed() {
    code_is_as_committed("shape");
}

#[test]
fn code_of_depth_is_as_committed() {
    code_is_as_committed("depth");
}

#[test]
fn code_of_inbound_is_as_committed() {
    code_is_as_committed("inbound");
}

#[test]
fn code_of_courier_is_as_committed() {
    code_is_as_committed("courier");
}

fn code_is_as_committed(sample: &str) {
    let generated = generate(sample);
    assert!(
        generated.notes.is_empty(),
        "everything in the sample has a form in Rust: {:?}",
        generated.notes
    );
    let mut wrong = Vec::new();
    let mut known = BTreeSet::new();
    for (path, text) in generated.tree.files() {
        let Some((part @ ("src" | "docs"), name)) = path.split_once('/') else {
            continue;
        };
        if part == "src" {
            known.insert(name.to_owned());
        }
        let file = folder(sample).join(path);
        match fs::read_to_string(&file) {
            Ok(committed) if committed == text => {}
            Ok(_) => wrong.push(format!("{path} differs")),
            Err(_) => {
                fs::create_dir_all(folder(sample).join(part)).unwrap();
                fs::write(&file, text).unwrap();
                wrong.push(format!("{path} was missing and has been created"));
            }
        }
    }
    for entry in fs::read_dir(folder(sample).join("src")).unwrap() {
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
