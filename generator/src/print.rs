//! Tokens to text: the one file that knows prettyplease.
//!
//! Adds what prettyplease leaves out: blank lines between items and between methods, the banner, and the layout of
//! the runtime's macros: some arrive as ordinary items under a marker attribute ([`MACROS`]), those that
//! are tables are laid out by `rows`.

mod rows;

mod requests;

use proc_macro2::TokenStream;

use crate::tree::MARK;

/// Attributes that mark an item to be wrapped in the macro of that name.
const MACROS: [&str; 6] = [
    "string_enum",
    "integer_enum",
    "mixed_enum",
    "tagged_enum",
    "untagged_enum",
    "own_call",
];

/// What the banner of a file says.
#[derive(Debug, Clone)]
pub(crate) struct Banner {
    /// The spec's file name.
    pub spec: String,
    /// The command that generates the file anew.
    pub command: String,
}

impl Banner {
    /// The banner's lines, each behind a comment mark.
    pub(crate) fn lines(&self, mark: &str) -> String {
        let Banner { spec, command } = self;
        format!(
            "{mark} {MARK} from {spec}; do not edit.\n{mark} Change the description and run `{command}`.\n"
        )
    }

    /// The banner where there are no comments.
    pub(crate) fn line(&self) -> String {
        format!("{MARK} from {}; do not edit.", self.spec)
    }
}

/// Tokens that are no Rust: a fault of an emitter.
#[derive(Debug)]
pub(crate) struct PrintError {
    pub message: String,
}

/// Prints a file: banner, module documentation, items.
///
/// Items are parsed and printed one at a time: the syntax tree of a large API would weigh more than its text.
pub(crate) fn print_file(
    banner: &Banner,
    docs: &[String],
    tokens: TokenStream,
) -> Result<String, PrintError> {
    let mut out = banner.lines("//");
    out.push('\n');
    for line in docs {
        out.push_str(if line.is_empty() { "//!" } else { "//! " });
        out.push_str(line);
        out.push('\n');
    }
    out.push_str("#![cfg_attr(rustfmt, rustfmt_skip)]\n");
    let printed = syn::parse::Parser::parse2(
        |input: syn::parse::ParseStream<'_>| print_items(input, &mut out),
        tokens,
    );
    match printed {
        Ok(()) => Ok(out),
        Err(error) => Err(PrintError {
            message: error.to_string(),
        }),
    }
}

fn print_items(input: syn::parse::ParseStream<'_>, out: &mut String) -> syn::Result<()> {
    let mut before = Kind::Other;
    while !input.is_empty() {
        let item: syn::Item = input.parse()?;
        let kind = Kind::of(&item);
        if !(kind == before && kind != Kind::Other) {
            out.push('\n');
        }
        before = kind;
        print_item(item, out);
    }
    Ok(())
}

/// Items of one kind stand together without blank lines, except for `Other`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    OuterUse,
    CrateUse,
    Module,
    Other,
}

impl Kind {
    fn of(item: &syn::Item) -> Self {
        match item {
            syn::Item::Use(item) if matches!(&item.tree, syn::UseTree::Path(path) if path.ident == "crate") => {
                Kind::CrateUse
            }
            syn::Item::Use(_) => Kind::OuterUse,
            syn::Item::Mod(item) if item.content.is_none() && item.attrs.is_empty() => Kind::Module,
            _ => Kind::Other,
        }
    }
}

fn print_item(item: syn::Item, out: &mut String) {
    if let syn::Item::Macro(table) = &item {
        return rows::print(table, out);
    }
    let spaced = matches!(
        item,
        syn::Item::Impl(_) | syn::Item::Trait(_) | syn::Item::Mod(_)
    );
    let attrs = match &item {
        syn::Item::Enum(item) => item.attrs.as_slice(),
        syn::Item::Struct(item) => item.attrs.as_slice(),
        _ => &[],
    };
    let wrapper = MACROS
        .into_iter()
        .find(|name| attrs.iter().any(|attr| attr.path().is_ident(name)));
    let item = match item {
        syn::Item::Struct(item) if requests::is_request(&item) => {
            return requests::print(item, out);
        }
        item => item,
    };
    let is_trait = matches!(item, syn::Item::Trait(_));
    let is_list = matches!(item, syn::Item::Fn(_) | syn::Item::Type(_));
    let text = unparse(item);
    if is_trait {
        let mut spaced = String::new();
        space_members(&text, &mut spaced);
        requests::pack_signatures(&spaced, out);
    } else if is_list {
        requests::pack_lists(&text, out);
    } else if let Some(wrapper) = wrapper {
        wrap(wrapper, &text, out);
    } else if spaced {
        space_members(&text, out);
    } else {
        out.push_str(&text);
    }
}

/// The text of one item.
fn unparse(item: syn::Item) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    })
}

fn wrap(wrapper: &str, text: &str, out: &mut String) {
    let marker = format!("#[{wrapper}]");
    out.push_str(wrapper);
    out.push_str("! {\n");
    for line in text.lines().filter(|line| *line != marker) {
        if !line.is_empty() {
            out.push_str("    ");
        }
        out.push_str(line);
        out.push('\n');
    }
    out.push_str("}\n");
}

/// Puts a blank line between the members of an item. The text of raw strings is left alone.
fn space_members(text: &str, out: &mut String) {
    let mut before = "";
    let mut raw: Option<String> = None;
    for line in text.lines() {
        let outside = raw.is_none();
        if outside
            && ends_member(before)
            && begins_member(line)
            && !(is_use(before) && is_use(line))
        {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        raw = match raw {
            Some(end) if line.contains(&end) => None,
            Some(end) => Some(end),
            None => raw_string_left_open(line),
        };
        before = if raw.is_none() && outside { line } else { "" };
    }
}

fn ends_member(line: &str) -> bool {
    if line.starts_with("    ///") {
        return false;
    }
    line.starts_with("    ")
        && !line.starts_with("     ")
        && (line.ends_with('}') || line.ends_with(';'))
        || line.starts_with("    ) -> ") && line.ends_with(';')
        || line.starts_with("    //!")
}

fn begins_member(line: &str) -> bool {
    line.starts_with("    ")
        && !line.starts_with("     ")
        && !line.starts_with("    }")
        && !line.starts_with("    //!")
}

fn is_use(line: &str) -> bool {
    line.starts_with("    use ")
}

/// The text that ends a raw string begun in this line, if it is not there yet.
fn raw_string_left_open(line: &str) -> Option<String> {
    let at = line.find("r#")?;
    let rest = &line[at + 1..];
    let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
    let after = rest[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    (!after.contains(&end)).then_some(end)
}
