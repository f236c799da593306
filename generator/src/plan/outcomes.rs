//! Outcomes: the enums of answers that a client tells apart, one for all operations that have the same.
//!
//! The name of such an enum says what is in it (`Problem404_422`), so that it stays when another operation comes or
//! goes. Where that cannot be said in a few words, or where the types belong to one operation, the enum does as well.

use std::collections::HashMap;

use api_model::api::StatusKey;

use super::call::{Answer, Media, MediaForm, Operation, Outcome};
use super::item::{Type, Types};
use super::names::Scope;

/// With more statuses or types, a name says less than that of the operation.
const MOST_STATUSES: usize = 5;
const MOST_TYPES: usize = 2;

/// Decides the outcomes of all operations, which are told the indexes of theirs.
pub(crate) fn plan(types: &Types, operations: &mut [Operation]) -> Vec<Outcome> {
    let mut planner = Outcomes {
        types,
        scope: Scope::without(&["Client", "Callbacks"]),
        known: HashMap::new(),
        planned: Vec::new(),
    };
    for operation in operations.iter() {
        planner
            .scope
            .claim([format!("{}Call", operation.names.types)]);
    }
    for operation in operations {
        operation.success = planner.success(operation);
        operation.failure = planner.failure(operation);
    }
    planner.planned
}

struct Outcomes<'a> {
    types: &'a Types,
    scope: Scope,
    /// By what they hold.
    known: HashMap<String, usize>,
    planned: Vec<Outcome>,
}

impl Outcomes<'_> {
    /// Whether the types of an answer belong to no operation.
    fn is_common(&self, answer: &Answer) -> bool {
        let body = answer.media.iter().map(|media| media.ty.clone());
        let headers = answer.headers.map(Type::Item);
        body.chain(headers).all(|ty| self.types.is_common(&ty))
    }

    fn success(&mut self, operation: &Operation) -> Option<usize> {
        let answers = sorted(operation.answers.iter().filter(|answer| answer.success));
        (!is_one_type(&answers)).then(|| self.outcome(operation, answers, false))
    }

    fn failure(&mut self, operation: &Operation) -> Option<usize> {
        let answers = sorted(operation.answers.iter().filter(|answer| answer.can_fail()));
        (!answers.is_empty()).then(|| self.outcome(operation, answers, true))
    }

    fn outcome(&mut self, operation: &Operation, answers: Vec<Answer>, failure: bool) -> usize {
        let role = if failure { "Error" } else { "Success" };
        let own = format!("{}{role}", operation.names.types);
        let Some(name) = self.telling_name(&answers, failure) else {
            let words = match failure {
                true => "fails",
                false => "succeeds",
            };
            let label = crate::markdown::code(&operation.label);
            let docs = format!("What {label} answers when it {words}.");
            return self.add(vec![own], docs, answers, failure);
        };
        let key = format!(
            "{failure}{name}{:?}",
            answers.iter().map(content).collect::<Vec<_>>()
        );
        if let Some(known) = self.known.get(&key) {
            let outcome = &mut self.planned[*known];
            for (answer, more) in outcome.answers.iter_mut().zip(answers) {
                merge_docs(answer, more.docs);
            }
            return *known;
        }
        let docs = format!(
            "{} {}.",
            if failure { "Errors" } else { "Successes" },
            statuses(&answers)
        );
        let index = self.add(vec![name, own], docs, answers, failure);
        self.known.insert(key, index);
        index
    }

    fn add(
        &mut self,
        names: Vec<String>,
        docs: String,
        answers: Vec<Answer>,
        failure: bool,
    ) -> usize {
        let name = self.scope.claim(names);
        self.planned.push(Outcome {
            name,
            docs: vec![docs],
            failure,
            answers,
        });
        self.planned.len() - 1
    }

    /// The types with the statuses they come with: `Problem404_422Text500`.
    fn telling_name(&self, answers: &[Answer], failure: bool) -> Option<String> {
        let several_media = answers.windows(2).any(|pair| pair[0].key == pair[1].key);
        if several_media
            || answers.len() > MOST_STATUSES
            || !answers.iter().all(|answer| self.is_common(answer))
        {
            return None;
        }
        let mut groups: Vec<(String, String)> = Vec::new();
        for answer in answers {
            let label = self.label(answer, failure)?;
            let index = match groups.iter().position(|(known, _)| *known == label) {
                Some(index) => index,
                None => {
                    groups.push((label, String::new()));
                    groups.len() - 1
                }
            };
            push_key(&mut groups[index].1, answer.key);
        }
        let name: String = groups
            .iter()
            .map(|(label, keys)| format!("{}{keys}", parted(label, keys)))
            .collect();
        (groups.len() <= MOST_TYPES).then_some(name)
    }

    fn label(&self, answer: &Answer, failure: bool) -> Option<String> {
        let body = match &answer.media {
            None => "Empty".to_owned(),
            Some(media) => match media.form {
                MediaForm::Lines => format!("{}Lines", self.type_label(&media.ty)?),
                MediaForm::Events => format!("{}Events", self.type_label(&media.ty)?),
                MediaForm::Text => "Text".to_owned(),
                _ => self.type_label(&media.ty)?,
            },
        };
        Some(match failure && !says_error(&body) {
            true => format!("{body}Error"),
            false => body,
        })
    }

    fn type_label(&self, ty: &Type) -> Option<String> {
        Some(match ty {
            Type::Unit => "Null".to_owned(),
            Type::Bool => "Bool".to_owned(),
            Type::Integer(name) | Type::Float(name) => name.to_uppercase(),
            Type::String => "String".to_owned(),
            Type::Json => "Json".to_owned(),
            Type::Body => "Bytes".to_owned(),
            Type::Item(item) => self.types.item(*item).name.clone(),
            Type::Vec(inner) => format!("{}List", self.type_label(inner)?),
            Type::Map(inner) => format!("{}Map", self.type_label(inner)?),
            Type::Option(inner) => format!("Optional{}", self.type_label(inner)?),
            Type::Boxed(inner) => self.type_label(inner)?,
            _ => return None,
        })
    }
}

/// Exact statuses first, then ranges, then `default`; media types as they stand.
fn sorted<'a>(answers: impl Iterator<Item = &'a Answer>) -> Vec<Answer> {
    let mut answers: Vec<Answer> = answers.cloned().collect();
    answers.sort_by_key(|answer| rank(answer.key));
    answers
}

/// What decides first: an exact status before a range before `default`.
pub(crate) fn rank(key: StatusKey) -> (u8, u16) {
    match key {
        StatusKey::Code(code) => (0, code),
        StatusKey::Range(class) => (1, u16::from(class)),
        StatusKey::Default => (2, 0),
    }
}

/// Whether one type serves all answers: the same body, no headers, no choice of media types.
fn is_one_type(answers: &[Answer]) -> bool {
    let [first, rest @ ..] = answers else {
        return true;
    };
    rest.is_empty()
        || answers.iter().all(|answer| answer.headers.is_none())
            && rest.iter().all(|answer| body(answer) == body(first))
            && answers.windows(2).all(|pair| pair[0].key != pair[1].key)
}

/// What an answer's body is as a value: its type, and whether it is a stream of them.
fn body(answer: &Answer) -> (u8, Type) {
    match &answer.media {
        None => (0, Type::Unit),
        Some(Media { form, ty, .. }) => match form {
            MediaForm::Lines => (1, ty.clone()),
            MediaForm::Events => (2, ty.clone()),
            _ => (0, ty.clone()),
        },
    }
}

/// All that decides how an answer is read.
fn content(answer: &Answer) -> String {
    let media = answer.media.as_ref().map(|media| (&media.form, &media.ty));
    format!("{} {media:?} {:?}", answer.key, answer.headers)
}

/// Where operations have different words for one answer, only what they have in common can stand.
fn merge_docs(answer: &mut Answer, docs: Vec<String>) {
    if answer.docs != docs {
        answer.docs = vec![format!("Status {}.", answer.key)];
    }
}

fn statuses(answers: &[Answer]) -> String {
    let mut keys: Vec<String> = Vec::new();
    for answer in answers {
        let key = match answer.key {
            StatusKey::Default if answers.len() == 1 => "any status".to_owned(),
            StatusKey::Default => "any other status".to_owned(),
            key => key.to_string(),
        };
        if keys.last() != Some(&key) {
            keys.push(key);
        }
    }
    let last = keys.pop().unwrap_or_default();
    match keys.as_slice() {
        [] => format!("with {}", status(&last)),
        keys => format!("with {} or {last}", status(&keys.join(", "))),
    }
}

fn status(words: &str) -> String {
    match words.starts_with(|digit: char| digit.is_ascii_digit()) {
        true => format!("status {words}"),
        false => words.to_owned(),
    }
}

/// Adds a status to a name; digits must be kept from digits.
fn push_key(name: &mut String, key: StatusKey) {
    let key = match key {
        StatusKey::Default => "Default".to_owned(),
        key => key.to_string(),
    };
    *name = format!("{}{key}", parted(name, &key));
}

/// The first part of a name, kept apart from the next where digits would meet.
fn parted(name: &str, next: &str) -> String {
    let meet = name.ends_with(|end: char| end.is_ascii_digit())
        && next.starts_with(|begin: char| begin.is_ascii_digit());
    format!("{name}{}", if meet { "_" } else { "" })
}

/// Whether a type's name says by itself that something went wrong.
fn says_error(name: &str) -> bool {
    ["Error", "Problem", "Fault", "Fail", "Exception", "Invalid"]
        .iter()
        .any(|word| name.contains(word))
}
