//! The target of the emitter: what a generated crate looks like, written by hand.
//!
//! # The files
//!
//! | file | holds | feature |
//! |---|---|---|
//! | `lib.rs` | the API's title and description, the `mod` lines | |
//! | `types.rs` | one item per schema, request bodies, header structs, their checks | |
//! | `operations.rs` | servers, security schemes, one `Operation` static per operation | |
//! | `client.rs` | `Client`, a call builder and an error enum per operation | `client` |
//! | `server.rs` | traits, request structs, response enums, the router | `server` |
//! | `examples.rs` | the documented example of each operation as a response, `Examples` | `server` |
//!
//! Everything with a decision in it is in `api_runtime`; these files only say what the document says.
//!
//! # The rules
//!
//! **Names.** Types are `UpperCamelCase`, fields and methods `snake_case` of the document's name, with
//! `#[serde(rename = "...")]` only where they differ. Per operation `updateUser`: static `UPDATE_USER`, method
//! `update_user`, client `UpdateUserCall`, `UpdateUserError`, and `UpdateUserSuccess` when there are several success
//! shapes; server `UpdateUserRequest`, `UpdateUserResponse`; header structs `GetReport200Headers` in `types`. Schema
//! types are always spelled with their module (`types::User`), so they cannot clash with per-operation names.
//!
//! **Types.** An object is a struct: required fields first-class, optional ones `Option` with
//! `skip_serializing_if`. Nullable and required: `Option` with `deserialize_with = "nullable::required"`. Nullable
//! and optional: `Nullable<T>` (absent, null, value) with `default` and `skip_serializing_if`. String enums:
//! `string_enum!`, which keeps unknown values in `Unknown(String)` and reports them when checked. `oneOf` with a
//! discriminator: an internally tagged enum. Maps: `BTreeMap<String, T>` is not used, since it forgets the order;
//! `Map<T>` is (`api_runtime::Map`). Derives: `Clone, Debug, PartialEq, Serialize, Deserialize`, and nothing else;
//! types that carry a `Body` derive `Debug` alone.
//!
//! **Formats.** `date-time` is `chrono::DateTime<FixedOffset>` (keeps the offset that was sent), `date`
//! `chrono::NaiveDate`, `uuid` `uuid::Uuid`, `byte` `Base64`, `binary` `Body` (whole bodies) or `FilePart` (parts),
//! `int32` `i32`, `int64` and plain integers `i64`, `minimum: 0` makes no difference; `float` `f32`, other numbers
//! `f64`. Everything else is `String`. All of them come from `api_runtime::formats`.
//!
//! **Checks.** `impl Check` exists for a type that has a constraint of its own or holds one that has. Only the
//! server calls it. Lengths, ranges, patterns, items, properties: see `api_runtime::check::Checker`. A pattern is a
//! `static NAME: Pattern = Pattern::new("...")` beside its type, compiled when first used.
//!
//! **Client.** Required parameters are arguments in document order, then the required body; optional ones are builder
//! methods. Arguments: `&str` for strings, `&[T]` for arrays, by value for `Copy` scalars, `&T` for anything else;
//! bodies that hold a `Body` or a file by value. `send` is one `match` over the status: exact codes, then ranges,
//! then `default`. Success is 2xx and 3xx. `default` is an error, unless no success is documented: then it is the
//! success shape for 2xx and an error (`Default`) for the rest. One success shape gives `Response<T>`, several give
//! `Response<OpSuccess>` with a variant per status (`Status200`) or, when one status has several media types, per
//! status and media type (`Status200Json`). Several statuses with the *same* type and no headers are one shape. No
//! documented error: `Error<Infallible>`. Declared response headers wrap the body: `WithHeaders<T, H>`. The type is
//! spelled (`json::<types::Fault>()`) wherever `map` follows: `Response` derefs, so the compiler cannot go on from an
//! unknown type.
//!
//! **Server.** One trait per tag (untagged operations: `Default`-tag trait named after the API), all on top of
//! `Security`; `Api` is their sum. A context is `Context<Self::Principal>` where security is required,
//! `Context<Option<Self::Principal>>` where `{}` is one of the alternatives, `Context<()>` where there is none. A
//! parameter with a default is not an `Option` in the request struct. Order in the glue: authenticate, parameters,
//! body, accept, call. `call.accept` refuses with all violations found so far. Ranges and `default` carry their
//! status: `Status4XX(StatusCode, T)`, `Default(StatusCode, T)`. Empty responses are unit variants.
//!
//! **Operations.** `operations.rs` is data that both sides share. Each distinct list of security alternatives is a
//! `const` of its own, since only a constant lives as long as a static; it is named after its schemes. `produces` names
//! the media types of the documented successes; an operation without bodies has none.
//!
//! **Examples.** `examples::op()` gives the operation's documented example as a response, or a 501 problem when
//! there is none; `Examples` implements every trait that way.

pub mod operations;
pub mod types;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "server")]
pub mod examples;
#[cfg(feature = "server")]
pub mod server;

#[cfg(feature = "client")]
pub use client::Client;
