//! Rules: what an API does and no schema can say, and what its mock is to do otherwise, as data in
//! files beside the document.
//!
//! `read` makes rules of files and reports what is wrong with them, with places; `template` and
//! `condition` are the two things that values in them can be; `reference` is what both speak of.
//! Rules are applied by the stages that they change: answers by [`answer`], changes of items by
//! the world, signatures by security. No rule is code, and no code knows an API.

pub(crate) mod answer;
mod condition;
mod read;
mod reader;
mod reference;
mod template;

pub use read::RulesError;

pub(crate) use condition::When;
pub(crate) use reference::Context;
pub(crate) use template::Template;

use crate::latency::Latency;
use crate::message::Wire;
use api_model::api::{Api, OperationId, Valid};
use api_model::diagnostic::Diagnostics;
use api_model::source::Place;
use http::HeaderName;
use std::collections::HashMap;
use std::path::PathBuf;

/// The rules of one API's mock.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use mock_server::{Mock, MockOptions, Rules};
/// let api = api_model::load("pets.yaml".as_ref(), &Default::default())?.api;
/// let (rules, _warnings) = Rules::read(&api, &["pets.rules.yaml".into()])?;
/// let mock = Mock::with_rules(api.into(), &MockOptions::default(), rules);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Rules {
    pub(crate) resources: Vec<ResourceRule>,
    operations: HashMap<OperationId, OperationRule>,
    pub(crate) signatures: Vec<SignatureRule>,
}

/// Things that several rules speak of.
#[derive(Debug, Clone)]
pub(crate) struct ResourceRule {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) kind: ResourceKind,
}

/// Where things come from.
#[derive(Debug, Clone)]
pub(crate) enum ResourceKind {
    /// The collections at these paths, which share one store; the first is its home.
    Collections(Vec<String>),
    /// Things without a path of their own: what an operation answers with.
    Shown {
        by: OperationId,
        /// The property that tells them apart; absent for what there is one of.
        id: Option<String>,
        /// The properties that name what they are below.
        below: Vec<String>,
    },
}

/// The rules of an operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct OperationRule {
    pub(crate) place: Place,
    pub(crate) acts_on: Option<ActsOn>,
    pub(crate) answers: Vec<AnswerRule>,
    pub(crate) changes: Vec<Change>,
    /// Pointers to what answers do not show; `*` stands for every item.
    pub(crate) hides: Vec<Vec<String>>,
}

/// The item that an operation is about.
#[derive(Debug, Clone)]
pub(crate) struct ActsOn {
    /// The name of a resource rule.
    pub(crate) resource: String,
    pub(crate) below: Vec<Template>,
    pub(crate) id: Option<Template>,
    /// A list, each item of which is about an item of the resource.
    pub(crate) each: Option<Template>,
    /// Whether it is made where it is not there.
    pub(crate) creates: bool,
}

/// What becomes of an item.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) when: When,
    pub(crate) set: Vec<(String, Template)>,
    pub(crate) unset: Vec<String>,
}

/// What is answered instead of the usual.
#[derive(Debug, Clone)]
pub(crate) struct AnswerRule {
    pub(crate) when: When,
    pub(crate) status: Option<u16>,
    pub(crate) example: Option<String>,
    pub(crate) body: Option<Template>,
    /// The explanation in the declared error.
    pub(crate) message: Option<Template>,
    pub(crate) headers: Vec<(HeaderName, Template)>,
    pub(crate) delay: Option<Latency>,
    pub(crate) wire: Wire,
}

/// A header that signs the request.
#[derive(Debug, Clone)]
pub(crate) struct SignatureRule {
    /// The security scheme whose header carries it.
    pub(crate) scheme: String,
    /// What is signed.
    pub(crate) message: Template,
}

impl Rules {
    /// Reads the rules of an API from files; the answers of later files come before those of
    /// earlier ones.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or has faults.
    pub fn read(api: &Valid<Api>, files: &[PathBuf]) -> Result<(Rules, Diagnostics), RulesError> {
        read::read(api, files)
    }

    /// Whether there is no rule at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.operations.is_empty() && self.signatures.is_empty()
    }

    pub(crate) fn of(&self, operation: OperationId) -> Option<&OperationRule> {
        self.operations.get(&operation)
    }

    pub(crate) fn operations(&self) -> impl Iterator<Item = (OperationId, &OperationRule)> {
        let mut all: Vec<_> = self
            .operations
            .iter()
            .map(|(id, rule)| (*id, rule))
            .collect();
        all.sort_by_key(|(id, _)| id.index());
        all.into_iter()
    }
}

impl AnswerRule {
    /// Whether the usual answer stays and only gets more headers or a delay.
    pub(crate) fn only_adds(&self) -> bool {
        self.status.is_none()
            && self.example.is_none()
            && self.body.is_none()
            && self.message.is_none()
            && self.wire == Wire::Whole
    }
}
