//! `generate`: clients and server stubs from documents.

use crate::failure::Failure;
use crate::project::{self, Spec, root, shown};
use crate::terminal::print_line;
use api_model::diagnostic::{Diagnostic, Diagnostics, Severity, render_text};
use clap::Args;
use generator::{Differences, Generated, Options, Runtime, TreeError};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments of `generate`.
#[derive(Args)]
pub(crate) struct Generate {
    /// APIs of `specs/`; without one, all of them.
    #[arg(value_name = "API")]
    names: Vec<String>,
    /// Compare without writing; fail when something is stale.
    #[arg(long)]
    check: bool,
    /// A document of your own.
    #[arg(long, value_name = "FILE", conflicts_with = "names", requires = "out")]
    spec: Option<PathBuf>,
    /// The folder of the crate for `--spec`.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// The name of the crate for `--spec`; without it, the document's file name.
    #[arg(long, requires = "spec", value_parser = read_crate_name)]
    name: Option<String>,
    /// `$ref`s may lead to files in this folder and below; without it, in the document's own.
    #[arg(long, value_name = "DIR", requires = "spec")]
    root: Option<PathBuf>,
    /// Add progenitor's client behind a feature, for `--spec`.
    #[arg(long, requires = "spec")]
    progenitor: bool,
}

impl Generate {
    /// Writes the crates, or compares them.
    pub(crate) fn run(self) -> Result<(), Failure> {
        if let (Some(spec), Some(out)) = (&self.spec, &self.out) {
            let job = self.foreign(spec, out)?;
            return if self.check { job.check() } else { job.write() };
        }
        let mut stale = Vec::new();
        for spec in project::select(&self.names)? {
            let job = Job::of_project(&spec);
            match if self.check { job.check() } else { job.write() } {
                Err(Failure::Wrong(message)) => stale.push(message),
                other => other?,
            }
        }
        if stale.is_empty() {
            Ok(())
        } else {
            Err(Failure::Wrong(stale.join("\nerror: ")))
        }
    }

    fn foreign(&self, spec: &Path, out: &Path) -> Result<Job, Failure> {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => crate_name(&Spec::at(spec).name),
        };
        let command = format!(
            "cargo xtask generate --spec {} --out {} --name {name}",
            spec.display(),
            out.display()
        );
        let options = Options {
            command: without_machine(&command, &name),
            spec: file_name(spec),
            runtime: Runtime::Vendored,
            progenitor: self.progenitor,
            name,
        };
        Ok(Job {
            spec: spec.to_path_buf(),
            root: self.root.clone(),
            out: out.to_path_buf(),
            options,
            mend: command,
        })
    }
}

/// Writes the crate of one of the project's documents where it is stale.
pub(crate) fn write_crate(spec: &Spec) -> Result<(), Failure> {
    Job::of_project(spec).write()
}

/// One crate to make.
struct Job {
    spec: PathBuf,
    root: Option<PathBuf>,
    out: PathBuf,
    options: Options,
    /// The command that mends a stale crate.
    mend: String,
}

impl Job {
    fn of_project(spec: &Spec) -> Job {
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
        }
    }

    fn write(&self) -> Result<(), Failure> {
        let made = self.make()?;
        self.refuse_foreign_files(&made)?;
        let written = made.generated.tree.write(&self.out).map_err(cannot_write)?;
        print_line(format_args!(
            "{}: {}, {}",
            self.options.name,
            made.summary(),
            changes(&written)
        ));
        Ok(())
    }

    fn check(&self) -> Result<(), Failure> {
        let made = self.make()?;
        let differences = made
            .generated
            .tree
            .compare(&self.out)
            .map_err(cannot_write)?;
        if differences.is_empty() {
            print_line(format_args!(
                "{}: {}, up to date",
                self.options.name,
                made.summary()
            ));
            return Ok(());
        }
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
        Err(Failure::Wrong(format!(
            "`{folder}` is not what `{}` asks for; run `{}`{}",
            shown(&self.spec),
            self.mend,
            files.concat()
        )))
    }

    fn make(&self) -> Result<Made, Failure> {
        let api = project::load(&self.spec, self.root.as_deref(), true)?;
        let generated = generator::generate(&api, &self.options);
        show(&generated.notes, &api);
        let broken = generated
            .notes
            .iter()
            .any(|note| note.severity == Severity::Error);
        if broken {
            return Err(Failure::Found);
        }
        Ok(Made {
            operations: api.operations.len(),
            generated,
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
    generated: Generated,
}

impl Made {
    fn summary(&self) -> String {
        let mut text = format!("generated {0} of {0} operations", self.operations);
        let fallbacks = self.generated.notes.len();
        if fallbacks > 0 {
            text.push_str(&format!(", {fallbacks} with a fallback"));
        }
        let limits = self.generated.progenitor_notes.len();
        if limits > 0 {
            text.push_str(&format!(", {limits} limits of progenitor's client"));
        }
        text
    }
}

fn show(notes: &[Diagnostic], api: &api_model::api::Api) {
    if !notes.is_empty() {
        let notes = Diagnostics {
            all: notes.to_vec(),
            sources: Arc::clone(&api.sources),
        };
        eprint!("{}", render_text(&notes, std::io::stderr().is_terminal()));
    }
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

/// A file's stem as the name of a crate.
fn crate_name(stem: &str) -> String {
    let mut name: String = stem
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    name = name.trim_matches('-').to_owned();
    if name.starts_with(|first: char| first.is_ascii_digit()) || name.is_empty() || is_taken(&name)
    {
        name.insert_str(0, "api-");
    }
    name.trim_end_matches('-').to_owned()
}

/// Names that cargo refuses, or that clash with what every program links.
fn is_taken(name: &str) -> bool {
    const TAKEN: &[&str] = &[
        "test",
        "core",
        "std",
        "alloc",
        "proc-macro",
        "api-runtime",
        "abstract",
        "as",
        "async",
        "await",
        "become",
        "box",
        "break",
        "const",
        "continue",
        "crate",
        "do",
        "dyn",
        "else",
        "enum",
        "extern",
        "false",
        "final",
        "fn",
        "for",
        "gen",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "macro",
        "match",
        "mod",
        "move",
        "mut",
        "override",
        "priv",
        "pub",
        "ref",
        "return",
        "self",
        "static",
        "struct",
        "super",
        "trait",
        "true",
        "try",
        "type",
        "typeof",
        "unsafe",
        "unsized",
        "use",
        "virtual",
        "where",
        "while",
        "yield",
        "build",
        "deps",
        "examples",
        "incremental",
    ];
    TAKEN.contains(&name)
}

fn read_crate_name(text: &str) -> Result<String, String> {
    let sound = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'));
    match (sound, is_taken(text)) {
        (true, false) => Ok(text.to_owned()),
        (true, true) => Err("this name is taken by Rust or cargo".to_owned()),
        (false, _) => {
            Err("a crate's name is a letter, then letters, digits, `-` and `_`".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_become_names_that_cargo_takes() {
        for (stem, name) in [
            ("Pet Store", "pet-store"),
            ("3d", "api-3d"),
            ("test", "api-test"),
            ("ü", "api"),
            ("a.b_", "a-b"),
        ] {
            assert_eq!(crate_name(stem), name);
            assert!(read_crate_name(name).is_ok(), "{name}");
        }
    }
}
