//! From a reference to a path that may be read, or the reason why it may not.

use super::Place;
use crate::diagnostic::Diagnostic;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// The folder that references must stay in.
#[derive(Debug)]
pub(super) struct Root {
    /// Without symbolic links.
    folder: PathBuf,
}

/// Why a reference is not followed.
#[derive(Debug)]
pub(super) struct Refusal {
    code: &'static str,
    reason: Cow<'static, str>,
    help: Option<&'static str>,
}

impl Refusal {
    fn new(code: &'static str, reason: &'static str, help: &'static str) -> Self {
        Refusal {
            code,
            reason: Cow::Borrowed(reason),
            help: Some(help),
        }
    }

    /// A file that the system does not let us read.
    pub(super) fn unreadable(error: &std::io::Error) -> Self {
        let (code, reason) = match error.kind() {
            ErrorKind::NotFound => ("file-not-found", Cow::Borrowed("there is no such file")),
            _ => (
                "file-unreadable",
                Cow::Owned(error.to_string().to_lowercase()),
            ),
        };
        Refusal {
            code,
            reason,
            help: None,
        }
    }

    /// The refusal as a fault of the place that asked.
    pub(super) fn at(self, reference: &str, at: Place) -> Box<Diagnostic> {
        let message = format!("cannot read `{reference}`: {}", self.reason);
        let fault = Diagnostic::error(self.code, at, message);
        Box::new(match self.help {
            Some(help) => fault.help(help),
            None => fault,
        })
    }
}

impl Root {
    /// A root folder.
    ///
    /// # Errors
    ///
    /// What the system says when there is no such folder.
    pub(super) fn new(folder: &Path) -> std::io::Result<Self> {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        Ok(Root {
            folder: folder.canonicalize()?,
        })
    }

    /// The regular file that a reference names, relative to a folder or to this one.
    pub(super) fn resolve(&self, base: Option<&Path>, reference: &str) -> Result<PathBuf, Refusal> {
        let path = file_path(reference)?;
        let joined = base.unwrap_or(&self.folder).join(path);
        // Asked before the disk is, so that nobody learns which files exist outside.
        if !normalize(&joined).starts_with(&self.folder) {
            return Err(outside());
        }
        let real = joined
            .canonicalize()
            .map_err(|error| Refusal::unreadable(&error))?;
        if !real.starts_with(&self.folder) {
            return Err(outside());
        }
        let kind = real
            .metadata()
            .map_err(|error| Refusal::unreadable(&error))?;
        if kind.is_file() {
            return Ok(real);
        }
        let reason = if kind.is_dir() {
            "it is a folder"
        } else {
            "it is not a regular file"
        };
        let reason = Cow::Borrowed(reason);
        Err(Refusal {
            code: "file-unreadable",
            reason,
            help: None,
        })
    }

    /// The refusal of every reference when there is no folder at all.
    pub(super) fn resolve_without(reference: &str) -> Result<PathBuf, Refusal> {
        file_path(reference)?;
        Err(Refusal::new(
            "reference-outside-root",
            "the document does not come from a folder",
            "save the document to a file, or name a root folder",
        ))
    }
}

fn outside() -> Refusal {
    Refusal::new(
        "reference-outside-root",
        "it is outside of the document's folder",
        "name a wider root folder if the file may be read",
    )
}

/// The path of a relative reference (RFC 3986 section 4.2), percent-decoded, without its fragment.
fn file_path(reference: &str) -> Result<PathBuf, Refusal> {
    let reference = reference.split('#').next().unwrap_or_default();
    if let Some(scheme) = scheme(reference) {
        return Err(match &*scheme.to_ascii_lowercase() {
            "file" => Refusal::new(
                "reference-outside-root",
                "`file:` URLs are not followed",
                "write the path relative to this file",
            ),
            "http" | "https" | "ftp" => network(),
            _ => Refusal::new(
                "unsupported-reference",
                "only relative paths are followed",
                "save the target beside this file and refer to it by its path",
            ),
        });
    }
    if reference.starts_with("//") || reference.starts_with("\\\\") {
        return Err(network());
    }
    match percent_decode_str(reference).decode_utf8() {
        Ok(path) if !path.contains('\0') => Ok(PathBuf::from(&*path)),
        _ => Err(Refusal::new(
            "unsupported-reference",
            "it does not decode to a path",
            "percent-encode the path as UTF-8",
        )),
    }
}

fn network() -> Refusal {
    Refusal::new(
        "reference-to-network",
        "documents are not fetched from the network",
        "save the target beside this file and refer to it by its path",
    )
}

/// The scheme of a URL (RFC 3986 section 3.1). One letter would be a drive.
fn scheme(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let starts_well = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (starts_well && scheme.chars().all(allowed)).then_some(scheme)
}

/// A path without `.` and `..`, by its text alone.
fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            Component::ParentDir if normal.has_root() => {}
            other => normal.push(other),
        }
    }
    normal
}

/// A path as the user would write it: beside the entry document, whose folder is known both as
/// the user wrote it and as it is on disk.
pub(super) fn show_path(
    shown_folder: Option<&Path>,
    disk_folder: Option<&Path>,
    disk: &Path,
) -> String {
    let Some(disk_folder) = disk_folder else {
        return disk.display().to_string();
    };
    let up = disk_folder
        .ancestors()
        .enumerate()
        .find_map(|(up, ancestor)| Some((up, disk.strip_prefix(ancestor).ok()?)));
    let Some((up, below)) = up else {
        return disk.display().to_string();
    };
    let mut path = shown_folder.unwrap_or(Path::new("")).to_owned();
    path.extend(std::iter::repeat_n("..", up));
    normalize(&path.join(below)).display().to_string()
}
