//! Names as progenitor will spell them, so that clashes are settled before it meets them.

use heck::{ToPascalCase, ToSnakeCase};
use std::collections::HashSet;
use unicode_ident::{is_xid_continue, is_xid_start};

/// Methods of progenitor's client and of the traits it implements.
const CLIENT_METHODS: &[&str] = &[
    "new",
    "new_with_client",
    "api_version",
    "baseurl",
    "client",
    "inner",
    "pre",
    "post",
    "exec",
];

/// Types that progenitor's builders use by their bare names.
const TYPES: &[&str] = &[
    "ByteStream",
    "ClientInfo",
    "ClientHooks",
    "Error",
    "OperationInfo",
    "RequestBuilderExt",
    "ResponseValue",
    "Result",
    "Option",
    "String",
    "Self",
];

/// Members and local variables of progenitor's builders.
const MEMBERS: &[&str] = &["body", "new", "send", "stream", "header_map"];

/// Names of operations, each free as a method and as a builder.
#[derive(Debug, Default)]
pub(super) struct OperationNames {
    methods: HashSet<String>,
    builders: HashSet<String>,
}

impl OperationNames {
    /// A free name for a method, in snake case, and the name of its builder.
    pub(super) fn take(&mut self, wanted: &str) -> (String, String) {
        let mut number = 1_u32;
        loop {
            let name = match number {
                1 => snake(wanted),
                2 if is_reserved(wanted) => snake(&format!("{wanted}_operation")),
                _ => snake(&format!("{wanted}_{number}")),
            };
            number += 1;
            let builder = pascal(&name);
            let reserved = is_reserved(&name);
            if !reserved && !self.methods.contains(&name) && !self.builders.contains(&builder) {
                self.methods.insert(name.clone());
                self.builders.insert(builder.clone());
                return (name, builder);
            }
        }
    }
}

fn is_reserved(name: &str) -> bool {
    CLIENT_METHODS.contains(&snake(name).as_str()) || TYPES.contains(&pascal(name).as_str())
}

/// Names of one operation's parameters.
#[derive(Debug, Default)]
pub(super) struct ParameterNames {
    taken: HashSet<String>,
}

impl ParameterNames {
    /// The name to give to progenitor: the wire's own if its identifier is free, else another that
    /// [`super::mend`] puts right.
    pub(super) fn take(&mut self, wire: &str, location: &str) -> String {
        let plain = snake(wire);
        if !MEMBERS.contains(&plain.as_str()) && self.taken.insert(plain) {
            return wire.to_owned();
        }
        let mut number = 1_u32;
        loop {
            let name = match number {
                1 => snake(&format!("{location}_{wire}")),
                _ => snake(&format!("{location}_{wire}_{number}")),
            };
            number += 1;
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// What progenitor makes of a name where a function or variable is due.
pub(super) fn snake(text: &str) -> String {
    sanitise(text, |text| text.to_snake_case())
}

/// What progenitor makes of a name where a type is due.
pub(super) fn pascal(text: &str) -> String {
    sanitise(text, |text| text.to_pascal_case())
}

fn sanitise(text: &str, case: fn(&str) -> String) -> String {
    let name = match text {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => {
            let bare = text.replace('\'', "");
            case(&bare.replace(|symbol: char| !is_xid_continue(symbol), "-"))
        }
    };
    let name = match name.chars().next() {
        None => case("x"),
        Some(first) if is_xid_start(first) => name,
        Some(_) => format!("_{name}"),
    };
    if syn::parse_str::<syn::Ident>(&name).is_ok() && name != "gen" {
        name
    } else {
        format!("{name}_")
    }
}
