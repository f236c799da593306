//! One crate: loaded, generated, and written or compared.

use super::memory::Memory;
use super::report::{Reporter, reasons, summary};
use super::scaffold;
use crate::failure::Failure;
use crate::project::{Spec, root, shown, unreadable};
use api_model::source::Sources;
use api_model::{LoadError, LoadOptions};
use generator::{Differences, Generated, Options, Runtime, Scaffold, TreeError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One crate to make.
pub(super) struct Job {
    spec: PathBuf,
    root: Option<PathBuf>,
    out: PathBuf,
    options: Options,
    /// The command that mends a stale crate.
    mend: String,
    /// The files of the implementation to complete.
    pub(super) scaffold: Vec<PathBuf>,
}

impl Job {
    /// The crate of one of the project's documents.
    pub(super) fn of_project(spec: &Spec) -> Job {
        let command = format!("cargo xtask generate {}", spec.name);
        Job {
            spec: spec.path.clone(),
            root: None,
            out: root().join("generated").join(&spec.name),
            options: Options {
                name: spec.name.clone(),
                spec: format!("specs/{}", file_name(&spec.path)),
                command: command.clone(),
                runtime: Runtime::Workspace {
                    path: "../../generator/api-runtime".to_owned(),
                },
                progenitor: true,
            },
            mend: command,
            scaffold: Vec::new(),
        }
    }

    /// The crate of a document from elsewhere.
    pub(super) fn of_stranger(
        spec: &Path,
        root: Option<&Path>,
        out: &Path,
        name: String,
        progenitor: bool,
    ) -> Job {
        let command = format!(
            "cargo xtask generate --spec {} --out {} --name {name}",
            spec.display(),
            out.display()
        );
        Job {
            spec: spec.to_path_buf(),
            root: root.map(Path::to_path_buf),
            out: out.to_path_buf(),
            options: Options {
                command: without_machine(&command, &name),
                spec: file_name(spec),
                runtime: Runtime::Vendored,
                progenitor,
                name,
            },
            mend: command,
            scaffold: Vec::new(),
        }
    }

    /// Writes what is stale.
    pub(super) fn write(&self, reporter: &mut Reporter) -> Result<(), Failure> {
        if self.is_remembered("nothing to write", reporter) {
            return Ok(());
        }
        let made = self.make(reporter)?;
        self.refuse_foreign_files(&made)?;
        let written = made.generated.tree.write(&self.out).map_err(cannot_write)?;
        self.say(&made, &changes(&written), reporter);
        self.remember(&made);
        match &made.scaffold {
            Some(scaffold) => scaffold::write(scaffold, reporter),
            None => Ok(()),
        }
    }

    /// Fails when something is stale.
    pub(super) fn check(&self, reporter: &mut Reporter) -> Result<(), Failure> {
        if self.is_remembered("up to date", reporter) {
            return Ok(());
        }
        let made = self.make(reporter)?;
        let differences = made
            .generated
            .tree
            .compare(&self.out)
            .map_err(cannot_write)?;
        if !differences.is_empty() {
            return Err(self.stale(&differences));
        }
        self.say(&made, "up to date", reporter);
        self.remember(&made);
        match &made.scaffold {
            Some(scaffold) => scaffold::check(scaffold, &self.mend_scaffold()),
            None => Ok(()),
        }
    }

    fn memory(&self) -> Option<Memory> {
        let root = self.root.as_deref();
        let whole = self.scaffold.is_empty();
        whole.then(|| Memory::of(&self.spec, root, &self.out, &self.options))?
    }

    /// Whether the crate is as the last run left it; says what that run said.
    fn is_remembered(&self, ending: &str, reporter: &Reporter) -> bool {
        let said = self.memory().and_then(|memory| memory.recall());
        if let Some(said) = &said {
            reporter.say(&format!("{}: {said}, {ending}", self.options.name));
        }
        said.is_some()
    }

    fn remember(&self, made: &Made) {
        if !made.is_clean || !made.generated.notes.is_empty() {
            return;
        }
        if let Some(memory) = self.memory() {
            let said = summary(made.operations, &made.generated);
            memory.keep(&said, &made.sources, &made.generated.tree);
        }
    }

    fn say(&self, made: &Made, ending: &str, reporter: &Reporter) {
        let Made {
            operations,
            generated,
            ..
        } = made;
        let name = &self.options.name;
        reporter.say(&format!(
            "{name}: {}, {ending}",
            summary(*operations, generated)
        ));
        for line in reasons(&generated.notes) {
            reporter.say(&line);
        }
    }

    fn stale(&self, differences: &Differences) -> Failure {
        let folder = shown(&self.out);
        let files: Vec<String> = [
            ("missing", &differences.missing),
            ("changed", &differences.changed),
            ("stray", &differences.stray),
        ]
        .into_iter()
        .flat_map(|(what, paths)| paths.iter().map(move |path| (what, path)))
        .map(|(what, path)| format!("\n  {what}: {folder}/{path}"))
        .collect();
        Failure::Wrong(format!(
            "`{folder}` is not what `{}` asks for; run `{}`{}",
            shown(&self.spec),
            self.mend,
            files.concat()
        ))
    }

    fn mend_scaffold(&self) -> String {
        let files = self.scaffold.iter();
        let options: String = files
            .map(|file| format!(" --scaffold {}", file.display()))
            .collect();
        format!("{}{options}", self.mend)
    }

    fn make(&self, reporter: &mut Reporter) -> Result<Made, Failure> {
        let options = LoadOptions {
            root: self.root.clone(),
            ..LoadOptions::default()
        };
        let loaded = match api_model::load(&self.spec, &options) {
            Ok(loaded) => loaded,
            Err(LoadError::Faults(faults)) => {
                reporter.show(faults, &[])?;
                return Err(Failure::Found);
            }
            Err(LoadError::Io { path, error }) => return Err(unreadable(&path, &error)),
        };
        let generated = generator::generate(&loaded.api, &self.options);
        let is_clean = loaded.warnings.all.is_empty();
        reporter.show(loaded.warnings, &generated.notes)?;
        let scaffold = match self.scaffold.is_empty() {
            true => None,
            false => Some(scaffold::plan(
                &loaded.api,
                &self.options.name,
                &self.scaffold,
            )?),
        };
        Ok(Made {
            operations: loaded.api.operations.len(),
            sources: Arc::clone(&loaded.api.sources),
            is_clean,
            generated,
            scaffold,
        })
    }

    /// A file that a person wrote is never overwritten.
    fn refuse_foreign_files(&self, made: &Made) -> Result<(), Failure> {
        let differences = made
            .generated
            .tree
            .compare(&self.out)
            .map_err(cannot_write)?;
        let foreign = differences
            .changed
            .iter()
            .filter(|path| !path.starts_with("runtime/"))
            .find(|path| !generator::is_generated(&self.out.join(path)));
        match foreign {
            None => Ok(()),
            Some(path) => Err(Failure::impossible(format!(
                "`{}` was not generated and would be overwritten: choose another folder with `--out`, or move the file away",
                self.out.join(path).display()
            ))),
        }
    }
}

/// A crate in memory.
struct Made {
    operations: usize,
    /// The files that were read.
    sources: Arc<Sources>,
    /// Whether reading them gave no warning.
    is_clean: bool,
    generated: Generated,
    scaffold: Option<Scaffold>,
}

fn changes(written: &Differences) -> String {
    let count = written.missing.len() + written.changed.len();
    match (count, written.stray.len()) {
        (0, 0) => "nothing to write".to_owned(),
        (count, 0) => format!("{count} files written"),
        (count, strays) => format!("{count} files written, {strays} removed"),
    }
}

fn cannot_write(error: TreeError) -> Failure {
    Failure::impossible(format!("cannot write {error}"))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The banner must be the same on every machine, so a command with absolute paths is shortened.
fn without_machine(command: &str, name: &str) -> String {
    if command.contains(" /") || command.contains('\\') {
        format!("cargo xtask generate --spec FILE --out DIR --name {name}")
    } else {
        command.to_owned()
    }
}
