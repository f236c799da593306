//! The types of the API: one per schema, then request bodies and response headers.

use api_runtime::body::Body;
use api_runtime::check::{Check, Checker, Pattern};
use api_runtime::formats::{DateTime, Uuid};
use api_runtime::multipart::{self, FilePart, Multipart};
use api_runtime::nullable::{self, Nullable};
use api_runtime::{Invalid, Map, string_enum};
use serde::{Deserialize, Serialize};

/// A user, as it is returned. The password never is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The name the user logs in with.
    pub username: String,
    /// The user's address.
    pub email: String,
    /// The short-link domain the user may use; `*` is all of them.
    pub domain: String,
    /// Whether the address is confirmed.
    pub confirm: bool,
    /// Whether the user may log in.
    pub active: bool,
    /// When the user was last changed.
    pub updated: DateTime,
}

/// A user's name alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserRef {
    /// The name the user logs in with.
    pub username: String,
}

/// Answers with users.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Users {
    /// The HTTP status, repeated.
    pub status: i32,
    /// The users found.
    pub data: Vec<User>,
    /// What happened, in words.
    pub message: String,
}

/// Answers with users' names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserRefs {
    /// The HTTP status, repeated.
    pub status: i32,
    /// The users concerned.
    pub data: Vec<UserRef>,
    /// What happened, in words.
    pub message: String,
}

/// The request was not authenticated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthFailure {
    /// The HTTP status, repeated.
    pub status: i32,
    /// Always `false`.
    pub auth: bool,
    /// Why.
    pub message: String,
}

/// A new user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateUser {
    /// The name the user logs in with.
    pub username: String,
    /// The user's password.
    pub password: String,
    /// The user's address.
    pub email: String,
    /// The short-link domain the user may use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The roles of the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
}

static CREATE_USER_USERNAME: Pattern = Pattern::new("^[a-z][a-z0-9_]*$");

impl Check for CreateUser {
    fn check(&self, at: &mut Checker<'_>) {
        at.field("username", &self.username, |at, username| {
            at.length(username, Some(1), Some(64));
            at.pattern(username, &CREATE_USER_USERNAME);
        });
        at.field("password", &self.password, |at, password| {
            at.length(password, Some(8), None)
        });
        at.optional_field("roles", &self.roles, |at, roles| {
            at.items(roles.len(), None, Some(5));
            at.unique_items(roles);
            at.each(roles, |at, role| role.check(at));
        });
    }
}

/// Changes to a user: at least one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateUser {
    /// The user's password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The user's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The short-link domain the user may use; null takes it away.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub domain: Nullable<String>,
}

impl Check for UpdateUser {
    fn check(&self, at: &mut Checker<'_>) {
        let present = [
            self.password.is_some(),
            self.email.is_some(),
            !self.domain.is_absent(),
        ];
        at.properties(
            present.into_iter().filter(|present| *present).count(),
            Some(1),
            None,
        );
        at.optional_field("password", &self.password, |at, password| {
            at.length(password, Some(8), None);
        });
    }
}

string_enum! {
    /// What a user may do.
    pub enum Role {
        /// Everything.
        Admin = "admin",
        /// Reading and writing.
        Editor = "editor",
        /// Reading.
        Viewer = "viewer",
    }
}

/// A session, as `login` returns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The bearer token.
    pub token: String,
}

/// The form that `login` takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Login {
    /// The user's name.
    pub username: String,
    /// The user's password.
    pub password: String,
    /// What the session is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
}

impl Check for Login {
    fn check(&self, at: &mut Checker<'_>) {
        at.field("username", &self.username, |at, username| {
            at.length(username, Some(1), None)
        });
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The report's number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Who owns it; null when nobody does.
    #[serde(deserialize_with = "nullable::required")]
    pub owner: Option<String>,
    /// Figures by name.
    pub figures: Map<f64>,
    /// Where the report came from.
    #[serde(rename = "traceId", default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<Uuid>,
}

/// A report that is not ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportPending {
    /// Seconds to wait.
    #[serde(rename = "retryAfter")]
    pub retry_after: i64,
}

/// A report to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportDraft {
    /// Its title.
    pub title: String,
}

impl Check for ReportDraft {
    fn check(&self, at: &mut Checker<'_>) {
        at.field("title", &self.title, |at, title| {
            at.length(title, Some(1), Some(200))
        });
    }
}

/// A note on a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The note; null removes it.
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub note: Nullable<String>,
}

/// What a list of reports is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportFilter {
    /// The owner's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The smallest number.
    #[serde(rename = "minId", default, skip_serializing_if = "Option::is_none")]
    pub min_id: Option<i64>,
}

/// Something that happened to a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ReportEvent {
    /// `created`
    #[serde(rename = "created")]
    Created(ReportCreated),
    /// `removed`
    #[serde(rename = "removed")]
    Removed(ReportRemoved),
}

/// A report was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportCreated {
    /// The report.
    pub report: Report,
}

/// A report was removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportRemoved {
    /// The report's number.
    pub id: i64,
}

/// Any fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// A code for programs.
    pub code: i64,
    /// Words for people.
    pub message: String,
}

/// The body of `uploadAvatar` (`multipart/form-data`).
#[derive(Debug)]
pub struct UploadAvatarBody {
    /// What the picture shows.
    pub caption: Option<String>,
    /// How the picture is cut.
    pub crop: Crop,
    /// The picture.
    pub picture: FilePart,
}

impl Multipart for UploadAvatarBody {
    fn write(self, form: &mut multipart::Form) {
        if let Some(caption) = self.caption {
            form.value("caption", &caption);
        }
        form.json("crop", &self.crop);
        form.file("picture", self.picture);
    }

    fn read(parts: &mut multipart::Parts<'_>) -> Result<Self, Invalid> {
        let caption = parts.value_optional("caption");
        let crop = parts.json("crop");
        parts.check("crop", &crop, |at, crop: &Crop| crop.check(at));
        let picture = parts.file("picture");
        Ok(Self {
            caption: caption?,
            crop: crop?,
            picture: picture?,
        })
    }
}

/// How a picture is cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crop {
    /// The width.
    pub width: i32,
    /// The height.
    pub height: i32,
}

impl Check for Crop {
    fn check(&self, at: &mut Checker<'_>) {
        at.field("width", &self.width, |at, width| {
            at.minimum(*width, 1);
            at.maximum(*width, 4096);
        });
        at.field("height", &self.height, |at, height| {
            at.multiple_of(*height, 2)
        });
    }
}

/// The body of `importReport`: one of its media types.
#[derive(Debug)]
pub enum ImportReportBody {
    /// `application/json`
    Json(ReportDraft),
    /// `text/plain`
    Text(String),
    /// `application/octet-stream`
    OctetStream(Body),
}

/// The headers of `getReport`'s 200 response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GetReport200Headers {
    /// Requests left in this hour.
    #[serde(rename = "x-rate-limit")]
    pub x_rate_limit: i64,
    /// The request's id in the provider's logs.
    #[serde(
        rename = "x-devo-cid",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub x_devo_cid: Option<String>,
}
