//! The dependency rule: which crate of the workspace may depend on which.

use crate::failure::Failure;
use std::path::Path;
use std::process::Command;

/// A crate, what it may depend on inside the workspace, and the rule's reason.
struct Rule {
    krate: &'static str,
    may: &'static [&'static str],
    because: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        krate: "api-model",
        may: &[],
        because: "the front end knows no consumer",
    },
    Rule {
        krate: "api-runtime",
        may: &[],
        because: "generated crates bring it along alone",
    },
    Rule {
        krate: "generator",
        may: &["api-model"],
        because: "it never depends on what it generates, nor on who serves or judges it",
    },
    Rule {
        krate: "courier",
        may: &["api-runtime"],
        because: "it is generated code, as a user has it",
    },
    Rule {
        krate: "depth",
        may: &["api-runtime"],
        because: "it is generated code, as a user has it",
    },
    Rule {
        krate: "shape",
        may: &["api-runtime"],
        because: "it is generated code, as a user has it",
    },
    Rule {
        krate: "inbound",
        may: &["api-runtime"],
        because: "it is generated code, as a user has it",
    },
    Rule {
        krate: "mock-server",
        may: &["api-model", "api-runtime"],
        because: "the mock answers from the model, not from generated code",
    },
    Rule {
        krate: "contract",
        may: &["api-model", "api-runtime"],
        because: "the judge must not see the insides of what it judges",
    },
    Rule {
        krate: "xtask",
        may: &["api-model", "contract", "generator", "mock-server"],
        because: "a broken `generated/` can always be regenerated",
    },
];

/// What every crate under `generated/` may depend on.
const GENERATED: Rule = Rule {
    krate: "generated/*",
    may: &["api-runtime"],
    because: "a user's manifest needs one line for a generated crate",
};

/// Reads the manifests of the workspace and holds them to the table.
pub(super) fn check(root: &Path) -> Result<Vec<String>, Failure> {
    let packages = packages(root)?;
    let names: Vec<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let mut breaches = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap_or_default();
        let generated = package["manifest_path"]
            .as_str()
            .is_some_and(|path| path.contains("/generated/"));
        let rule = if generated {
            Some(&GENERATED)
        } else {
            RULES.iter().find(|rule| rule.krate == name)
        };
        let Some(rule) = rule else {
            breaches.push(format!(
                "crate `{name}` has no line in the table of allowed dependencies"
            ));
            continue;
        };
        let dependencies = package["dependencies"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        for dependency in dependencies
            .iter()
            .filter(|dependency| dependency["kind"].is_null())
        {
            let target = dependency["name"].as_str().unwrap_or_default();
            if names.contains(&target) && !rule.may.contains(&target) {
                breaches.push(format!(
                    "`{name}` depends on `{target}`, but may only depend on [{}]: {}",
                    rule.may.join(", "),
                    rule.because
                ));
            }
        }
    }
    Ok(breaches)
}

fn packages(root: &Path) -> Result<Vec<serde_json::Value>, Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|error| Failure::impossible(format!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        return Err(Failure::impossible(
            String::from_utf8_lossy(&output.stderr).trim(),
        ));
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).map_err(|error| {
        Failure::impossible(format!("`cargo metadata` printed no JSON: {error}"))
    })?;
    Ok(metadata["packages"].as_array().cloned().unwrap_or_default())
}
