//! Names as a module of a user's sees them: what it imports, what it defines, and what a path means in it.

use std::collections::{HashMap, HashSet};

/// The names of one module.
#[derive(Debug, Default, Clone)]
pub(super) struct Scope {
    /// What `use` brings in, by the name it has here.
    imported: HashMap<String, Vec<String>>,
    /// Modules of which everything is imported.
    globs: Vec<Vec<String>>,
    /// What the module defines itself.
    defined: HashSet<String>,
}

impl Scope {
    pub(super) fn define(&mut self, name: impl Into<String>) {
        self.defined.insert(name.into());
    }

    pub(super) fn defines(&self, name: &str) -> bool {
        self.defined.contains(name)
    }

    pub(super) fn import_all(&mut self, module: Vec<String>) {
        self.globs.push(module);
    }

    /// Adds what a `use` brings in.
    pub(super) fn add_use(&mut self, tree: &syn::UseTree) {
        self.add_tree(tree, &mut Vec::new());
    }

    fn add_tree(&mut self, tree: &syn::UseTree, path: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.add_tree(&inner.tree, path);
                path.pop();
            }
            syn::UseTree::Name(name) => self.add_name(&name.ident.to_string(), None, path),
            syn::UseTree::Rename(name) => {
                self.add_name(&name.ident.to_string(), Some(name.rename.to_string()), path);
            }
            syn::UseTree::Glob(_) => self.globs.push(path.clone()),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(tree, path);
                }
            }
        }
    }

    fn add_name(&mut self, name: &str, renamed: Option<String>, path: &[String]) {
        let mut full = path.to_vec();
        if name != "self" {
            full.push(name.to_owned());
        }
        if let Some(local) = renamed.or_else(|| full.last().cloned()) {
            self.imported.insert(local, full);
        }
    }

    /// A path with its first name replaced by what that name means here.
    pub(super) fn resolve(&self, path: &[String]) -> Vec<String> {
        let (Some(first), rest) = (path.first(), path.get(1..).unwrap_or_default()) else {
            return Vec::new();
        };
        match self.imported.get(first) {
            Some(full) => full.iter().chain(rest).cloned().collect(),
            None => path.to_vec(),
        }
    }

    pub(super) fn imports(&self, name: &str) -> bool {
        self.imported.contains_key(name)
    }

    /// Modules of which everything is imported.
    pub(super) fn globs(&self) -> &[Vec<String>] {
        &self.globs
    }

    /// What `name` of any of these modules is called here, if it can be called by anything but its whole path.
    fn known(&self, modules: &[Vec<String>], name: &str) -> Option<String> {
        let mut found: Vec<&String> = self
            .imported
            .iter()
            .filter(|(_, full)| {
                full.split_last().is_some_and(|(last, module)| {
                    last == name && modules.iter().any(|one| one == module)
                })
            })
            .map(|(local, _)| local)
            .collect();
        found.sort();
        if let Some(local) = found.first() {
            return Some((*local).clone());
        }
        let shadowed = self.defines(name) || self.imports(name);
        if !shadowed && self.globs.iter().any(|glob| modules.contains(glob)) {
            return Some(name.to_owned());
        }
        let mut through: Vec<String> = self
            .imported
            .iter()
            .filter_map(|(local, full)| {
                let rest = modules
                    .iter()
                    .find_map(|module| module.strip_prefix(full.as_slice()))?;
                Some(spelled(std::iter::once(local).chain(rest), name))
            })
            .collect();
        through.sort_by_key(|path| (path.len(), path.clone()));
        through.into_iter().next()
    }
}

/// Names used in new code of one module, with the imports they need.
pub(super) struct Namer<'a> {
    scope: Scope,
    /// Names that the glob of the server's module would bring.
    server: &'a HashSet<String>,
    /// The generated crate.
    root: Vec<String>,
    /// Whether `use` lines may be added. Where a module has none, its author writes paths out.
    may_import: bool,
    /// What to import, by module.
    pub(super) wanted: Vec<(String, Vec<String>)>,
}

impl<'a> Namer<'a> {
    pub(super) fn new(
        scope: &Scope,
        server: &'a HashSet<String>,
        root: &[String],
        may_import: bool,
    ) -> Self {
        Namer {
            scope: scope.clone(),
            server,
            root: root.to_vec(),
            may_import,
            wanted: Vec::new(),
        }
    }

    /// A name of the server's module.
    pub(super) fn server(&mut self, name: &str) -> String {
        self.name(&["server"], name)
    }

    /// The function that gives an operation's example.
    pub(super) fn example(&mut self, method: &str) -> String {
        // The module is named rather than the function: methods of the trait have the functions' names.
        format!("{}::{method}", self.name(&[], "examples"))
    }

    /// A name of a module of the runtime.
    pub(super) fn runtime(&mut self, module: &[&str], name: &str) -> String {
        let path: Vec<&str> = std::iter::once("runtime")
            .chain(module.iter().copied())
            .collect();
        self.name(&path, name)
    }

    fn name(&mut self, module: &[&str], name: &str) -> String {
        let words = module.iter().map(|word| (*word).to_owned());
        let full: Vec<String> = self.root.iter().cloned().chain(words).collect();
        let mut modules = vec![full.clone()];
        if let ["runtime", inside @ ..] = module {
            // The runtime is also a crate of its own, which a user may name directly.
            let direct = std::iter::once("api_runtime").chain(inside.iter().copied());
            modules.push(direct.map(str::to_owned).collect());
        }
        if let Some(known) = self.scope.known(&modules, name) {
            return known;
        }
        let is_servers = module == ["server"];
        let taken = self.scope.defines(name)
            || self.scope.imports(name)
            || (!is_servers && self.server.contains(name));
        if taken || !self.may_import {
            return spelled(full.iter(), name);
        }
        let module = full.join("::");
        match self.wanted.iter_mut().find(|(known, _)| *known == module) {
            Some((_, names)) => names.push(name.to_owned()),
            None => self.wanted.push((module, vec![name.to_owned()])),
        }
        let mut path = full;
        path.push(name.to_owned());
        self.scope.imported.insert(name.to_owned(), path);
        name.to_owned()
    }

    /// The `use` lines for what new code needs, as rustfmt writes them.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut modules = self.wanted.clone();
        modules.sort();
        modules
            .into_iter()
            .map(|(module, mut names)| {
                names.sort();
                match names.as_slice() {
                    [name] => format!("use {module}::{name};"),
                    names => spell_group(&module, names),
                }
            })
            .collect()
    }
}

fn spell_group(module: &str, names: &[String]) -> String {
    let line = format!("use {module}::{{{}}};", names.join(", "));
    if line.len() <= 100 {
        return line;
    }
    let mut out = format!("use {module}::{{");
    let mut width = usize::MAX;
    for name in names {
        if width.saturating_add(name.len() + 2) > 100 {
            out.push_str("\n   ");
            width = 3;
        }
        out.push_str(&format!(" {name},"));
        width += name.len() + 2;
    }
    out.push_str("\n};");
    out
}

fn spelled<'a>(module: impl Iterator<Item = &'a String>, name: &str) -> String {
    let mut path: String = module.flat_map(|word| [word.as_str(), "::"]).collect();
    path.push_str(name);
    path
}
