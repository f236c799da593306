//! Other generators, as `cargo install` leaves them: how each is called, and what its code needs.

use crate::failure::Failure;
use crate::process::{Bounds, End, last_lines, run_for};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Another generator.
pub(super) struct Rival {
    /// What `cargo install` knows it by.
    pub(super) krate: &'static str,
    arguments: &'static [&'static str],
    dependencies: Dependencies,
}

/// Where it says what its code depends on.
enum Dependencies {
    /// In a manifest that it writes.
    Manifest,
    /// In a fragment of a manifest that it writes.
    Fragment(&'static str),
    /// Nowhere: its documentation lists them.
    Listed(&'static str),
}

/// `@` stands for the document, `%` for the folder of the crate.
pub(super) const RIVALS: [Rival; 4] = [
    Rival {
        krate: "cargo-progenitor",
        arguments: &[
            "progenitor",
            "--input",
            "@",
            "--output",
            "%",
            "--name",
            "rival",
            "--version",
            "0.1.0",
        ],
        dependencies: Dependencies::Manifest,
    },
    Rival {
        krate: "openapi-to-rust",
        arguments: &[
            "generate",
            "@",
            "--output-dir",
            "%/src",
            "--module-name",
            "rival",
        ],
        dependencies: Dependencies::Fragment("src/REQUIRED_DEPS.toml"),
    },
    Rival {
        krate: "oas3-gen",
        arguments: &[
            "generate",
            "client-mod",
            "--input",
            "@",
            "--output",
            "%/src",
        ],
        dependencies: Dependencies::Listed(
            r#"[dependencies]
anyhow = "1"
chrono = { version = "0.4", features = ["serde"] }
http = "1"
indexmap = { version = "2", features = ["serde"] }
oas3-gen-support = "0.29"
regex = "1"
reqwest = { version = "0.13", features = ["form", "json", "multipart", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_html_form = "0.4"
serde_json = "1"
serde_with = { version = "3", features = ["chrono"] }
uuid = { version = "1", features = ["serde"] }
validator = { version = "0.20", features = ["derive"] }
"#,
        ),
    },
    Rival {
        krate: "ploidy",
        arguments: &["generate", "rust", "@", "--output", "%", "--name", "rival"],
        dependencies: Dependencies::Manifest,
    },
];

const LIMIT: Bounds = Bounds {
    time: Duration::from_secs(120),
    memory: None,
};

impl Rival {
    /// Whether it is installed there.
    pub(super) fn is_in(&self, root: &Path) -> bool {
        root.join("bin").join(self.krate).exists()
    }

    /// Its name and, where cargo noted it, its version.
    pub(super) fn label(&self, root: &Path) -> String {
        let noted = std::fs::read_to_string(root.join(".crates.toml")).unwrap_or_default();
        let start = format!("\"{} ", self.krate);
        let version = noted.lines().find_map(|line| line.strip_prefix(&start));
        let version = version.and_then(|rest| rest.split(' ').next());
        format!("{} {}", self.krate, version.unwrap_or_default())
            .trim()
            .to_owned()
    }

    /// Has it make a crate; what it said when it would not.
    pub(super) fn generate(
        &self,
        root: &Path,
        document: &Path,
        home: &Path,
    ) -> Result<Result<(), String>, Failure> {
        if home.exists() {
            std::fs::remove_dir_all(home).map_err(Failure::impossible)?;
        }
        std::fs::create_dir_all(home.join("src")).map_err(Failure::impossible)?;
        let mut command = Command::new(root.join("bin").join(self.krate));
        for argument in self.arguments {
            let argument = argument.replace('%', &home.display().to_string());
            match argument.as_str() {
                "@" => command.arg(document),
                _ => command.arg(argument),
            };
        }
        let ended = run_for(&mut command, LIMIT)?;
        if ended.how != End::Success {
            return Ok(Err(last_lines(&ended.stderr, 4)));
        }
        self.finish(home).map(Ok).map_err(Failure::impossible)
    }

    /// Makes what it left a crate that is a workspace of its own.
    fn finish(&self, home: &Path) -> std::io::Result<()> {
        let package = "[package]\nname = \"rival\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n";
        let manifest = match self.dependencies {
            Dependencies::Manifest => std::fs::read_to_string(home.join("Cargo.toml"))?,
            Dependencies::Fragment(path) => {
                format!("{package}{}", std::fs::read_to_string(home.join(path))?)
            }
            Dependencies::Listed(list) => format!("{package}{list}"),
        };
        std::fs::write(
            home.join("Cargo.toml"),
            format!("{manifest}\n[workspace]\n"),
        )?;
        let module = home.join("src/mod.rs");
        match module.exists() {
            true => std::fs::rename(module, home.join("src/lib.rs")),
            false => Ok(()),
        }
    }
}
