//! What is on stage, for people: the text a server prints when it starts, and the page at `/`.

use crate::media::MediaName;
use crate::negotiate::Accept;
use crate::stage::Mount;
use askama::Template;
use serde_json::json;

/// The text a server prints when it starts.
pub(crate) fn listing(mounts: &[&Mount], address: &str) -> String {
    let mut text = String::new();
    for mount in mounts {
        let api = mount.mock.api();
        let count = api.operations.len();
        let noun = if count == 1 {
            "operation"
        } else {
            "operations"
        };
        text.push_str(&format!(
            "{address}{prefix}  {title} {version}, {count} {noun}\n",
            prefix = mount.prefix,
            title = one_line(&api.info.title),
            version = one_line(&api.info.version),
        ));
        let widest = api
            .operations
            .iter()
            .map(|operation| operation.path.text.chars().count());
        let widest = widest.max().unwrap_or(0).min(60);
        for operation in &api.operations {
            let name = operation.operation_id.as_deref().unwrap_or_default();
            let line = format!(
                "  {method:<7} {path:<widest$}  {name}",
                method = operation.method.as_str(),
                path = one_line(&operation.path.text),
                name = one_line(name),
            );
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push('\n');
    }
    text.push_str("Stop with Ctrl-C.\n");
    text
}

/// Text of a document on a terminal: no line breaks and no control characters.
fn one_line(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .collect()
}

/// The page at `/`.
#[derive(Template)]
#[template(path = "index.html")]
pub(crate) struct IndexPage {
    mounts: Vec<IndexEntry>,
}

struct IndexEntry {
    path: String,
    title: String,
    version: String,
    operations: usize,
}

impl IndexPage {
    pub(crate) fn new(mounts: &[&Mount]) -> Self {
        let entries = mounts.iter().map(|mount| IndexEntry {
            path: mount.prefix.clone(),
            title: mount.mock.api().info.title.clone(),
            version: mount.mock.api().info.version.clone(),
            operations: mount.mock.api().operations.len(),
        });
        IndexPage {
            mounts: entries.collect(),
        }
    }

    /// The page as HTML for browsers and as JSON for everyone else.
    pub(crate) fn choose(&self, accept: &Accept) -> (&'static str, String) {
        let weight = |name: &str| MediaName::parse(name).map_or(0, |name| accept.weight(&name));
        if weight("text/html") > weight("application/json")
            && let Ok(page) = self.render()
        {
            return ("text/html; charset=utf-8", page);
        }
        let mounts = self.mounts.iter().map(|mount| {
            json!({
                "path": mount.path,
                "title": mount.title,
                "version": mount.version,
                "operations": mount.operations,
            })
        });
        let mounts: Vec<_> = mounts.collect();
        ("application/json", json!({ "mounts": mounts }).to_string())
    }
}
