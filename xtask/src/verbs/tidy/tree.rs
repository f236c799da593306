//! The files git tracks or would track, with the text of those that rules read.

use crate::failure::Failure;
use std::path::Path;
use std::process::Command;

/// A file of the repository.
pub(super) struct File {
    /// Its path from the root, with `/`.
    pub(super) path: String,
    /// Its text; empty when it is not text.
    pub(super) text: String,
}

/// All files of the repository.
pub(super) struct Tree {
    /// In the order of their paths.
    pub(super) files: Vec<File>,
}

impl Tree {
    /// Asks git which files there are and reads them.
    pub(super) fn read(root: &Path) -> Result<Tree, Failure> {
        let listing = Command::new("git")
            .args([
                "ls-files",
                "--cached",
                "--others",
                "--exclude-standard",
                "-z",
            ])
            .current_dir(root)
            .output()
            .map_err(|error| Failure::impossible(format!("cannot run git: {error}")))?;
        if !listing.status.success() {
            return Err(Failure::impossible(
                "`git ls-files` failed: tidy needs a git checkout",
            ));
        }
        let listing = String::from_utf8_lossy(&listing.stdout).into_owned();
        let mut files: Vec<File> = listing
            .split('\0')
            .filter(|path| !path.is_empty() && root.join(path).is_file())
            .map(|path| File {
                path: path.to_owned(),
                text: std::fs::read_to_string(root.join(path)).unwrap_or_default(),
            })
            .collect();
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(Tree { files })
    }

    /// Rust that a person wrote: neither generated nor the expected output of a test.
    pub(super) fn hand_written_rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| {
            file.path.ends_with(".rs")
                && !file.path.starts_with("generated/")
                && !file.path.contains("/golden/")
                && !file.text.starts_with("// @generated")
        })
    }
}
