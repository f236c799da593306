//! What a generated client offers, read from its source as a user would: methods, what they take,
//! and where that goes in the request.

use std::collections::BTreeMap;
use syn::visit::{Visit, visit_expr_method_call};

/// What a generated client offers.
#[derive(Default)]
pub(super) struct Surface {
    /// Methods that set a credential, and their arguments.
    pub(super) credentials: Vec<(syn::Ident, Vec<Argument>)>,
    /// Methods that make a call.
    pub(super) methods: Vec<Method>,
    /// What else can be said of a call, by the call's type.
    pub(super) setters: BTreeMap<String, Vec<Setter>>,
}

/// A method that makes a call.
pub(super) struct Method {
    pub(super) name: syn::Ident,
    /// The row of the table of operations.
    pub(super) row: String,
    pub(super) arguments: Vec<Argument>,
    /// The type of the call.
    pub(super) call: String,
}

/// A method of a call that takes a value and gives the call back.
pub(super) struct Setter {
    pub(super) name: syn::Ident,
    pub(super) argument: Argument,
}

/// What a method takes.
pub(super) struct Argument {
    pub(super) ty: syn::Type,
    /// Where the value goes: the word of the runtime (`path`, `query`, ...), and its name on the wire.
    pub(super) wire: Option<(String, String)>,
}

/// Reads the source of a client.
pub(super) fn read(source: &str) -> syn::Result<Surface> {
    let file = syn::parse_file(source)?;
    let mut surface = Surface::default();
    let blocks = file.items.iter().filter_map(|item| match item {
        syn::Item::Impl(block) if block.trait_.is_none() => Some(block),
        _ => None,
    });
    for block in blocks {
        let owner = last_name(&block.self_ty).unwrap_or_default();
        for item in &block.items {
            if let syn::ImplItem::Fn(function) = item {
                add(&owner, function, &mut surface);
            }
        }
    }
    Ok(surface)
}

fn add(owner: &str, function: &syn::ImplItemFn, surface: &mut Surface) {
    let signature = &function.sig;
    let syn::ReturnType::Type(_, returned) = &signature.output else {
        return;
    };
    let (Some(receiver), Some(returned)) = (signature.receiver(), last_name(returned)) else {
        return;
    };
    let name = signature.ident.clone();
    let takes_itself = matches!(receiver.kind, syn::ReceiverKind::Value);
    let mut arguments = arguments(function);
    match (owner, returned.as_str(), takes_itself) {
        ("Client", "Self", true) => surface.credentials.push((name, arguments)),
        ("Client", "Self", false) => {}
        ("Client", call, _) if call.ends_with("Call") => {
            if let Some(row) = row(function) {
                surface.methods.push(Method {
                    name,
                    row,
                    arguments,
                    call: returned,
                });
            }
        }
        (call, "Self", true) if arguments.len() == 1 => {
            let setters = surface.setters.entry(call.to_owned()).or_default();
            setters.extend(arguments.pop().map(|argument| Setter { name, argument }));
        }
        _ => {}
    }
}

/// The last name of a path: `Vec` of `std::vec::Vec<T>`.
pub(super) fn last_name(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

fn arguments(function: &syn::ImplItemFn) -> Vec<Argument> {
    let typed = function.sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => Some(typed),
        syn::FnArg::Receiver(_) => None,
    });
    typed
        .map(|typed| {
            let name = match &*typed.pat {
                syn::Pat::Ident(pattern) => pattern.ident.to_string(),
                _ => String::new(),
            };
            let mut uses = Uses { name, wire: None };
            uses.visit_block(&function.block);
            Argument {
                ty: (*typed.ty).clone(),
                wire: uses.wire,
            }
        })
        .collect()
}

/// Looks for `.word("wire name", ..., argument)`.
struct Uses {
    name: String,
    wire: Option<(String, String)>,
}

impl<'a> Visit<'a> for Uses {
    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        let mut given = call.args.iter();
        let first = given.next().and_then(text);
        if let Some(wire) = first.filter(|_| given.any(|given| names(given, &self.name))) {
            self.wire = Some((call.method.to_string(), wire));
        }
        visit_expr_method_call(self, call);
    }
}

fn text(expression: &syn::Expr) -> Option<String> {
    match expression {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// Whether an expression has this name somewhere.
fn names(expression: &syn::Expr, name: &str) -> bool {
    struct Names<'n>(&'n str, bool);
    impl<'a> Visit<'a> for Names<'_> {
        fn visit_expr_path(&mut self, path: &'a syn::ExprPath) {
            self.1 |= path.path.is_ident(self.0);
        }
    }
    let mut found = Names(name, false);
    found.visit_expr(expression);
    found.1
}

/// The name behind `operations::` in the body.
fn row(function: &syn::ImplItemFn) -> Option<String> {
    struct Rows(Option<String>);
    impl<'a> Visit<'a> for Rows {
        fn visit_expr_path(&mut self, path: &'a syn::ExprPath) {
            let mut names = path.path.segments.iter();
            let table = names
                .next()
                .is_some_and(|first| first.ident == "operations");
            if let Some(row) = names.next().filter(|_| table) {
                self.0 = Some(row.ident.to_string());
            }
        }
    }
    let mut rows = Rows(None);
    rows.visit_block(&function.block);
    rows.0
}

/// The rows of the table of operations: name, then method and path.
pub(super) fn rows(source: &str) -> BTreeMap<String, (String, String)> {
    let row = |line: &str| {
        let (name, rest) = line.strip_prefix("    ")?.split_once('(')?;
        let (method, rest) = rest.split_once(", ")?;
        let end = rest.rfind(", \"")?;
        let path: syn::LitStr = syn::parse_str(rest.get(..end)?).ok()?;
        Some((name.to_owned(), (method.to_owned(), path.value())))
    };
    source.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_followed_to_the_wire() {
        let surface = read(
            r#"impl Client {
                pub fn token(self, key: impl Into<Secret>) -> Self { self }
                pub fn get(&self, id: Uuid, body: &types::Body) -> GetCall {
                    GetCall(self.core.call(&operations::GET).path("the-id", &id).json(body))
                }
            }
            impl GetCall {
                pub fn limit(self, limit: i64) -> Self { Self(self.0.query("Limit", &limit)) }
            }"#,
        )
        .unwrap();
        assert_eq!(surface.credentials.len(), 1);
        let method = &surface.methods[0];
        assert_eq!(
            (method.row.as_str(), method.call.as_str()),
            ("GET", "GetCall")
        );
        let wire = |argument: &Argument| argument.wire.clone().unwrap_or_default();
        assert_eq!(
            wire(&method.arguments[0]),
            ("path".to_owned(), "the-id".to_owned())
        );
        assert!(method.arguments[1].wire.is_none());
        let limit = &surface.setters["GetCall"][0].argument;
        assert_eq!(wire(limit), ("query".to_owned(), "Limit".to_owned()));
    }

    #[test]
    fn rows_are_read() {
        let rows = rows("operations! {\n    A_B(GET, \"/a, b/{c}\", \"aB\").server(&S);\n}\n");
        assert_eq!(rows["A_B"], ("GET".to_owned(), "/a, b/{c}".to_owned()));
    }
}
