//! What an implementation must have: the plan's traits, reduced to names.

use std::collections::HashSet;

use crate::plan::{Access, Operation, Plan, Scheme};

/// Everything an implementation must have.
pub(super) struct Wanted {
    pub(super) title: String,
    pub(super) traits: Vec<WantedTrait>,
    /// Names that the server's module defines.
    pub(super) defined: HashSet<String>,
}

/// A trait to implement.
pub(super) struct WantedTrait {
    pub(super) name: String,
    pub(super) methods: Vec<Method>,
    /// Whether it is the one that asks who is calling.
    pub(super) security: bool,
}

impl WantedTrait {
    /// The associated type that an implementation chooses.
    pub(super) fn associated(&self) -> &'static str {
        if self.security { "Principal" } else { "Error" }
    }
}

/// A method to write.
pub(super) struct Method {
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    pub(super) kind: MethodKind,
}

pub(super) enum MethodKind {
    /// Judges a credential of this type; a certificate has none.
    Scheme {
        wire: String,
        credential: Option<&'static str>,
    },
    /// Answers an operation, by the name its types begin with.
    Operation { types: String, access: Access },
}

impl Wanted {
    pub(super) fn of(plan: &Plan) -> Wanted {
        let security = plan.asks_for_credentials().then(|| WantedTrait {
            name: "Security".to_owned(),
            methods: plan.schemes.iter().map(scheme).collect(),
            security: true,
        });
        let groups = plan.groups.iter().map(|group| WantedTrait {
            name: group.name.clone(),
            methods: group
                .operations
                .iter()
                .filter_map(|index| plan.operations.get(*index))
                .map(operation)
                .collect(),
            security: false,
        });
        let traits: Vec<WantedTrait> = security.into_iter().chain(groups).collect();
        let mut defined: HashSet<String> = traits.iter().map(|one| one.name.clone()).collect();
        defined.extend(["Security", "Api", "router"].map(str::to_owned));
        for operation in &plan.operations {
            let types = &operation.names.types;
            defined.extend([format!("{types}Request"), format!("{types}Response")]);
        }
        Wanted {
            title: plan.title.clone(),
            traits,
            defined,
        }
    }

    pub(super) fn find(&self, name: &str) -> Option<&WantedTrait> {
        self.traits.iter().find(|wanted| wanted.name == name)
    }

    /// The trait that has a method now.
    pub(super) fn home_of(&self, method: &str) -> Option<&WantedTrait> {
        self.traits
            .iter()
            .find(|wanted| wanted.methods.iter().any(|known| known.name == method))
    }
}

fn scheme(scheme: &Scheme) -> Method {
    Method {
        name: scheme.method.clone(),
        docs: vec![format!(
            "{}: {}.",
            crate::markdown::code(&scheme.wire),
            scheme.words
        )],
        kind: MethodKind::Scheme {
            wire: scheme.wire.clone(),
            credential: scheme.credential(),
        },
    }
}

/// The longest first paragraph that is repeated above a method.
const LONGEST: usize = 3;

fn operation(operation: &Operation) -> Method {
    let mut docs: Vec<String> = operation
        .docs
        .iter()
        .take_while(|line| !line.is_empty())
        .cloned()
        .collect();
    let prose = |line: &String| line.starts_with(char::is_alphanumeric);
    if docs.len() > LONGEST || !docs.iter().all(prose) {
        docs.clear();
    }
    // The address is the last line of every operation's documentation.
    if let Some(address) = operation.docs.last() {
        if !docs.is_empty() {
            docs.push(String::new());
        }
        docs.push(address.clone());
    }
    Method {
        name: operation.names.method.clone(),
        docs,
        kind: MethodKind::Operation {
            types: operation.names.types.clone(),
            access: operation.access,
        },
    }
}
