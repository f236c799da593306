//! The state in a file: loaded when a server starts, written when it changed and when it ends. A
//! file is written beside its place and then moved there, so that nobody reads half of one.

use crate::stage::Stage;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the state is kept while no server runs.
///
/// ```no_run
/// # use mock_server::{Stage, StateFile};
/// # fn example(stage: &Stage) -> std::io::Result<()> {
/// let file = StateFile::at("state.json".as_ref());
/// file.load(stage)?;
/// file.save(stage)
/// # }
/// ```
#[derive(Debug)]
pub struct StateFile {
    path: PathBuf,
    /// The number of the change that was saved last.
    saved: AtomicU64,
}

impl StateFile {
    /// A file that need not be there yet.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        StateFile {
            path: path.to_path_buf(),
            saved: AtomicU64::new(0),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a stage as the file says; without a file it stays as documented.
    ///
    /// # Errors
    ///
    /// When the file is there and cannot be read, or holds something else.
    pub fn load(&self, stage: &Stage) -> io::Result<()> {
        let text = match fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            read => read?,
        };
        let state = serde_json::from_slice(&text)?;
        let restored = stage.restore(&state);
        restored.map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))?;
        self.saved.store(stage.changes(), Ordering::Relaxed);
        Ok(())
    }

    /// Writes the file, if anything changed since it was read or written.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the old one is still there then.
    pub fn save(&self, stage: &Stage) -> io::Result<()> {
        let changes = stage.changes();
        if self.saved.load(Ordering::Relaxed) == changes {
            return Ok(());
        }
        let mut beside = OsString::from(self.path.as_os_str());
        beside.push(".new");
        let text = serde_json::to_vec_pretty(&stage.state())?;
        fs::write(&beside, text)?;
        fs::rename(&beside, &self.path)?;
        self.saved.store(changes, Ordering::Relaxed);
        Ok(())
    }
}
