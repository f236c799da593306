//! New code as text, laid out as rustfmt would. It goes into a text of somebody else's, so that it is spelled as text
//! too: printed syntax would have the layout of generated files.

use super::scope::Namer;
use super::wanted::{Method, MethodKind, WantedTrait};
use crate::plan::Access;

/// How a method answers that is not written yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unwritten {
    /// With its example; the error is a `Problem`, so that nothing is in its way.
    Example,
    /// With its example; the error can be made from a `Problem`.
    Convert,
    /// With its example; the compiler asks for what makes the error from a `Problem`, since a
    /// method that is not written must not fail at run time only.
    Ask,
    /// For a security scheme: every credential is good.
    Accept,
    /// For a security scheme: no credential is good.
    Deny,
}

/// Where rustfmt breaks lines.
const WIDTH: usize = 100;

/// A method with its documentation, ending with a line break.
pub(super) fn method(
    method: &Method,
    unwritten: Unwritten,
    namer: &mut Namer<'_>,
    (indent, unit): (&str, &str),
) -> String {
    let mut out = String::new();
    for line in &method.docs {
        let line = format!("{indent}/// {line}");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let (arguments, answer, body) = match &method.kind {
        MethodKind::Scheme { wire, credential } => {
            let parts = namer.runtime(&["http", "request"], "Parts");
            let mut arguments = vec![format!("_request: &{parts}")];
            if let Some(credential) = credential {
                let ty = namer.runtime(&["security"], credential);
                arguments.push(format!("_credential: {ty}"));
            }
            let denied = namer.runtime(&["security"], "Denied");
            let body = match unwritten {
                Unwritten::Accept => {
                    vec![
                        "// Takes every credential for good until it is written.".to_owned(),
                        "Ok(())".to_owned(),
                    ]
                }
                _ => {
                    let message = format!("{wire} is not written yet");
                    vec![format!("Err({denied}::unauthorized({message:?}))")]
                }
            };
            (
                arguments,
                format!("Result<Self::Principal, {denied}>"),
                body,
            )
        }
        MethodKind::Operation { types, access } => {
            let context = namer.runtime(&["server"], "Context");
            let principal = match access {
                Access::Open => "()",
                Access::Optional => "Option<Self::Principal>",
                Access::Required => "Self::Principal",
            };
            let request = namer.server(&format!("{types}Request"));
            let response = namer.server(&format!("{types}Response"));
            let arguments = vec![
                format!("_cx: &{context}<{principal}>"),
                format!("_request: {request}"),
            ];
            let example = namer.example(&method.name);
            let body = match unwritten {
                Unwritten::Convert | Unwritten::Ask => format!("Ok({example}()?)"),
                _ => format!("{example}()"),
            };
            (
                arguments,
                format!("Result<{response}, Self::Error>"),
                vec![body],
            )
        }
    };
    signature(&mut out, &method.name, &arguments, &answer, (indent, unit));
    for line in body {
        out.push_str(&format!("{indent}{unit}{line}\n"));
    }
    out.push_str(&format!("{indent}}}\n"));
    out
}

fn signature(
    out: &mut String,
    name: &str,
    arguments: &[String],
    answer: &str,
    (indent, unit): (&str, &str),
) {
    let line = format!(
        "{indent}async fn {name}(&self, {}) -> {answer} {{",
        arguments.join(", ")
    );
    if line.chars().count() <= WIDTH {
        out.push_str(&line);
        out.push('\n');
        return;
    }
    out.push_str(&format!("{indent}async fn {name}(\n{indent}{unit}&self,\n"));
    for argument in arguments {
        out.push_str(&format!("{indent}{unit}{argument},\n"));
    }
    let last = format!("{indent}) -> {answer}");
    match last.chars().count() + 2 <= WIDTH {
        true => out.push_str(&format!("{last} {{\n")),
        false => out.push_str(&format!("{last}\n{indent}{{\n")),
    }
}

/// What an implementation is of and for.
pub(super) struct Head<'a> {
    pub(super) generics: &'a str,
    pub(super) ty: &'a str,
    pub(super) bounds: &'a str,
    /// The type that its associated type is.
    pub(super) associated: &'a str,
}

/// A whole implementation, ending with a line break.
pub(super) fn implementation(
    wanted: &WantedTrait,
    head: &Head<'_>,
    unwritten: Unwritten,
    namer: &mut Namer<'_>,
    (indent, unit): (&str, &str),
) -> String {
    let name = namer.server(&wanted.name);
    let Head {
        generics,
        ty,
        bounds,
        associated,
    } = head;
    let open = match bounds.is_empty() {
        true => " {".to_owned(),
        false => format!("\n{indent}{bounds}\n{indent}{{"),
    };
    let mut out = format!("{indent}impl{generics} {name} for {ty}{open}\n");
    let inside = format!("{indent}{unit}");
    out.push_str(&format!(
        "{inside}type {} = {associated};\n",
        wanted.associated()
    ));
    for one in &wanted.methods {
        out.push('\n');
        out.push_str(&method(one, unwritten, namer, (&inside, unit)));
    }
    out.push_str(&format!("{indent}}}\n"));
    out
}
