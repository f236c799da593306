//! What each operation can answer, in the form that choosing needs; made once from the model.

use super::ChosenMedia;
use super::accept::Accept;
use crate::media::MediaName;
use crate::refusal::Refusal;
use api_model::api::{Api, MediaType, Operation, OperationId, Shape, ShapeKind, StatusKey};
use http::HeaderValue;

/// The offers of an API.
#[derive(Debug)]
pub(crate) struct Offers(Vec<OperationOffer>);

/// The responses of an operation.
#[derive(Debug)]
pub(crate) struct OperationOffer {
    pub(crate) responses: Vec<ResponseOffer>,
    /// The response when nothing is asked for; absent for an operation that declares none.
    pub(crate) default: Option<usize>,
    pub(crate) default_status: u16,
}

/// A response and its media types.
#[derive(Debug)]
pub(crate) struct ResponseOffer {
    pub(crate) key: StatusKey,
    pub(crate) media: Vec<MediaOffer>,
}

/// A media type, or a range of them.
#[derive(Debug)]
pub(crate) struct MediaOffer {
    /// Its index in the response's content.
    pub(crate) index: usize,
    pub(crate) name: MediaName,
    /// What is sent by default: the type itself, or a sensible member of a range.
    concrete: MediaName,
    content_type: HeaderValue,
    example_names: Vec<String>,
}

impl Offers {
    pub(crate) fn new(api: &Api) -> Self {
        let offer = |operation| OperationOffer::new(api, operation);
        Offers(api.operations.iter().map(offer).collect())
    }

    /// The offer of an operation of the same API.
    pub(crate) fn of(&self, operation: OperationId) -> &OperationOffer {
        static NOTHING: OperationOffer = OperationOffer {
            responses: Vec::new(),
            default: None,
            default_status: 200,
        };
        self.0.get(operation.index()).unwrap_or(&NOTHING)
    }
}

impl OperationOffer {
    fn new(api: &Api, operation: &Operation) -> Self {
        let responses: Vec<ResponseOffer> = operation
            .responses
            .iter()
            .map(|(key, response)| ResponseOffer {
                key: *key,
                media: response
                    .content
                    .iter()
                    .enumerate()
                    .filter_map(|(index, (name, media))| MediaOffer::new(api, index, name, media))
                    .collect(),
            })
            .collect();
        let default = responses
            .iter()
            .enumerate()
            .min_by_key(|(_, offer)| rank(offer.key))
            .map(|(index, _)| index);
        let key = default
            .and_then(|index| responses.get(index))
            .map(|offer| offer.key);
        OperationOffer {
            default_status: key.map_or(200, lowest_status),
            responses,
            default,
        }
    }

    /// The response that documents a status.
    pub(crate) fn response_for(&self, status: u16) -> Result<usize, Refusal> {
        let covering = self.responses.iter().enumerate();
        let covering = covering.filter(|(_, offer)| offer.key.covers(status));
        covering
            .min_by_key(|(_, offer)| match offer.key {
                StatusKey::Code(_) => 0,
                StatusKey::Range(_) => 1,
                StatusKey::Default => 2,
            })
            .map(|(index, _)| index)
            .ok_or_else(|| Refusal::UnknownCode {
                code: status,
                available: self
                    .responses
                    .iter()
                    .map(|offer| offer.key.to_string())
                    .collect(),
            })
    }

    /// The response that has an example of this name: the default one, else the first success,
    /// else the first of all.
    pub(crate) fn response_with_example(
        &self,
        name: &str,
    ) -> Result<(Option<usize>, u16), Refusal> {
        let has = |offer: &ResponseOffer| {
            offer
                .media
                .iter()
                .any(|media| media.example(name).is_some())
        };
        let found = self
            .responses
            .iter()
            .enumerate()
            .filter(|(_, offer)| has(offer))
            .min_by_key(|(index, offer)| (Some(*index) != self.default, !offer.key.is_success()));
        match found {
            Some((index, _)) if Some(index) == self.default => {
                Ok((Some(index), self.default_status))
            }
            Some((index, offer)) => Ok((Some(index), lowest_status(offer.key))),
            None => Err(Refusal::UnknownExample {
                name: name.to_owned(),
                available: self
                    .responses
                    .iter()
                    .flat_map(ResponseOffer::example_names)
                    .collect(),
            }),
        }
    }
}

impl ResponseOffer {
    /// The most welcome media type; among equals the first that has the example asked for, then
    /// the first declared. `None` for a response without a body.
    pub(crate) fn choose_media(
        &self,
        accept: &Accept,
        example: Option<&str>,
    ) -> Result<Option<ChosenMedia>, Refusal> {
        if self.media.is_empty() {
            return Ok(None);
        }
        let lacks = |media: &MediaOffer| example.is_some_and(|name| media.example(name).is_none());
        let chosen = self
            .media
            .iter()
            .filter_map(|media| {
                media
                    .chosen(accept)
                    .map(|(weight, chosen)| (media, weight, chosen))
            })
            .min_by_key(|(media, weight, _)| (lacks(media), std::cmp::Reverse(*weight)));
        match chosen {
            Some((_, _, chosen)) => Ok(Some(chosen)),
            None => Err(Refusal::NotAcceptable {
                accept: accept.describe(),
                offered: self
                    .media
                    .iter()
                    .map(|media| media.name.essence())
                    .collect(),
            }),
        }
    }

    /// The most welcome media type, or the first when none is welcome: for errors, where an
    /// answer in another form says more than none.
    pub(crate) fn best_media(&self, accept: &Accept) -> Option<ChosenMedia> {
        let first = || self.media.first().map(MediaOffer::plain);
        self.choose_media(accept, None)
            .ok()
            .flatten()
            .or_else(first)
    }

    /// The names of all examples, each once.
    pub(crate) fn example_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in self.media.iter().flat_map(|media| &media.example_names) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }
}

impl MediaOffer {
    fn new(api: &Api, index: usize, written: &str, media: &MediaType) -> Option<Self> {
        let name = MediaName::parse(written)?;
        let concrete = concrete(api, &name, media);
        let content_type = content_type(&concrete, (!name.is_range()).then_some(written));
        Some(MediaOffer {
            index,
            name,
            concrete,
            content_type,
            example_names: media.examples.keys().cloned().collect(),
        })
    }

    /// The index of an example.
    pub(crate) fn example(&self, name: &str) -> Option<usize> {
        self.example_names.iter().position(|known| known == name)
    }

    fn plain(&self) -> ChosenMedia {
        ChosenMedia {
            index: self.index,
            name: self.concrete.clone(),
            content_type: self.content_type.clone(),
        }
    }

    /// How welcome it is, and in which concrete form; `None` when it is not.
    fn chosen(&self, accept: &Accept) -> Option<(u16, ChosenMedia)> {
        if self.name.is_range()
            && let Some(name) = accept.inside(&self.name)
        {
            let chosen = ChosenMedia {
                index: self.index,
                name: name.clone(),
                content_type: content_type(name, None),
            };
            return Some((accept.weight(name), chosen));
        }
        let weight = accept.weight(&self.concrete);
        (weight > 0).then(|| (weight, self.plain()))
    }
}

/// Text says how it is encoded; JSON is always UTF-8 and needs no word about it.
fn content_type(name: &MediaName, written: Option<&str>) -> HeaderValue {
    let mut text = written.map_or_else(|| name.essence(), |written| written.trim().to_owned());
    if name.ty == "text" && name.parameter("charset").is_none() {
        text.push_str("; charset=utf-8");
    }
    if name.ty == "multipart" && name.parameter("boundary").is_none() {
        text.push_str("; boundary=");
        text.push_str(crate::body::BOUNDARY);
    }
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// A member of a range that suits the schema.
fn concrete(api: &Api, name: &MediaName, media: &MediaType) -> MediaName {
    if !name.is_range() {
        return name.clone();
    }
    let is_text = || {
        media.schema.is_some_and(|schema| {
            let Shape { kind, .. } = &api.schema(schema).shape;
            matches!(kind, ShapeKind::String)
        })
    };
    let member = match name.ty.as_str() {
        "image" => "image/png",
        "text" => "text/plain",
        "*" if is_text() => "text/plain",
        "audio" => "audio/mpeg",
        "video" => "video/mp4",
        _ => "application/json",
    };
    MediaName::parse(member).unwrap_or_else(|| name.clone())
}

/// What a response is worth as the default: the lowest success first, errors last.
fn rank(key: StatusKey) -> (u8, u16) {
    match key {
        StatusKey::Code(code @ 200..=299) => (0, code),
        StatusKey::Range(2) => (1, 0),
        StatusKey::Default => (2, 0),
        StatusKey::Code(code @ 300..=399) => (3, code),
        StatusKey::Range(3) => (4, 0),
        StatusKey::Code(code @ ..=199) => (5, code),
        StatusKey::Range(class @ ..=1) => (6, u16::from(class)),
        StatusKey::Code(code) => (7, code),
        StatusKey::Range(class) => (8, u16::from(class)),
    }
}

/// The status that stands for a key. An interim status is no answer, so the final one that follows
/// it stands in its place.
fn lowest_status(key: StatusKey) -> u16 {
    match key {
        StatusKey::Code(100..=199) | StatusKey::Range(1) => 200,
        StatusKey::Code(code) => code,
        StatusKey::Range(class @ 2..=5) => u16::from(class) * 100,
        StatusKey::Range(_) | StatusKey::Default => 200,
    }
}
