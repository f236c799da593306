//! `diff`: what changed between two documents, and whether it breaks anybody.

use super::bundle::write_whole;
use crate::failure::Failure;
use crate::project;
use crate::terminal::{print, print_line};
use api_model::api::{Api, Valid};
use clap::{Args, ValueEnum};
use contract::diff::{Diff, Level, RULES, diff};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Arguments of `diff`.
#[derive(Args)]
pub(crate) struct DiffVerb {
    /// The document as it was.
    #[arg(value_name = "OLD", required_unless_present = "rules")]
    old: Option<PathBuf>,
    /// The document as it is.
    #[arg(value_name = "NEW", required_unless_present = "rules")]
    new: Option<PathBuf>,
    /// How to print the changes.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where to write; without it, to standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Accept changes of this rule, everywhere or at one operation (`operationId` or `GET /path`).
    #[arg(long, value_name = "RULE[@OPERATION]")]
    allow: Vec<String>,
    /// The least level that makes the exit code 1.
    #[arg(long, value_enum, default_value_t = FailOn::Breaking, value_name = "LEVEL")]
    fail_on: FailOn,
    /// Leave compatible changes out of the report.
    #[arg(long)]
    no_compatible: bool,
    /// `$ref`s may lead to files in this folder and below; without it, in each document's own.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// List the rules.
    #[arg(long, exclusive = true)]
    rules: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For a comment on a pull request.
    Markdown,
    /// For machines: one object.
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What breaks callers or servers.
    Breaking,
    /// That, and what is worth a look.
    Caution,
    /// Nothing: the report is all that is wanted.
    Never,
}

impl DiffVerb {
    /// Prints the changes; fails when one is as bad as `--fail-on` says.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let (Some(old), Some(new)) = (&self.old, &self.new) else {
            for rule in RULES {
                print_line(format_args!("{:32} {}", rule.name, rule.about));
            }
            return Ok(());
        };
        self.check_rules()?;
        let old = self.load(old)?;
        let new = self.load(new)?;
        let mut found = diff(&old, &new);
        let allowed = found.allow(&self.allow);
        let failed = found.worst().is_some_and(|worst| self.fails(worst));
        if self.no_compatible {
            found
                .changes
                .retain(|change| change.level > Level::Compatible);
        }
        self.show(&found, allowed)?;
        if failed { Err(Failure::Found) } else { Ok(()) }
    }

    /// What a document is warned of is the business of `lint`; here it would bury the changes. A
    /// document with errors cannot be compared, which is not the same as a breaking change.
    fn load(&self, path: &Path) -> Result<Valid<Api>, Failure> {
        project::load(path, self.root.as_deref(), false).map_err(|failure| match failure {
            Failure::Found => Failure::impossible(format!(
                "`{}` cannot be compared before its errors are mended",
                path.display()
            )),
            other => other,
        })
    }

    fn check_rules(&self) -> Result<(), Failure> {
        for allowed in &self.allow {
            let rule = allowed.split('@').next().unwrap_or_default();
            if !RULES.iter().any(|known| known.name == rule) {
                return Err(Failure::impossible(format!(
                    "`--allow {allowed}`: there is no rule `{rule}`; `cargo xtask diff --rules` lists them"
                )));
            }
        }
        Ok(())
    }

    fn fails(&self, worst: Level) -> bool {
        match self.fail_on {
            FailOn::Breaking => worst >= Level::Breaking,
            FailOn::Caution => worst >= Level::Caution,
            FailOn::Never => false,
        }
    }

    fn show(&self, found: &Diff, allowed: usize) -> Result<(), Failure> {
        let mut text = match self.format {
            Format::Text => found.text(self.output.is_none() && std::io::stdout().is_terminal()),
            Format::Markdown => found.markdown(),
            Format::Json => format!("{:#}\n", found.json()),
        };
        if allowed > 0 && self.format != Format::Json {
            text.push_str(&format!("\n{allowed} more accepted by `--allow`\n"));
        }
        match &self.output {
            Some(path) => write_whole(path, &text),
            None => {
                print(text);
                Ok(())
            }
        }
    }
}
