//! The inputs of trials: which document, and what is done to it.

use super::mutate::{Vocabulary, garble, mutate};
use super::rng::Rng;
use crate::failure::Failure;
use crate::project::{root, unreadable};
use crate::verbs::corpus::documents;
use api_model::LoadOptions;
use api_model::source::Loader;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What is made wrong.
pub(super) struct Inputs {
    documents: Vec<(String, Value)>,
    words: Vocabulary,
}

/// The project's own documents: one for every feature, and those that are refused.
const OWN: [&str; 4] = [
    "specs",
    "generator/tests/golden",
    "generator/api-model/tests/accepted",
    "generator/api-model/tests/rejected",
];

impl Inputs {
    /// The project's own documents and those of other folders, up to a size.
    pub(super) fn read(folders: &[PathBuf], most: u64) -> Result<Inputs, Failure> {
        let own = OWN.iter().map(|folder| root().join(folder));
        let mut documents = Vec::new();
        for folder in own.chain(folders.iter().cloned()) {
            for found in documents::find(&folder)?.documents {
                add(&found.path, most, &mut documents)?;
            }
        }
        let words = Vocabulary::of(documents.iter().map(|(_, tree)| tree));
        Ok(Inputs { documents, words })
    }

    /// The text of a trial; the same for the same seed.
    pub(super) fn input(&self, seed: u64, trial: u64) -> String {
        let mut rng = Rng::of(seed, trial);
        let Some((text, tree)) = rng.pick(&self.documents) else {
            return String::new();
        };
        if rng.one_in(8) {
            return garble(text, &mut rng);
        }
        let mut tree = tree.clone();
        mutate(&mut tree, &self.words, &mut rng);
        tree.to_string()
    }
}

fn add(path: &Path, most: u64, documents: &mut Vec<(String, Value)>) -> Result<(), Failure> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    if u64::try_from(bytes.len()).is_ok_and(|size| size > most) {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut loader = Loader::new(&LoadOptions::default());
    let id = loader.text("api.yaml", &text);
    // What is no tree is still good for being garbled.
    let tree = loader.tree(id).map_or(Value::Null, |tree| tree.to_json());
    documents.push((text, tree));
    Ok(())
}
