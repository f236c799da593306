//! The OpenAPI documents of a folder.

use crate::failure::Failure;
use crate::project::shown;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A document to try.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its path below the folder.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What its crate is called; no two are the same.
    pub(crate) krate: String,
}

/// What a folder holds.
#[derive(Debug)]
pub(crate) struct Found {
    /// In the order of their names.
    pub(crate) documents: Vec<Document>,
    /// YAML and JSON that describes no API.
    pub(crate) others: Vec<String>,
}

/// Finds the documents of a folder and of the folders in it.
pub(crate) fn find(folder: &Path) -> Result<Found, Failure> {
    let mut files = BTreeMap::new();
    for path in entries(folder)? {
        if path.is_dir() {
            for path in entries(&path)? {
                keep(folder, path, &mut files);
            }
        } else {
            keep(folder, path, &mut files);
        }
    }
    let mut found = Found {
        documents: Vec::new(),
        others: Vec::new(),
    };
    let mut taken = BTreeMap::new();
    for (name, path) in files {
        if !describes_an_api(&path)? {
            found.others.push(name);
            continue;
        }
        let krate = unique(crate_name(&name), &mut taken);
        found.documents.push(Document { name, path, krate });
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(|error| unreadable(folder, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::impossible(format!("cannot read `{}`: {error}", shown(path)))
}

fn keep(folder: &Path, path: PathBuf, files: &mut BTreeMap<String, PathBuf>) {
    let ending = path.extension().unwrap_or_default();
    if path.is_file() && ["yaml", "yml", "json"].iter().any(|known| ending == *known) {
        let name = path.strip_prefix(folder).unwrap_or(&path);
        files.insert(name.display().to_string(), path);
    }
}

/// A glance at the text: what parses it later says what is wrong with it.
fn describes_an_api(path: &Path) -> Result<bool, Failure> {
    let text = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    let text = String::from_utf8_lossy(&text);
    Ok(["openapi", "swagger"].iter().any(|key| {
        text.contains(&format!("\"{key}\""))
            || text.lines().any(|line| {
                let line = line.trim_start_matches('\u{feff}');
                line.starts_with(&format!("{key}:")) || line.starts_with(&format!("'{key}'"))
            })
    }))
}

/// `api-` in front keeps clear of every name that Rust or cargo have taken.
fn crate_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = stem.chars().map(|letter| match letter {
        letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
        _ => '-',
    });
    format!("api-{}", plain.collect::<String>())
}

fn unique(name: String, taken: &mut BTreeMap<String, usize>) -> String {
    let count = taken.entry(name.clone()).or_default();
    *count += 1;
    match *count {
        1 => name,
        more => unique(format!("{name}-{more}"), taken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_of_equal_stems_keep_apart() {
        let mut taken = BTreeMap::new();
        let names = ["pets.json", "pets.yaml", "a/Pets 2.yml"].map(|name| {
            assert!(!name.is_empty());
            unique(crate_name(name), &mut taken)
        });
        assert_eq!(names, ["api-pets", "api-pets-2", "api-a-pets-2"]);
    }
}
