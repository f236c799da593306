//! What a user's files hold: modules, their names, and blocks that may implement traits of the server. Places are
//! byte offsets into the text as it was read.

use std::collections::HashSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::edit::line_and_column;
use super::scope::Scope;
use super::{ReadFile, Remark, ScaffoldError};
use crate::tree::MARK;

/// Files beyond this are not followed.
const MOST_FILES: usize = 4096;

/// All files of an implementation.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) files: Vec<SourceFile>,
    pub(super) modules: Vec<Module>,
}

pub(super) struct SourceFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// A module: a file, or a block inside of one.
pub(super) struct Module {
    pub(super) file: usize,
    pub(super) scope: Scope,
    /// Where the last of the first `use` items ends.
    pub(super) uses_end: Option<usize>,
    /// Where new items go when no block tells a better place.
    pub(super) end: usize,
    pub(super) impls: Vec<Impl>,
    /// Structs and enums without generics.
    pub(super) plain_types: Vec<String>,
    /// Types that can be made from a `Problem`.
    pub(super) from_problem: Vec<String>,
    /// Words in macros, which may define what is not seen here, with their places.
    pub(super) macro_words: Vec<(String, usize)>,
}

/// An `impl` of a trait.
pub(super) struct Impl {
    pub(super) range: Range<usize>,
    /// Where the closing brace stands.
    pub(super) close: usize,
    /// Whether anything stands between the braces.
    pub(super) is_empty: bool,
    /// The trait's path as it is written.
    pub(super) path: Vec<String>,
    /// The type, as tokens for comparing and as it is written.
    pub(super) type_key: String,
    pub(super) type_text: String,
    /// The generics and bounds as they are written, with the angle brackets.
    pub(super) generics: String,
    pub(super) bounds: String,
    pub(super) methods: Vec<(String, usize)>,
    /// The associated types and what they are.
    pub(super) associated: Vec<(String, String)>,
    /// Whether a macro stands among its items.
    pub(super) has_macro: bool,
}

impl Sources {
    /// Reads files and the modules that they declare.
    pub(super) fn read(files: &[PathBuf], read: &ReadFile<'_>) -> Result<Sources, ScaffoldError> {
        let mut sources = Sources::default();
        let mut seen = HashSet::new();
        let mut waiting: Vec<Waiting> = files
            .iter()
            .rev()
            .map(|path| Waiting {
                path: path.clone(),
                folders: folders_of_root(path),
            })
            .collect();
        while let Some(Waiting { path, folders }) = waiting.pop() {
            if sources.files.len() >= MOST_FILES || !seen.insert(path.clone()) {
                continue;
            }
            let unreadable = |error| ScaffoldError::Unreadable {
                path: path.clone(),
                error,
            };
            let Some(text) = read(&path).map_err(unreadable)? else {
                continue;
            };
            // A generated crate may lie among the modules; nothing in it is the user's.
            if text.lines().take(3).any(|line| line.contains(MARK)) {
                continue;
            }
            let declared = sources.add(&path, text)?;
            for declaration in declared.into_iter().rev() {
                waiting.extend(declaration.find(&folders, read));
            }
        }
        Ok(sources)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub(super) fn remark(&self, file: usize, offset: usize, message: String) -> Option<Remark> {
        let file = self.files.get(file)?;
        Some(remark(&file.path, &file.text, offset, message))
    }

    fn add(&mut self, path: &Path, text: String) -> Result<Vec<Declaration>, ScaffoldError> {
        let code = without_shebang(&text);
        let base = text.len() - code.len();
        let parsed = syn::parse_file(code).map_err(|error| {
            let span = error.span().byte_range();
            // The end of the text has no place of its own.
            let offset = match span.end {
                0 => text.trim_end().len(),
                _ => base + span.start,
            };
            ScaffoldError::Syntax(remark(path, &text, offset, error.to_string()))
        })?;
        let file = self.files.len();
        let mut reader = Reader {
            file,
            base,
            text: &text,
            modules: &mut self.modules,
            declared: Vec::new(),
        };
        reader.module(&parsed.items, text.len(), &mut Vec::new());
        let declared = reader.declared;
        self.files.push(SourceFile {
            path: path.to_path_buf(),
            text,
        });
        Ok(declared)
    }
}

fn remark(path: &Path, text: &str, offset: usize, message: String) -> Remark {
    let (line, column) = line_and_column(text, offset);
    Remark {
        path: path.to_path_buf(),
        line,
        column,
        message,
    }
}

/// The text behind a byte order mark and an interpreter line, which have no places in syntax.
fn without_shebang(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.strip_prefix("#!") {
        Some(rest) if !rest.trim_start().starts_with('[') => {
            text.find('\n').map_or("", |end| &text[end..])
        }
        _ => text,
    }
}

/// A file to read, and the folders in which its modules may lie.
struct Waiting {
    path: PathBuf,
    folders: Vec<PathBuf>,
}

/// A file may be the root of a crate or a module of one; nothing in it tells.
fn folders_of_root(path: &Path) -> Vec<PathBuf> {
    let parent = path.parent().unwrap_or(Path::new("")).to_path_buf();
    match path.file_stem().and_then(|stem| stem.to_str()) {
        Some("main" | "lib" | "mod") | None => vec![parent],
        Some(stem) => vec![parent.join(stem), parent],
    }
}

/// A module in a file of its own: `mod name;`.
struct Declaration {
    /// The inline modules around it.
    inside: Vec<String>,
    name: String,
    /// What `#[path = "…"]` says.
    path: Option<String>,
}

impl Declaration {
    fn find(&self, folders: &[PathBuf], read: &ReadFile<'_>) -> Option<Waiting> {
        let name = self.name.trim_start_matches("r#");
        for folder in folders {
            let mut folder = folder.clone();
            folder.extend(&self.inside);
            let candidates = match &self.path {
                Some(path) => vec![(folder.join(path), folder.clone())],
                None => vec![
                    (folder.join(format!("{name}.rs")), folder.join(name)),
                    (folder.join(name).join("mod.rs"), folder.join(name)),
                ],
            };
            for (path, folder) in candidates {
                if matches!(read(&path), Ok(Some(_))) {
                    let folders = vec![folder];
                    return Some(Waiting { path, folders });
                }
            }
        }
        None
    }
}

/// Reads the items of one file.
struct Reader<'a> {
    file: usize,
    base: usize,
    text: &'a str,
    modules: &'a mut Vec<Module>,
    declared: Vec<Declaration>,
}

impl Reader<'_> {
    fn range(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.base..range.end + self.base
    }

    fn slice(&self, span: Span) -> String {
        self.text
            .get(self.range(span))
            .unwrap_or_default()
            .to_owned()
    }

    fn module(&mut self, items: &[syn::Item], end: usize, inside: &mut Vec<String>) {
        let mut module = Module {
            file: self.file,
            scope: Scope::default(),
            uses_end: None,
            end: self.end_of(items, end),
            impls: Vec::new(),
            plain_types: Vec::new(),
            from_problem: Vec::new(),
            macro_words: Vec::new(),
        };
        let mut in_uses = true;
        for item in items {
            in_uses &= module.uses_end.is_none() || matches!(item, syn::Item::Use(_));
            if let (syn::Item::Use(item), true) = (item, in_uses) {
                module.uses_end = Some(self.range(item.span()).end);
            }
            self.item(item, &mut module);
        }
        self.modules.push(module);
        for item in items {
            if let syn::Item::Mod(item) = item {
                self.nested(item, inside);
            }
        }
    }

    /// Tests stay at the end of their file.
    fn end_of(&self, items: &[syn::Item], end: usize) -> usize {
        let tests = |item: &&syn::Item| matches!(item, syn::Item::Mod(item) if item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")));
        match items.iter().rev().find(|item| !tests(item)) {
            Some(item) if items.last().is_some_and(|last| tests(&last)) => {
                self.range(item.span()).end
            }
            _ => end,
        }
    }

    fn nested(&mut self, item: &syn::ItemMod, inside: &mut Vec<String>) {
        let name = item.ident.to_string();
        match &item.content {
            Some((brace, items)) => {
                let end = self.range(brace.span.close()).start;
                inside.push(name);
                self.module(items, end, inside);
                inside.pop();
            }
            None => self.declared.push(Declaration {
                inside: inside.clone(),
                name,
                path: path_attribute(&item.attrs),
            }),
        }
    }

    fn item(&self, item: &syn::Item, module: &mut Module) {
        match item {
            syn::Item::Use(item) => module.scope.add_use(&item.tree),
            syn::Item::Struct(item) => define_type(&item.ident, &item.generics, module),
            syn::Item::Enum(item) => {
                define_type(&item.ident, &item.generics, module);
                if derives_from_problem(item) {
                    module.from_problem.push(item.ident.to_string());
                }
            }
            syn::Item::Union(item) => define_type(&item.ident, &item.generics, module),
            syn::Item::Type(item) => module.scope.define(item.ident.to_string()),
            syn::Item::Trait(item) => module.scope.define(item.ident.to_string()),
            syn::Item::Mod(item) => module.scope.define(item.ident.to_string()),
            syn::Item::Fn(item) => module.scope.define(item.sig.ident.to_string()),
            syn::Item::Const(item) => module.scope.define(item.ident.to_string()),
            syn::Item::Static(item) => module.scope.define(item.ident.to_string()),
            syn::Item::Macro(item) => self.words(item.mac.tokens.clone(), &mut module.macro_words),
            syn::Item::Impl(item) => self.implementation(item, module),
            _ => {}
        }
    }

    fn words(&self, tokens: TokenStream, words: &mut Vec<(String, usize)>) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    words.push((ident.to_string(), self.range(ident.span()).start));
                }
                TokenTree::Group(group) => self.words(group.stream(), words),
                _ => {}
            }
        }
    }

    fn implementation(&self, item: &syn::ItemImpl, module: &mut Module) {
        let Some((path, _)) = &item.trait_ else {
            return;
        };
        let words: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.unraw().to_string())
            .collect();
        if words.last().is_some_and(|last| last == "From") && mentions_problem(path) {
            module.from_problem.push(self.slice(item.self_ty.span()));
            return;
        }
        module.impls.push(self.block(item, words));
    }

    fn block(&self, item: &syn::ItemImpl, path: Vec<String>) -> Impl {
        let open = self.range(item.brace_token.span.open()).end;
        let close = self.range(item.brace_token.span.close()).start;
        let inside = self.text.get(open..close).unwrap_or_default();
        let mut block = Impl {
            range: self.range(item.span()),
            close,
            is_empty: inside.trim().is_empty(),
            path,
            type_key: {
                let ty = &item.self_ty;
                quote::quote!(#ty).to_string()
            },
            type_text: self.slice(item.self_ty.span()),
            generics: match item.generics.params.is_empty() {
                true => String::new(),
                false => self.slice(item.generics.span()),
            },
            bounds: match &item.generics.where_clause {
                Some(bounds) => self.slice(bounds.span()),
                None => String::new(),
            },
            methods: Vec::new(),
            associated: Vec::new(),
            has_macro: false,
        };
        for member in &item.items {
            match member {
                syn::ImplItem::Fn(method) => {
                    let name = &method.sig.ident;
                    let at = self.range(name.span()).start;
                    block.methods.push((name.unraw().to_string(), at));
                }
                syn::ImplItem::Type(associated) => {
                    let ty = self.slice(associated.ty.span());
                    block.associated.push((associated.ident.to_string(), ty));
                }
                syn::ImplItem::Macro(_) | syn::ImplItem::Verbatim(_) => block.has_macro = true,
                _ => {}
            }
        }
        block
    }
}

fn define_type(name: &syn::Ident, generics: &syn::Generics, module: &mut Module) {
    module.scope.define(name.to_string());
    if generics.params.is_empty() {
        module.plain_types.push(name.to_string());
    }
}

/// Whether a derive makes `From<Problem>`, as `#[from]` asks several for.
fn derives_from_problem(item: &syn::ItemEnum) -> bool {
    let fields = item.variants.iter().flat_map(|variant| &variant.fields);
    let mut from = fields.filter(|field| {
        let attributes = &mut field.attrs.iter();
        attributes.any(|attribute| attribute.path().is_ident("from"))
    });
    from.any(|field| {
        matches!(&field.ty, syn::Type::Path(ty) if ty.path.segments.last().is_some_and(|last| last.ident == "Problem"))
    })
}

fn mentions_problem(path: &syn::Path) -> bool {
    fn any(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "Problem",
            TokenTree::Group(group) => any(group.stream()),
            _ => false,
        })
    }
    any(quote::quote!(#path))
}

fn path_attribute(attributes: &[syn::Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
}
