//! Implementations begun, written in by a user, and added to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use api_model::api::{Api, Valid};

use super::{Scaffold, ScaffoldError, scaffold};

/// An API with these operations: tag and operationId, and maybe a security scheme.
fn api(operations: &[(&str, &str)], secured: bool) -> Valid<Api> {
    let mut text = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n".to_owned();
    for (tag, id) in operations {
        text.push_str(&format!(
            "  /{id}:\n    get:\n      operationId: {id}\n      tags: [{tag}]\n      summary: Do {id}\n      \
             responses: {{'204': {{description: done}}}}\n"
        ));
    }
    if secured {
        text.push_str("security: [{key: []}]\ncomponents: {securitySchemes: {key: {type: http, scheme: bearer}}}\n");
    }
    api_model::read_text("api.yaml", &text)
        .expect("a valid document")
        .api
}

/// Runs it over files in memory; the first is the one that is named.
fn run(api: &Valid<Api>, files: &[(&str, &str)]) -> Result<Scaffold, ScaffoldError> {
    let disk: BTreeMap<PathBuf, String> = files
        .iter()
        .filter(|(_, text)| *text != NOWHERE)
        .map(|(path, text)| (PathBuf::from(path), (*text).to_owned()))
        .collect();
    let first = files.first().map(|(path, _)| PathBuf::from(path));
    let read = |path: &Path| Ok(disk.get(path).cloned());
    scaffold(api, "shop", &Vec::from_iter(first), &read)
}

/// Stands for a file that is not there.
const NOWHERE: &str = "\0";

fn added(api: &Valid<Api>, files: &[(&str, &str)]) -> Scaffold {
    match run(api, files) {
        Ok(done) => done,
        Err(error) => panic!("{error}"),
    }
}

/// The new text of the first file.
#[track_caller]
fn grown(api: &Valid<Api>, text: &str) -> String {
    let done = added(api, &[("src/shop.rs", text)]);
    let (_, new) = done.files.into_iter().next().expect("something is missing");
    assert_kept(text, &new);
    let again = added(api, &[("src/shop.rs", &new)]);
    assert!(again.files.is_empty(), "once is enough:\n{new}\n{again:?}");
    assert!(
        syn::parse_file(new.trim_start_matches('\u{feff}')).is_ok(),
        "{new}"
    );
    new
}

/// Every byte of the old text is in the new one, in order.
#[track_caller]
fn assert_kept(old: &str, new: &str) {
    let mut bytes = new.bytes();
    let kept = old.bytes().all(|byte| bytes.any(|new| new == byte));
    assert!(kept, "something was touched:\n{new}");
}

const BOTH: &[(&str, &str)] = &[("pets", "feed"), ("pets", "walk")];

#[test]
fn begins_with_a_type_and_all_traits() {
    let done = added(&api(BOTH, true), &[("src/shop.rs", NOWHERE)]);
    assert_eq!(done.added, ["Security::key", "Pets::feed", "Pets::walk"]);
    let (path, text) = &done.files[0];
    assert_eq!(path, Path::new("src/shop.rs"));
    assert!(
        text.contains("pub struct Service;\n\nimpl Security for Service {"),
        "{text}"
    );
    assert!(
        text.contains("    async fn feed(\n        &self,"),
        "{text}"
    );
    let again = added(&api(BOTH, true), &[("src/shop.rs", text)]);
    assert_eq!(again, Scaffold::default());
}

#[test]
fn a_file_without_an_implementation_gets_one() {
    let text = "//! My server.\n\nfn help() {}\n\n#[cfg(test)]\nmod tests {}\n";
    let new = grown(&api(BOTH, false), text);
    assert!(new.contains("fn help() {}\n\nuse shop::examples;"), "{new}");
    assert!(new.ends_with("}\n\n#[cfg(test)]\nmod tests {}\n"), "{new}");
    grown(&api(BOTH, false), "");
    grown(&api(BOTH, false), "// only a comment");
    let own = grown(
        &api(BOTH, false),
        "use std::fmt;\npub struct Service { pool: fmt::Error }\n",
    );
    assert!(
        !own.contains("pub struct Service;") && own.contains("impl Pets for Service {"),
        "{own}"
    );
}

/// Odd order, comments everywhere, an own error, a generic type.
const WRITTEN: &str = r#"//! Mine.
use shop::server::{Pets, WalkRequest, WalkResponse}; // the server
use shop::runtime::server::Context;

/// A shop over any store.
pub struct Shop<S> {  store: S  }

pub enum MyError { Broken }

impl<S: Store> Pets for Shop<S>
where
    S::Item: Send,
{
    // walking comes first
    async fn walk(&self, cx: &Context<()>, _: WalkRequest) -> Result<WalkResponse, MyError> {
        todo!() /* } not the end { */
    }
    type Error = MyError;
    // the last word
}

trait Store { type Item; }
"#;

#[test]
fn what_is_missing_goes_behind_what_is_there() {
    let new = grown(&api(BOTH, false), WRITTEN);
    let method = r#"    // the last word

    /// Do feed
    ///
    /// `GET /feed`
    async fn feed(
        &self,
        _cx: &Context<()>,
        _request: FeedRequest,
    ) -> Result<FeedResponse, Self::Error> {
        Ok(examples::feed()?)
    }
}
"#;
    assert!(new.contains(method), "{new}");
    let uses = "use shop::runtime::server::Context;\nuse shop::examples;\nuse shop::server::{FeedRequest, FeedResponse};\n";
    assert!(new.contains(uses), "{new}");
    let done = added(&api(BOTH, false), &[("src/shop.rs", WRITTEN)]);
    let remark = done.remarks[0].to_string();
    assert!(
        remark.starts_with("src/shop.rs:10:1: `MyError` cannot be made from a `Problem`"),
        "{remark}"
    );
}

#[test]
fn an_error_that_a_problem_can_become_is_used() {
    let text = WRITTEN.to_owned()
        + "impl From<shop::runtime::server::Problem> for MyError {\n    fn from(_: shop::runtime::server::Problem) -> Self { MyError::Broken }\n}\n";
    let new = grown(&api(BOTH, false), &text);
    assert!(new.contains("        Ok(examples::feed()?)\n"), "{new}");
}

#[test]
fn a_new_trait_is_implemented_for_the_same_generic_type() {
    let new = grown(&api(&[("pets", "walk"), ("toys", "sell")], true), WRITTEN);
    let head = "impl<S: Store> Toys for Shop<S>\nwhere\n    S::Item: Send,\n{\n    type Error = MyError;\n";
    assert!(new.contains(head), "{new}");
    assert!(new.contains("impl<S: Store> Security for Shop<S>"), "{new}");
}

#[test]
fn what_is_gone_is_named_and_left() {
    let gone = api(&[("pets", "feed"), ("toys", "walk")], false);
    let done = added(&gone, &[("src/shop.rs", WRITTEN)]);
    let remarks: Vec<_> = done.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        remarks[0],
        "src/shop.rs:15:14: `walk` is no operation of `Pets` any more; it is one of `Toys` now"
    );
    let other = api(&[("toys", "sell")], false);
    let done = added(&other, &[("src/shop.rs", WRITTEN)]);
    assert_eq!(
        done.remarks[0].to_string(),
        "src/shop.rs:10:1: `Pets` is no trait of the server any more"
    );
}

#[test]
fn an_implementation_may_be_spread_over_modules() {
    let root = "mod pets;\nmod inner {\n    use shop::server::Toys;\n    use super::Shop;\n    impl Toys for Shop {}\n}\npub struct Shop;\n";
    let pets = "use shop::server::*;\nuse super::Shop;\nimpl Pets for Shop {\n\ttype Error = std::convert::Infallible;\n}\n";
    let all = api(&[("pets", "feed"), ("toys", "sell")], false);
    let files = [("src/shop.rs", root), ("src/shop/pets.rs", pets)];
    let done = added(&all, &files);
    assert_eq!(done.files.len(), 2, "{done:?}");
    assert_eq!(done.added, ["Toys::Error", "Toys::sell", "Pets::feed"]);
    let (toys, pets) = (&done.files[0].1, &done.files[1].1);
    assert!(
        toys.contains("    impl Toys for Shop {\n        type Error = Problem;\n"),
        "{toys}"
    );
    assert!(
        toys.contains("    use super::Shop;\n    use shop::examples;\n"),
        "{toys}"
    );
    assert!(pets.contains("\n\tasync fn feed(\n\t\t&self,"), "{pets}");
    let again = added(&all, &[("src/shop.rs", toys), ("src/shop/pets.rs", pets)]);
    assert!(again.files.is_empty(), "{again:?}");
}

#[test]
fn macros_may_write_what_is_not_seen() {
    let inside = "use shop::server::Pets;\nstruct Shop;\nimpl Pets for Shop {\n    pets!();\n}\n";
    let done = added(&api(BOTH, false), &[("src/shop.rs", inside)]);
    assert!(done.files.is_empty());
    assert_eq!(
        done.remarks[0].to_string(),
        "src/shop.rs:3:1: nothing is added where a macro may write it; look for `feed`, `walk`"
    );
    let around = "implement! { Pets for Shop }\n";
    let done = added(&api(BOTH, false), &[("src/shop.rs", around)]);
    assert!(done.files.is_empty());
    assert_eq!(done.remarks[0].line, 1);
}

#[test]
fn names_that_are_taken_are_written_out() {
    let text = "use shop::server::Pets;\nstruct Context;\nstruct Shop;\nimpl Pets for Shop {}\n";
    let new = grown(&api(BOTH, false), text);
    assert!(
        new.contains("_cx: &shop::runtime::server::Context<()>"),
        "{new}"
    );
    let without = "struct Shop;\nimpl shop::server::Pets for Shop {}\n";
    let new = grown(&api(BOTH, false), without);
    assert!(
        !new.contains("use ") && new.contains("shop::examples::feed()"),
        "{new}"
    );
    let renamed =
        "use pets_api::server::{self, Pets as Animals};\nstruct Shop;\nimpl Animals for Shop {}\n";
    let new = grown(&api(BOTH, false), renamed);
    assert!(new.contains("_request: server::FeedRequest"), "{new}");
    assert!(new.contains("use pets_api::examples;"), "{new}");
}

#[test]
fn a_trait_of_the_users_own_is_no_concern() {
    let text = "use shop::server::Pets;\ntrait Security {}\nstruct Shop;\nimpl Security for Shop {}\nimpl Pets for Shop {}\nimpl Clone for Shop { fn clone(&self) -> Self { Shop } }\n";
    let done = added(&api(BOTH, false), &[("src/shop.rs", text)]);
    assert!(done.remarks.is_empty(), "{:?}", done.remarks);
    assert_eq!(done.added, ["Pets::Error", "Pets::feed", "Pets::walk"]);
}

#[test]
fn odd_texts_keep_every_byte() {
    let windows = WRITTEN.replace('\n', "\r\n");
    let new = grown(&api(BOTH, false), &windows);
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
    grown(
        &api(BOTH, false),
        &format!("\u{feff}#!/usr/bin/env run\n{WRITTEN}"),
    );
    grown(&api(BOTH, false), &format!("// é 😀 ü\n{WRITTEN}"));
    grown(&api(BOTH, false), WRITTEN.trim_end());
    let one_line = "use shop::server::*; struct S; impl Pets for S { type Error = E; } struct E;";
    let new = grown(&api(BOTH, false), one_line);
    assert!(new.contains("type Error = E; \n\n    /// Do feed"), "{new}");
}

#[test]
fn what_does_not_parse_is_shown_and_left() {
    for (text, place) in [
        ("struct Shop;\nimpl Pets for { }\n", "src/shop.rs:2:15: "),
        ("fn a() {\n", "src/shop.rs:1:8: "),
        ("é; \"open\n", "src/shop.rs:1:"),
        ("pub", "src/shop.rs:1:4: "),
        ("\u{feff}#!/bin/x\nstruct;", "src/shop.rs:2:7: "),
    ] {
        match run(&api(BOTH, false), &[("src/shop.rs", text)]) {
            Err(ScaffoldError::Syntax(remark)) => {
                assert!(remark.to_string().starts_with(place), "{text:?}: {remark}");
            }
            other => panic!("{text:?}: {other:?}"),
        }
    }
}
