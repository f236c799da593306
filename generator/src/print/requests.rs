//! The layout of what servers are asked: structs in the runtime's macro, and signatures of methods.

use quote::ToTokens;

/// The attribute that marks a struct for the macro of its name.
const MARK: &str = "request_struct";
/// The attribute that says what a field is read from.
const FROM: &str = "from";
/// No line that is put together here is longer.
const WIDTH: usize = 110;

pub(super) fn is_request(item: &syn::ItemStruct) -> bool {
    item.attrs.iter().any(|attr| attr.path().is_ident(MARK))
}

/// Prints a request in its macro: each field with what it is read from.
pub(super) fn print(mut item: syn::ItemStruct, out: &mut String) {
    item.attrs.retain(|attr| !attr.path().is_ident(MARK));
    let fields = std::mem::replace(&mut item.fields, syn::Fields::Unit);
    let head = super::unparse(syn::Item::Struct(item));
    out.push_str(MARK);
    out.push_str("! {\n");
    indent(head.trim_end().trim_end_matches(';'), 1, out);
    match fields.is_empty() {
        true => out.push_str(" {}\n}\n"),
        false => {
            out.push_str(" {\n");
            fields.into_iter().for_each(|field| print_field(field, out));
            out.push_str("    }\n}\n");
        }
    }
}

fn print_field(mut field: syn::Field, out: &mut String) {
    let at = field
        .attrs
        .iter()
        .position(|attr| attr.path().is_ident(FROM));
    let from = at.map(|at| field.attrs.remove(at));
    let from = from.and_then(|attr| attr.parse_args::<syn::Expr>().ok());
    let holder: syn::ItemStruct = syn::parse_quote!(struct Holder { #field });
    let text = super::unparse(syn::Item::Struct(holder));
    let inner: Vec<&str> = text
        .lines()
        .skip(1)
        .take_while(|line| *line != "}")
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    indent(inner.join("\n").trim_end_matches(','), 2, out);
    if let Some(from) = from {
        out.push_str(" = ");
        let from = expression(&from);
        let mut lines = from.lines();
        out.push_str(lines.next().unwrap_or_default());
        for line in lines {
            out.push_str("\n        ");
            out.push_str(line);
        }
    }
    out.push_str(",\n");
}

/// An expression as it stands in a function.
fn expression(expression: &syn::Expr) -> String {
    let holder: syn::ItemFn = syn::parse_quote!(fn holder() { #expression });
    let text = super::unparse(syn::Item::Fn(holder));
    let lines: Vec<&str> = text
        .lines()
        .skip(1)
        .take_while(|line| *line != "}")
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    match lines.is_empty() {
        true => expression.to_token_stream().to_string(),
        false => lines.join("\n"),
    }
}

/// Adds text without a line break at its end.
fn indent(text: &str, steps: usize, out: &mut String) {
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        if !line.is_empty() {
            out.push_str(&"    ".repeat(steps));
        }
        out.push_str(line);
    }
}

/// Joins what prettyplease breaks at less than our width: routes and the arguments of types, a line each.
pub(super) fn pack_lists(text: &str, out: &mut String) {
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let close = match line.chars().last() {
            Some('(') => ")",
            Some('<') => ">;",
            _ => "",
        };
        let steps = line.len() - line.trim_start().len();
        let joined = lines.get(at + 1..).and_then(|rest| {
            let count = rest.iter().position(|line| line.trim_start() == close)?;
            let inner: Vec<&str> = rest
                .get(..count)?
                .iter()
                .map(|line| line.trim().trim_end_matches(','))
                .collect();
            let is_flat = rest.get(..count)?.iter().all(|line| {
                line.len() - line.trim_start().len() == steps + 4 && line.ends_with(',')
            });
            let one = format!("{line}{}{close}", inner.join(", "));
            (is_flat && one.len() <= WIDTH).then_some((one, count + 2))
        });
        match joined.filter(|_| !close.is_empty()) {
            Some((one, count)) => {
                out.push_str(&one);
                at += count;
            }
            None => {
                out.push_str(line);
                at += 1;
            }
        }
        out.push('\n');
    }
}

/// Puts the arguments of a trait's methods into the line of their name, and what they give beside or below it.
pub(super) fn pack_signatures(text: &str, out: &mut String) {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !(line.starts_with("    fn ") && line.ends_with('(')) {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        let mut arguments = Vec::new();
        let mut end = ")";
        for line in lines.by_ref() {
            if line.starts_with("    )") {
                end = line.trim_start();
                break;
            }
            arguments.push(line.trim().trim_end_matches(','));
        }
        let one = format!("{line}{}{end}\n", arguments.join(", "));
        match (one.len() > WIDTH + 1, end.split_once(" -> ")) {
            (true, Some((close, gives))) => {
                let head = format!("{line}{}{close}", arguments.join(", "));
                out.push_str(&format!("{head}\n        -> {gives}\n"));
            }
            _ => out.push_str(&one),
        }
    }
}
