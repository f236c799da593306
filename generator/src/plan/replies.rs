//! What servers answer, by shape: operations with the same statuses and forms of body share one enum, whose type
//! parameters are what they answer with.

use std::collections::HashMap;

use api_model::api::StatusKey;

use super::bodies::media_names;
use super::call::{Answer, Media, MediaForm, Operation};
use super::item::Type;
use super::names::Scope;

/// The enums, and the one of each operation.
#[derive(Debug, Default)]
pub(crate) struct Replies {
    pub(crate) shapes: Vec<ReplyShape>,
    of: Vec<usize>,
}

/// An enum of answers.
#[derive(Debug)]
pub(crate) struct ReplyShape {
    pub(crate) name: String,
    pub(crate) arms: Vec<ReplyArm>,
}

/// One of its variants.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ReplyArm {
    pub(crate) key: StatusKey,
    pub(crate) variant: String,
    pub(crate) body: Option<ReplyBody>,
    pub(crate) headers: bool,
}

/// How a body is written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ReplyBody {
    pub(crate) media_type: String,
    pub(crate) form: MediaForm,
    /// Whether events carry text instead of JSON.
    pub(crate) text: bool,
}

impl ReplyBody {
    fn of(media: &Media) -> Self {
        ReplyBody {
            media_type: media.media_type.clone(),
            form: media.form.clone(),
            text: media.ty == Type::String && media.form == MediaForm::Events,
        }
    }

    /// Whether what is written has a type of its own.
    pub(crate) fn is_typed(&self) -> bool {
        !matches!(self.form, MediaForm::Text | MediaForm::Binary) && !self.text
    }
}

impl From<&Answer> for ReplyArm {
    fn from(answer: &Answer) -> Self {
        ReplyArm {
            key: answer.key,
            variant: answer.variant.clone(),
            body: answer.media.as_ref().map(ReplyBody::of),
            headers: answer.headers.is_some(),
        }
    }
}

impl ReplyArm {
    /// What the enum's name says of it.
    fn word(&self) -> String {
        let status = self.variant.trim_start_matches("Status");
        let is_told_apart = status.len() > 3 && status != "Default";
        let form = match &self.body {
            None => "Empty".to_owned(),
            Some(_) if is_told_apart => String::new(),
            Some(body) => match body.form {
                MediaForm::Json | MediaForm::Multipart if body.media_type == "application/json" => {
                    String::new()
                }
                MediaForm::Text => "Text".to_owned(),
                MediaForm::Binary => "Bytes".to_owned(),
                MediaForm::Lines => "Lines".to_owned(),
                MediaForm::Events if body.text => "TextEvents".to_owned(),
                MediaForm::Events => "Events".to_owned(),
                _ => media_names(&body.media_type).swap_remove(0),
            },
        };
        let headers = if self.headers { "WithHeaders" } else { "" };
        format!("{status}{form}{headers}")
    }

    /// The status as a part of names: `200`, `4XX`, `Default`, with the media type where that tells it apart.
    pub(crate) fn suffix(&self) -> &str {
        self.variant.trim_start_matches("Status")
    }
}

impl Replies {
    /// The enums for these operations, named apart from all else in their module.
    pub(crate) fn of(operations: &[Operation], scope: &mut Scope) -> Self {
        let mut replies = Replies::default();
        let mut known: HashMap<String, usize> = HashMap::new();
        for operation in operations {
            let arms: Vec<ReplyArm> = operation.answers.iter().map(ReplyArm::from).collect();
            let key = format!("{arms:?}");
            let index = *known.entry(key).or_insert_with(|| {
                let words: Vec<String> = arms.iter().map(ReplyArm::word).collect();
                let name = scope.claim([format!("Answer{}", words.join("Or"))]);
                replies.shapes.push(ReplyShape { name, arms });
                replies.shapes.len() - 1
            });
            replies.of.push(index);
        }
        replies
    }

    /// The enum of the operation at an index.
    pub(crate) fn shape(&self, operation: usize) -> Option<&ReplyShape> {
        self.shapes.get(*self.of.get(operation)?)
    }
}
