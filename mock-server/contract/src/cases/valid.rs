//! Generated requests that follow the document: the least, the most, then one difference at a
//! time, then other draws.

use super::Intent;
use super::draft::{Draft, DraftBody, DraftContent, Presented};
use super::form::concrete;
use super::planner::Maker;
use super::spell::is_sent;
use super::values::Amount;
use super::vary::vary;
use super::wire::carries;

/// Further draws of everything at the end.
const DRAWS: u64 = 3;

/// The two that all others are made from.
pub(super) fn make_base(maker: &mut Maker<'_>, required: &Draft, everything: &Draft) {
    maker.add("only what is required", Intent::Valid, required);
    maker.add("everything there is", Intent::Valid, everything);
}

/// A request of the right form, where no valid one was found: the operation is exercised all the
/// same, though nothing can be said about a refusal.
pub(super) fn make_unsure(maker: &mut Maker<'_>, own: bool) {
    let operation = maker.operation;
    let required = operation.parameters.iter().enumerate();
    let required = required.filter(|(_, parameter)| parameter.required && is_sent(parameter));
    let value = |parameter| {
        let usual = maker.planner.values.usual(parameter, maker.seed);
        usual.unwrap_or_else(|| "understudy".into())
    };
    let parameters = required
        .map(|(index, parameter)| (index, value(parameter)))
        .collect();
    let body = operation.request_body.as_ref().and_then(|body| {
        let (media_type, _) = body.content.first()?;
        Some(DraftBody {
            media: Some(0),
            content_type: concrete(media_type),
            content: DraftContent::Bytes("{}".into()),
        })
    });
    let draft = Draft {
        method: operation.method,
        parameters,
        body,
        accept: maker.accept(),
        credentials: Presented::Usual,
    };
    maker.add(
        "a request of the right form",
        Intent::Unsure { own },
        &draft,
    );
}

/// One difference at a time.
pub(super) fn make_variations(maker: &mut Maker<'_>, required: &Draft, everything: &Draft) {
    make_media_types(maker, everything);
    make_accepts(maker, required);
    make_parameters(maker, required, everything);
    make_bodies(maker, required, everything);
    make_draws(maker, everything);
}

fn make_media_types(maker: &mut Maker<'_>, base: &Draft) {
    let Some(body) = &maker.operation.request_body else {
        return;
    };
    for (index, (media_type, _)) in body.content.iter().enumerate() {
        let amounts = [Amount::Everything, Amount::Required];
        let found = amounts
            .into_iter()
            .find_map(|amount| maker.body_of(index, amount, maker.seed));
        match found {
            Some(draft) => {
                let title = format!("a request body of type `{media_type}`");
                maker.add(title, Intent::Valid, &base.with_body(Some(draft)));
            }
            None => {
                maker.obstacle(
                    body.place,
                    format!("no body could be made for `{media_type}`"),
                );
            }
        }
    }
    if !body.required {
        maker.add(
            "without the optional body",
            Intent::Valid,
            &base.with_body(None),
        );
    }
}

fn make_accepts(maker: &mut Maker<'_>, base: &Draft) {
    let types: Vec<String> = maker
        .success_types()
        .into_iter()
        .map(str::to_owned)
        .collect();
    for media_type in types {
        let title = format!("`Accept: {media_type}`");
        maker.add(
            title,
            Intent::Valid,
            &Draft {
                accept: media_type,
                ..base.clone()
            },
        );
    }
}

fn make_parameters(maker: &mut Maker<'_>, required: &Draft, everything: &Draft) {
    let operation = maker.operation;
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let Some(value) = everything.parameter(index).filter(|_| is_sent(parameter)) else {
            continue;
        };
        let owner = format!(
            "{} parameter `{}`",
            parameter.location.as_str(),
            parameter.name
        );
        if !parameter.required {
            let draft = required.with_parameter(index, value.clone());
            maker.add(format!("with the optional {owner}"), Intent::Valid, &draft);
        }
        let Some(schema) = parameter.schema() else {
            continue;
        };
        let planner = maker.planner;
        for variation in vary(&planner.api, &planner.values, schema, value, maker.seed) {
            if carries(parameter, &variation.value) {
                let draft = required.with_parameter(index, variation.value);
                maker.add(
                    format!("{owner}: {}", variation.title),
                    Intent::Valid,
                    &draft,
                );
            }
        }
    }
}

fn make_bodies(maker: &mut Maker<'_>, required: &Draft, everything: &Draft) {
    let Some((body, value)) = everything.body.as_ref().zip(everything.body_value()) else {
        return;
    };
    let content = maker
        .operation
        .request_body
        .as_ref()
        .map(|body| &body.content);
    let media = content
        .zip(body.media)
        .and_then(|(content, index)| content.get(index));
    let Some(schema) = media.and_then(|(_, media)| media.schema) else {
        return;
    };
    let planner = maker.planner;
    for variation in vary(&planner.api, &planner.values, schema, value, maker.seed) {
        let content = DraftContent::Value(variation.value);
        let draft = required.with_body(Some(DraftBody {
            content,
            ..body.clone()
        }));
        maker.add(format!("body: {}", variation.title), Intent::Valid, &draft);
    }
}

fn make_draws(maker: &mut Maker<'_>, everything: &Draft) {
    for round in 1..=DRAWS {
        let seed = maker.seed.wrapping_add(round.wrapping_mul(7919));
        let mut draft = everything.clone();
        for (index, parameter) in maker.operation.parameters.iter().enumerate() {
            let Some(schema) = parameter
                .schema()
                .filter(|_| draft.parameter(index).is_some())
            else {
                continue;
            };
            let name = Some(parameter.name.as_str());
            let sample = maker
                .planner
                .values
                .sample(schema, name, Amount::Everything, seed);
            if let Some(value) = sample.filter(|value| carries(parameter, value)) {
                draft = draft.with_parameter(index, value);
            }
        }
        let media = everything.body.as_ref().and_then(|body| body.media);
        if let Some(body) = media.and_then(|index| maker.body_of(index, Amount::Everything, seed)) {
            draft.body = Some(body);
        }
        maker.add(format!("everything, draw {round}"), Intent::Valid, &draft);
    }
}
