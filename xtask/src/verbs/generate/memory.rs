//! What the last run saw and made, so that a run with nothing to do need not do it all again.
//!
//! A crate is as it should be when this very program has made it from these very files and every file of it is still
//! what it was made. All of them are read and compared, none is trusted by its time; only the program is, which cargo
//! replaces when it changes. Crates with anything to warn of are always made again, so that the warnings are shown.

use crate::project::root;
use api_model::source::Sources;
use generator::{Options, Tree};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The record of one crate.
pub(super) struct Memory {
    record: PathBuf,
    /// The program and what it is asked for.
    asked: u64,
    out: PathBuf,
}

impl Memory {
    /// The record of a crate; none when the program cannot tell which one it is.
    pub(super) fn of(
        spec: &Path,
        root_of_refs: Option<&Path>,
        out: &Path,
        options: &Options,
    ) -> Option<Self> {
        let program = std::env::current_exe().ok()?;
        let facts = std::fs::metadata(&program).ok()?;
        let built = facts.modified().ok()?;
        let out = std::path::absolute(out).ok()?;
        let spec = std::path::absolute(spec).ok()?;
        let options = format!("{options:?}");
        let asked = hash(&(program, facts.len(), built, spec, root_of_refs, options));
        let name = format!("{:016x}.txt", hash(&out));
        let record = root().join("target/understudy").join(name);
        Some(Memory { record, asked, out })
    }

    /// What was said of the crate when it was made, if nothing has changed since.
    pub(super) fn recall(&self) -> Option<String> {
        let text = std::fs::read_to_string(&self.record).ok()?;
        let mut lines = text.lines();
        let said = lines.next()?;
        if lines.next()? != format!("{:016x}", self.asked) {
            return None;
        }
        let unchanged = lines.all(|line| {
            let Some((known, path)) = line.split_once(' ') else {
                return false;
            };
            now(Path::new(path)).is_some_and(|now| format!("{now:016x}") == known)
        });
        unchanged.then(|| said.to_owned())
    }

    /// Keeps what was seen and made. That it cannot be kept is no fault: the next run takes longer.
    pub(super) fn keep(&self, said: &str, sources: &Sources, tree: &Tree) {
        let _ = self.write(said, sources, tree);
    }

    fn write(&self, said: &str, sources: &Sources, tree: &Tree) -> Option<()> {
        let mut text = format!("{said}\n{:016x}\n", self.asked);
        let mut line = |path: &Path, hash: u64| {
            let path = std::path::absolute(path).ok()?;
            text.push_str(&format!("{hash:016x} {}\n", path.to_str()?));
            Some(())
        };
        for source in sources.files() {
            let path = source.disk.as_deref()?;
            // What an example has in a file of its own is not among the sources.
            if source.text.contains("externalValue") {
                return None;
            }
            // The text lacks the byte order mark that the file may have; a file that changed meanwhile is another.
            let bytes = std::fs::read(path).ok()?;
            let same = bytes.ends_with(source.text.as_bytes());
            line(path, same.then(|| hash(&bytes))?)?;
        }
        let mut folders = BTreeSet::from([self.out.clone()]);
        for (path, text) in tree.files() {
            let path = self.out.join(path);
            line(&path, hash(text.as_bytes()))?;
            folders.extend(path.parent().map(Path::to_path_buf));
        }
        for folder in folders {
            line(&folder, now(&folder)?)?;
        }
        std::fs::create_dir_all(self.record.parent()?).ok()?;
        std::fs::write(&self.record, text).ok()
    }
}

/// The hash of a file's bytes, or of the names in a folder.
fn now(path: &Path) -> Option<u64> {
    if !path.is_dir() {
        return Some(hash(std::fs::read(path).ok()?.as_slice()));
    }
    let entries = std::fs::read_dir(path).ok()?;
    let names: Option<BTreeSet<_>> = entries.map(|entry| Some(entry.ok()?.file_name())).collect();
    Some(hash(&names?))
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
