//! Cases about HTTP rather than values: credentials left out, a method nobody declared, HEAD.

use super::credential::{is_given, is_protected};
use super::draft::{Draft, Presented};
use super::planner::Maker;
use super::{Intent, Request};
use api_model::api::{Api, Method, Operation, PathSegment, PathTemplate};

/// Methods to try where they are not declared, the least harmful first.
const CANDIDATES: [Method; 5] = [
    Method::Patch,
    Method::Put,
    Method::Post,
    Method::Delete,
    Method::Get,
];

/// Makes them.
pub(super) fn make(maker: &mut Maker<'_>, base: &Draft) {
    make_unauthenticated(maker, base);
    let Ok(request) = maker.spell(base) else {
        return;
    };
    make_head(maker, &request);
    make_unsupported_method(maker, base, &request);
}

fn make_unauthenticated(maker: &mut Maker<'_>, base: &Draft) {
    let planner = maker.planner;
    if !is_protected(&planner.api, maker.operation) {
        return;
    }
    let bare = Draft {
        credentials: Presented::Absent,
        ..base.clone()
    };
    maker.add("without credentials", Intent::Unauthenticated, &bare);
    if is_given(&planner.api, maker.operation, &planner.options) {
        let invented = Draft {
            credentials: Presented::Invented,
            ..base.clone()
        };
        maker.add(
            "with invented credentials",
            Intent::Unauthenticated,
            &invented,
        );
    }
}

fn make_head(maker: &mut Maker<'_>, get: &Request) {
    let path = &maker.operation.path;
    let mut operations = maker.planner.api.operations.iter();
    // A HEAD that is declared has responses of its own.
    let declared = operations.any(|one| one.method == Method::Head && one.path == *path);
    if maker.operation.method == Method::Get && !declared {
        let head = Request {
            method: Method::Head,
            ..get.clone()
        };
        maker.add_request("HEAD after GET", Intent::Head, Some(get.clone()), head);
    }
}

/// Once per path: by the first of its operations.
fn make_unsupported_method(maker: &mut Maker<'_>, base: &Draft, request: &Request) {
    let api: &Api = &maker.planner.api;
    let own = maker.operation;
    let same_path = |other: &&Operation| other.path.segments == own.path.segments;
    if api
        .operations
        .iter()
        .find(same_path)
        .is_none_or(|first| first.id != own.id)
    {
        return;
    }
    let declared: Vec<Method> = api
        .operations
        .iter()
        .filter(same_path)
        .map(|operation| operation.method)
        .collect();
    let path = request.path.split('?').next().unwrap_or_default();
    let taken = |method: Method| {
        api.operations
            .iter()
            .any(|other| other.method == method && fits(&other.path, path))
    };
    let Some(method) = CANDIDATES.into_iter().find(|method| !taken(*method)) else {
        return;
    };
    let draft = Draft {
        method,
        body: None,
        ..base.clone()
    };
    let intent = Intent::UnsupportedMethod { declared };
    maker.add(
        format!("{method}, which the path does not have"),
        intent,
        &draft,
    );
}

/// Whether a path may belong to a template; segments with parameters take anything.
fn fits(template: &PathTemplate, path: &str) -> bool {
    let parts: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
    parts.len() == template.segments.len()
        && template
            .segments
            .iter()
            .zip(parts)
            .all(|(segment, part)| match segment.as_slice() {
                [] => part.is_empty(),
                [PathSegment::Literal(text)] => text == part,
                _ => true,
            })
}
