//! What is missing from an implementation, and where it goes.

use std::path::Path;

use super::edit::{Insertions, indentation, line_start, past_comment, unit};
use super::scope::{Namer, Scope};
use super::source::{Impl, Module, SourceFile, Sources};
use super::spell::{self, Head, Unwritten};
use super::wanted::{Wanted, WantedTrait};
use super::{Remark, Scaffold};

/// Names for the type, the first that is free.
const TYPES: [&str; 3] = ["Service", "ApiService", "ServiceImplementation"];

/// A file that is not there yet, with everything in it.
pub(super) fn begin(wanted: &Wanted, krate: &str, path: &Path) -> Scaffold {
    let mut scope = Scope::default();
    let root = vec![krate.to_owned()];
    if !wanted.traits.is_empty() {
        scope.import_all(vec![krate.to_owned(), "server".to_owned()]);
    }
    let ty = free_type(wanted, &scope);
    let mut namer = Namer::new(&scope, &wanted.defined, &root, true);
    let mut added = Vec::new();
    let items = new_items(wanted, None, ty, &mut namer, &mut added);
    let mut uses = namer.lines();
    if !wanted.traits.is_empty() {
        uses.push(format!("use {krate}::server::*;"));
    }
    let title = &wanted.title;
    let mut text = format!(
        "//! The server of {title}. What is not written yet answers with its documented example.\n//!\n\
         //! `cargo xtask generate --scaffold` adds what the description gains, and leaves all else as it is.\n\n"
    );
    for line in uses {
        text.push_str(&line);
        text.push('\n');
    }
    if !wanted.traits.is_empty() {
        text.push('\n');
    }
    text.push_str(&items);
    Scaffold {
        files: vec![(path.to_path_buf(), text)],
        added,
        remarks: Vec::new(),
    }
}

/// Adds to files that are there.
pub(super) fn update(wanted: &Wanted, krate: &str, sources: &Sources) -> Scaffold {
    let mut work = Update::new(wanted, krate, sources);
    work.complete_blocks();
    work.add_missing_traits();
    work.finish()
}

/// A block that implements a trait of the server.
struct Found<'a> {
    module: usize,
    block: &'a Impl,
    wanted: &'a WantedTrait,
}

struct Update<'a> {
    wanted: &'a Wanted,
    sources: &'a Sources,
    found: Vec<Found<'a>>,
    /// By module: names for new code.
    namers: Vec<Namer<'a>>,
    /// By file.
    insertions: Vec<Insertions>,
    added: Vec<String>,
    remarks: Vec<Remark>,
}

impl<'a> Update<'a> {
    fn new(wanted: &'a Wanted, krate: &str, sources: &'a Sources) -> Self {
        let mut found = Vec::new();
        let mut strangers = Vec::new();
        let mut root = None;
        for (index, module) in sources.modules.iter().enumerate() {
            for block in &module.impls {
                match recognise(wanted, module, block) {
                    Recognised::Trait(wanted, prefix) => {
                        root = root.or(prefix);
                        found.push(Found {
                            module: index,
                            block,
                            wanted,
                        });
                    }
                    Recognised::Gone => strangers.push((module.file, block)),
                    Recognised::Other => {}
                }
            }
        }
        let root = root.unwrap_or_else(|| vec![krate.to_owned()]);
        let fresh = found.is_empty();
        let namers = sources.modules.iter().map(|module| {
            let may_import = module.uses_end.is_some() || fresh;
            Namer::new(&module.scope, &wanted.defined, &root, may_import)
        });
        let mut update = Update {
            wanted,
            sources,
            found,
            namers: namers.collect(),
            insertions: sources
                .files
                .iter()
                .map(|_| Insertions::default())
                .collect(),
            added: Vec::new(),
            remarks: Vec::new(),
        };
        for (file, block) in strangers {
            let name = block.path.last().map_or("", String::as_str);
            update.remark(
                file,
                block.range.start,
                format!("`{name}` is no trait of the server any more"),
            );
        }
        update
    }

    fn remark(&mut self, file: usize, offset: usize, message: String) {
        self.remarks
            .extend(self.sources.remark(file, offset, message));
    }

    fn complete_blocks(&mut self) {
        for index in 0..self.found.len() {
            let Some(Found {
                module,
                block,
                wanted,
            }) = self.found.get(index)
            else {
                continue;
            };
            let (module, block, wanted) = (*module, *block, *wanted);
            let Some(file) = self.sources.modules.get(module).map(|module| module.file) else {
                continue;
            };
            self.remark_on_stale(file, block, wanted);
            self.complete(module, file, block, wanted);
        }
    }

    fn remark_on_stale(&mut self, file: usize, block: &Impl, wanted: &WantedTrait) {
        for (name, at) in &block.methods {
            if wanted.methods.iter().any(|method| method.name == *name) {
                continue;
            }
            let moved = match self.wanted.home_of(name) {
                Some(home) => format!("; it is one of `{}` now", home.name),
                None => String::new(),
            };
            let what = if wanted.security {
                "scheme"
            } else {
                "operation"
            };
            let message = format!("`{name}` is no {what} of `{}` any more{moved}", wanted.name);
            self.remark(file, *at, message);
        }
    }

    fn complete(&mut self, module: usize, file: usize, block: &Impl, wanted: &WantedTrait) {
        let has = |name: &str| block.methods.iter().any(|(known, _)| known == name);
        let missing: Vec<_> = wanted
            .methods
            .iter()
            .filter(|method| !has(&method.name))
            .collect();
        let associated = block
            .associated
            .iter()
            .find(|(name, _)| name == wanted.associated());
        if missing.is_empty() && associated.is_some() {
            return;
        }
        if block.has_macro {
            let names: Vec<_> = missing
                .iter()
                .map(|method| format!("`{}`", method.name))
                .collect();
            if !names.is_empty() {
                let message = format!(
                    "nothing is added where a macro may write it; look for {}",
                    names.join(", ")
                );
                self.remark(file, block.range.start, message);
            }
            return;
        }
        let unwritten = match associated {
            _ if wanted.security => Unwritten::Deny,
            None => Unwritten::Example,
            Some((_, error)) => self.unwritten(error),
        };
        let (Some(source), Some(namer)) =
            (self.sources.files.get(file), self.namers.get_mut(module))
        else {
            return;
        };
        let outer = indentation(&source.text, block.range.start).to_owned();
        let unit = unit(&source.text);
        let inner = format!("{outer}{unit}");
        let mut pieces = Vec::new();
        if associated.is_none() {
            let ty = associated_type(wanted, namer);
            pieces.push(format!("{inner}type {} = {ty};\n", wanted.associated()));
            self.added
                .push(format!("{}::{}", wanted.name, wanted.associated()));
        }
        for method in &missing {
            pieces.push(spell::method(method, unwritten, namer, (&inner, unit)));
            self.added.push(format!("{}::{}", wanted.name, method.name));
        }
        let (at, text) = into_block(source, block, &outer, &pieces.join("\n"));
        if let Some(insertions) = self.insertions.get_mut(file) {
            insertions.insert(at, text);
        }
        if let (Unwritten::Ask, Some((_, error)), false) =
            (unwritten, associated, missing.is_empty())
        {
            let message = format!(
                "`{error}` cannot be made from a `Problem`: write the new methods, or `From<Problem>` for it, before \
                 this compiles"
            );
            self.remark(file, block.range.start, message);
        }
    }

    fn unwritten(&self, error: &str) -> Unwritten {
        let last = |text: &str| {
            let text = text.split('<').next().unwrap_or_default();
            text.rsplit("::")
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let error = last(error);
        let mut from = self
            .sources
            .modules
            .iter()
            .flat_map(|module| &module.from_problem);
        match () {
            () if error == "Problem" => Unwritten::Example,
            () if from.any(|ty| last(ty) == error) => Unwritten::Convert,
            () => Unwritten::Ask,
        }
    }

    fn add_missing_traits(&mut self) {
        let main = self.main_block();
        let key = main.map(|index| self.found[index].block.type_key.clone());
        let implemented = |wanted: &WantedTrait| {
            self.found.iter().any(|found| {
                found.wanted.name == wanted.name && Some(&found.block.type_key) == key.as_ref()
            })
        };
        let mut missing: Vec<&WantedTrait> = Vec::new();
        let mut hidden = Vec::new();
        for wanted in &self.wanted.traits {
            if implemented(wanted) {
                continue;
            }
            match self.macro_that_names(&wanted.name) {
                Some((file, at)) => hidden.push((file, at, &wanted.name)),
                None => missing.push(wanted),
            }
        }
        for (file, at, name) in hidden {
            let message =
                format!("nothing is added where a macro may write it; look for `impl {name}`");
            self.remark(file, at, message);
        }
        match main {
            Some(index) => self.add_beside(index, &missing),
            None => self.add_type(),
        }
    }

    fn macro_that_names(&self, name: &str) -> Option<(usize, usize)> {
        self.sources.modules.iter().find_map(|module| {
            let word = module.macro_words.iter().find(|(word, _)| word == name)?;
            Some((module.file, word.1))
        })
    }

    /// The last block of the type that implements most.
    fn main_block(&self) -> Option<usize> {
        let count = |key: &str| {
            let blocks = self.found.iter();
            blocks.filter(|found| found.block.type_key == key).count()
        };
        let first = self
            .found
            .iter()
            .rev()
            .max_by_key(|found| count(&found.block.type_key))?;
        let module = self
            .found
            .iter()
            .find(|found| found.block.type_key == first.block.type_key)?
            .module;
        self.found.iter().rposition(|found| {
            found.module == module && found.block.type_key == first.block.type_key
        })
    }

    fn add_beside(&mut self, index: usize, missing: &[&WantedTrait]) {
        let Some(Found { module, block, .. }) = self.found.get(index) else {
            return;
        };
        let (module, block) = (*module, *block);
        let file = self.sources.modules[module].file;
        let error = self
            .found
            .iter()
            .filter(|found| found.module == module && !found.wanted.security)
            .filter(|found| found.block.type_key == block.type_key)
            .find_map(|found| {
                found
                    .block
                    .associated
                    .iter()
                    .find(|(name, _)| name == "Error")
            })
            .map(|(_, ty)| ty.clone());
        let unwritten = error
            .as_deref()
            .map_or(Unwritten::Example, |error| self.unwritten(error));
        let (Some(source), Some(namer)) =
            (self.sources.files.get(file), self.namers.get_mut(module))
        else {
            return;
        };
        let indent = indentation(&source.text, block.range.start).to_owned();
        let unit = unit(&source.text);
        let mut pieces = Vec::new();
        for wanted in missing {
            let (associated, unwritten) = match (&error, wanted.security) {
                (_, true) => (associated_type(wanted, namer), Unwritten::Accept),
                (Some(error), false) => (error.clone(), unwritten),
                (None, false) => (associated_type(wanted, namer), Unwritten::Example),
            };
            let head = Head {
                generics: &block.generics,
                ty: &block.type_text,
                bounds: &block.bounds,
                associated: &associated,
            };
            let text = spell::implementation(wanted, &head, unwritten, namer, (&indent, unit));
            pieces.push(text);
            self.added.extend(names_of(wanted));
        }
        self.append(file, block.range.end, &pieces.join("\n"));
    }

    /// No type implements anything yet.
    fn add_type(&mut self) {
        let hidden = self
            .wanted
            .traits
            .iter()
            .any(|wanted| self.macro_that_names(&wanted.name).is_some());
        let Some((module, namer)) = self.sources.modules.first().zip(self.namers.first_mut())
        else {
            return;
        };
        if self.wanted.traits.is_empty() || hidden {
            return;
        }
        let existing = module
            .plain_types
            .iter()
            .find(|name| TYPES.contains(&name.as_str()));
        let ty = match existing {
            Some(name) => name.as_str(),
            None => free_type(self.wanted, &module.scope),
        };
        let mut items = new_items(
            self.wanted,
            existing.map(String::as_str),
            ty,
            namer,
            &mut self.added,
        );
        if module.uses_end.is_none() {
            let uses = namer.lines().join("\n");
            namer.wanted.clear();
            items = format!("{uses}\n\n{items}");
        }
        let (file, end) = (module.file, module.end);
        self.append(file, end, &items);
    }

    /// Puts items behind what ends at an offset.
    fn append(&mut self, file: usize, offset: usize, items: &str) {
        let (Some(source), Some(insertions)) =
            (self.sources.files.get(file), self.insertions.get_mut(file))
        else {
            return;
        };
        if items.is_empty() {
            return;
        }
        let text = &source.text;
        let offset = past_comment(text, offset);
        let at = text.get(..offset).unwrap_or_default().trim_end().len();
        match at {
            0 => insertions.insert(text.len(), items.to_owned()),
            _ => insertions.insert(at, format!("\n\n{}", items.trim_end())),
        }
    }

    fn finish(mut self) -> Scaffold {
        for (module, namer) in self.sources.modules.iter().zip(&self.namers) {
            let (lines, Some(end)) = (namer.lines(), module.uses_end) else {
                continue;
            };
            let (Some(source), false) = (self.sources.files.get(module.file), lines.is_empty())
            else {
                continue;
            };
            let indent = indentation(&source.text, end);
            let lines: String = lines
                .iter()
                .map(|line| format!("\n{indent}{}", line.replace('\n', &format!("\n{indent}"))))
                .collect();
            if let Some(insertions) = self.insertions.get_mut(module.file) {
                insertions.insert(past_comment(&source.text, end), lines);
            }
        }
        let changed = self.sources.files.iter().zip(self.insertions);
        Scaffold {
            files: changed
                .filter(|(_, insertions)| !insertions.is_empty())
                .map(|(file, insertions)| (file.path.clone(), insertions.apply(&file.text)))
                .collect(),
            added: self.added,
            remarks: self.remarks,
        }
    }
}

/// What an `impl` is to the server.
enum Recognised<'a> {
    /// One of its traits, and where the generated crate is if the path tells.
    Trait(&'a WantedTrait, Option<Vec<String>>),
    /// A trait that it had.
    Gone,
    Other,
}

fn recognise<'a>(wanted: &'a Wanted, module: &Module, block: &Impl) -> Recognised<'a> {
    let path = module.scope.resolve(&block.path);
    let Some((name, prefix)) = path.split_last() else {
        return Recognised::Other;
    };
    let server = |path: &[String]| path.last().is_some_and(|last| last == "server");
    let root = match prefix {
        [.., last] if last == "server" => Some(prefix[..prefix.len() - 1].to_vec()),
        [] if !module.scope.defines(name) => {
            let mut globs = module.scope.globs().iter();
            globs
                .find(|glob| server(glob))
                .map(|glob| glob[..glob.len() - 1].to_vec())
        }
        _ => None,
    };
    let local = prefix.is_empty() && module.scope.defines(name);
    match wanted.find(name) {
        Some(found) if root.is_some() => Recognised::Trait(found, root),
        // Brought in by a path that says nothing: what it defines tells a namesake from the trait.
        Some(found) if !local && is_like(found, block) => Recognised::Trait(found, None),
        Some(_) => Recognised::Other,
        None if server(prefix) => Recognised::Gone,
        None if root.is_some() && block.associated.iter().any(|(name, _)| name == "Error") => {
            match name.as_str() {
                // They have such a type as well.
                "TryFrom" | "FromStr" | "TryInto" => Recognised::Other,
                _ => Recognised::Gone,
            }
        }
        None => Recognised::Other,
    }
}

fn is_like(wanted: &WantedTrait, block: &Impl) -> bool {
    let method = |name: &String| wanted.methods.iter().any(|known| known.name == *name);
    block.methods.iter().any(|(name, _)| method(name))
        || block
            .associated
            .iter()
            .any(|(name, _)| name == wanted.associated())
}

fn free_type(wanted: &Wanted, scope: &Scope) -> &'static str {
    let free = |name: &&&str| {
        !wanted.defined.contains(**name) && !scope.defines(name) && !scope.imports(name)
    };
    TYPES.iter().find(free).copied().unwrap_or(TYPES[2])
}

/// The type, unless it is there, and everything it implements.
fn new_items(
    wanted: &Wanted,
    existing: Option<&str>,
    ty: &str,
    namer: &mut Namer<'_>,
    added: &mut Vec<String>,
) -> String {
    let mut out = String::new();
    if existing.is_none() {
        let title = &wanted.title;
        out.push_str(&format!(
            "/// Answers for {title}.\n#[derive(Debug, Default)]\npub struct {ty};\n"
        ));
    }
    for one in &wanted.traits {
        if !out.is_empty() {
            out.push('\n');
        }
        let associated = associated_type(one, namer);
        let unwritten = if one.security {
            Unwritten::Accept
        } else {
            Unwritten::Example
        };
        let head = Head {
            generics: "",
            ty,
            bounds: "",
            associated: &associated,
        };
        out.push_str(&spell::implementation(
            one,
            &head,
            unwritten,
            namer,
            ("", "    "),
        ));
        added.extend(names_of(one));
    }
    out
}

fn names_of(wanted: &WantedTrait) -> impl Iterator<Item = String> + '_ {
    wanted
        .methods
        .iter()
        .map(|method| format!("{}::{}", wanted.name, method.name))
}

fn associated_type(wanted: &WantedTrait, namer: &mut Namer<'_>) -> String {
    if wanted.security {
        "()".to_owned()
    } else {
        namer.runtime(&["server"], "Problem")
    }
}

/// Where and how new members go into a block: behind what is there, before its closing brace.
fn into_block(source: &SourceFile, block: &Impl, indent: &str, members: &str) -> (usize, String) {
    let start = line_start(&source.text, block.close);
    let before = source.text.get(start..block.close).unwrap_or_default();
    let apart = if block.is_empty { "" } else { "\n" };
    if before.trim().is_empty() {
        return (start, format!("{apart}{members}"));
    }
    (block.close, format!("\n{apart}{members}{indent}"))
}
