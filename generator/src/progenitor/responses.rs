//! Answers. A method of progenitor's has one type for success and one for failure; statuses with
//! another type come back as `Error::UnexpectedResponse`, with the response in it.

use super::body::{essence, is_json};
use super::mend::JSON;
use super::prepare::{Draft, Preparer};
use api_model::api::{Method, Response, StatusKey};
use openapiv3::{MediaType, ReferenceOr, Schema, StatusCode};

/// What an answer holds.
#[derive(Debug, Clone, PartialEq)]
enum Payload {
    /// Data of a type.
    Typed(Box<ReferenceOr<Schema>>),
    /// Bytes as they come.
    Raw,
    /// Nothing.
    Nothing,
}

/// An answer that is kept.
struct Answer<'a> {
    key: StatusKey,
    payload: Payload,
    /// The media type of the data, as the document has it.
    media: Option<&'a str>,
}

impl Preparer<'_> {
    /// Sets the responses of an operation.
    pub(super) fn responses(&mut self, draft: &mut Draft<'_>) {
        let source = draft.source;
        let answers: Vec<Answer<'_>> = source
            .responses
            .iter()
            .map(|(key, response)| self.answer(source.method, *key, response))
            .collect();
        let (success, failure): (Vec<_>, Vec<_>) = answers
            .into_iter()
            .partition(|answer| is_success(answer.key));
        let success = self.settle(draft, success, true);
        draft.mending.accept = accept(&success);
        let failure: Vec<Answer<'_>> = failure
            .into_iter()
            .filter(|answer| is_failure(answer.key) && answer.payload != Payload::Raw)
            .collect();
        let failure = self.settle(draft, spread(failure), false);
        for answer in success.into_iter().chain(failure) {
            write(draft, &answer);
        }
    }

    fn answer<'r>(&mut self, method: Method, key: StatusKey, response: &'r Response) -> Answer<'r> {
        let silent = matches!(key, StatusKey::Code(100..=199 | 204 | 205 | 304));
        let Some((first, media)) = response.content.first() else {
            return Answer {
                key,
                payload: Payload::Nothing,
                media: None,
            };
        };
        if method == Method::Head || silent {
            return Answer {
                key,
                payload: Payload::Nothing,
                media: None,
            };
        }
        let json = response
            .content
            .iter()
            .find(|(name, _)| is_json(&essence(name)));
        let any = (essence(first) == "*/*" && self.is_structured(media)).then_some((first, media));
        match json.map(|(name, media)| (name, media)).or(any) {
            Some((name, media)) => {
                let payload = Payload::Typed(Box::new(self.types.body(media.schema)));
                Answer {
                    key,
                    payload,
                    media: Some(name),
                }
            }
            None => Answer {
                key,
                payload: Payload::Raw,
                media: None,
            },
        }
    }

    /// Keeps the answers of one type: of successes the first, of failures the most frequent.
    fn settle<'r>(
        &mut self,
        draft: &Draft<'_>,
        answers: Vec<Answer<'r>>,
        first: bool,
    ) -> Vec<Answer<'r>> {
        let count = |payload: &Payload| {
            answers
                .iter()
                .filter(|answer| answer.payload == *payload)
                .count()
        };
        let Some(mut chosen) = answers.first().map(|answer| answer.payload.clone()) else {
            return answers;
        };
        for answer in &answers {
            if !first && count(&answer.payload) > count(&chosen) {
                chosen = answer.payload.clone();
            }
        }
        let all: Vec<StatusKey> = answers.iter().map(|answer| answer.key).collect();
        let (kept, lost): (Vec<_>, Vec<_>) = answers
            .into_iter()
            .partition(|answer| answer.payload == chosen);
        let kept = without_overlap(kept, &lost);
        for key in all
            .into_iter()
            .filter(|key| !kept.iter().any(|answer| covers(answer.key, *key)))
        {
            let what = format!("the response {key} comes undecoded, as `UnexpectedResponse`");
            self.limit(draft, draft.source.place, &what);
        }
        kept
    }
}

/// Whether every status of the second key falls under the first.
fn covers(one: StatusKey, other: StatusKey) -> bool {
    match other {
        StatusKey::Code(status) => one.covers(status),
        other => one == other,
    }
}

/// Takes out what would make a status fall under two keys: a code beside its class, unless
/// another code of the class has another type and the class must go.
fn without_overlap<'r>(kept: Vec<Answer<'r>>, lost: &[Answer<'_>]) -> Vec<Answer<'r>> {
    let class = |key: StatusKey| match key {
        StatusKey::Code(code) => Some((code / 100) as u8),
        _ => None,
    };
    let lost: Vec<u8> = lost.iter().filter_map(|answer| class(answer.key)).collect();
    let stays = |key: StatusKey| match key {
        StatusKey::Range(range) => !lost.contains(&range),
        _ => true,
    };
    let kept: Vec<Answer<'r>> = kept
        .into_iter()
        .filter(|answer| stays(answer.key))
        .collect();
    let ranges: Vec<u8> = kept
        .iter()
        .filter_map(|answer| match answer.key {
            StatusKey::Range(range) => Some(range),
            _ => None,
        })
        .collect();
    let alone = |key: StatusKey| class(key).is_none_or(|class| !ranges.contains(&class));
    kept.into_iter()
        .filter(|answer| alone(answer.key))
        .collect()
}

/// `default` as the two classes of failures, since progenitor would take it for success as well.
fn spread(mut failure: Vec<Answer<'_>>) -> Vec<Answer<'_>> {
    let Some(at) = failure
        .iter()
        .position(|answer| answer.key == StatusKey::Default)
    else {
        return failure;
    };
    let default = failure.remove(at);
    for class in [4_u8, 5] {
        let key = StatusKey::Range(class);
        if failure.iter().all(|answer| answer.key != key) {
            let payload = default.payload.clone();
            failure.push(Answer {
                key,
                payload,
                media: default.media,
            });
        }
    }
    failure
}

/// What to ask for when the data are JSON under another name.
fn accept(success: &[Answer<'_>]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for media in success.iter().filter_map(|answer| answer.media) {
        if !names.contains(&media) {
            names.push(media);
        }
    }
    let plain = names
        .iter()
        .all(|name| essence(name) == JSON || *name == "*/*");
    let fit = names
        .iter()
        .all(|name| name.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    (!plain && fit).then(|| names.join(", "))
}

fn is_success(key: StatusKey) -> bool {
    matches!(key, StatusKey::Code(200..=299) | StatusKey::Range(2))
}

fn is_failure(key: StatusKey) -> bool {
    matches!(
        key,
        StatusKey::Code(400..=599) | StatusKey::Range(4 | 5) | StatusKey::Default
    )
}

fn write(draft: &mut Draft<'_>, answer: &Answer<'_>) {
    let mut response = openapiv3::Response::default();
    match &answer.payload {
        Payload::Typed(schema) => {
            let media = MediaType {
                schema: Some(schema.as_ref().clone()),
                ..Default::default()
            };
            response.content.insert(JSON.to_owned(), media);
        }
        Payload::Raw => {
            let bytes = "application/octet-stream".to_owned();
            response.content.insert(bytes, MediaType::default());
        }
        Payload::Nothing => {}
    }
    let key = match answer.key {
        StatusKey::Code(code) => StatusCode::Code(code),
        StatusKey::Range(class) => StatusCode::Range(u16::from(class)),
        StatusKey::Default => return,
    };
    draft
        .operation
        .responses
        .responses
        .insert(key, ReferenceOr::Item(response));
}
