//! The client: one method per operation, each giving a call that `send` carries out.

use std::convert::Infallible;

use api_runtime::body::Body;
use api_runtime::client::{BuildError, Call, ClientCore, Error, Options, Response};
use api_runtime::formats::Uuid;
use api_runtime::headers::WithHeaders;
use api_runtime::http::StatusCode;
use api_runtime::ndjson::Lines;
use api_runtime::security::Secret;
use api_runtime::sse::Events;
use api_runtime::style::Style;

use crate::{operations, types};

/// A client of the Links API.
///
/// Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    core: ClientCore,
}

impl Client {
    /// A client that sends every operation to `base_url`: a mock, a gateway, or the API itself.
    ///
    /// # Errors
    ///
    /// When `base_url` is not an absolute HTTP URL.
    pub fn new(base_url: &str) -> Result<Self, BuildError> {
        ClientCore::new(base_url).map(|core| Self { core })
    }

    /// A client that sends each operation to the server its description names.
    ///
    /// # Errors
    ///
    /// When a server's URL is not an absolute HTTP URL.
    pub fn documented() -> Result<Self, BuildError> {
        ClientCore::documented(operations::ALL).map(|core| Self { core })
    }

    /// The same client with other options: timeouts, retries, hooks, headers, servers.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Options)) -> Self {
        Self {
            core: self.core.with(change),
        }
    }

    /// Sets the API key of `accessToken` (header `X-Access-Token`).
    #[must_use]
    pub fn access_token(self, key: impl Into<Secret>) -> Self {
        self.with(|options| options.api_key(&operations::ACCESS_TOKEN, key))
    }

    /// Sets the bearer token of `session`.
    #[must_use]
    pub fn session(self, token: impl Into<Secret>) -> Self {
        self.with(|options| options.bearer(&operations::SESSION, token))
    }

    /// Sets the user name and password of `operator` (HTTP basic).
    #[must_use]
    pub fn operator(self, username: &str, password: impl Into<Secret>) -> Self {
        self.with(|options| options.basic(&operations::OPERATOR, username, password))
    }

    /// Sets the OAuth 2.0 access token of `partner`.
    #[must_use]
    pub fn partner(self, token: impl Into<Secret>) -> Self {
        self.with(|options| options.bearer(&operations::PARTNER, token))
    }

    /// Lists the users.
    ///
    /// `GET /users`
    pub fn list_users(&self) -> ListUsersCall {
        ListUsersCall {
            call: self.core.call(&operations::LIST_USERS),
        }
    }

    /// Shows a user.
    ///
    /// `GET /users/{username}`
    pub fn get_user(&self, username: &str) -> GetUserCall {
        GetUserCall {
            call: self
                .core
                .call(&operations::GET_USER)
                .path("username", Style::SIMPLE, username),
        }
    }

    /// Creates a user.
    ///
    /// `POST /users`
    pub fn create_user(&self, body: &types::CreateUser) -> CreateUserCall {
        CreateUserCall {
            call: self.core.call(&operations::CREATE_USER).json(body),
        }
    }

    /// Changes a user.
    ///
    /// `PUT /users/{username}`
    pub fn update_user(&self, username: &str, body: &types::UpdateUser) -> UpdateUserCall {
        UpdateUserCall {
            call: self
                .core
                .call(&operations::UPDATE_USER)
                .path("username", Style::SIMPLE, username)
                .json(body),
        }
    }

    /// Deletes a user.
    ///
    /// `DELETE /users/{username}`
    pub fn delete_user(&self, username: &str) -> DeleteUserCall {
        DeleteUserCall {
            call: self.core.call(&operations::DELETE_USER).path(
                "username",
                Style::SIMPLE,
                username,
            ),
        }
    }

    /// Sets a user's picture.
    ///
    /// `PUT /users/{username}/avatar`
    pub fn upload_avatar(&self, username: &str, body: types::UploadAvatarBody) -> UploadAvatarCall {
        UploadAvatarCall {
            call: self
                .core
                .call(&operations::UPLOAD_AVATAR)
                .path("username", Style::SIMPLE, username)
                .multipart("multipart/form-data", body),
        }
    }

    /// Sets a user's motto.
    ///
    /// `PUT /users/{username}/motto`
    pub fn set_motto(&self, username: &str, body: &str) -> SetMottoCall {
        SetMottoCall {
            call: self
                .core
                .call(&operations::SET_MOTTO)
                .path("username", Style::SIMPLE, username)
                .text("text/plain", body),
        }
    }

    /// Begins a session.
    ///
    /// `POST /login`
    pub fn login(&self, body: &types::Login) -> LoginCall {
        LoginCall {
            call: self
                .core
                .call(&operations::LOGIN)
                .form(body, &[("scopes", Style::SPACE_DELIMITED)]),
        }
    }

    /// Lists the reports, one a line.
    ///
    /// `GET /reports`
    pub fn list_reports(&self) -> ListReportsCall {
        ListReportsCall {
            call: self.core.call(&operations::LIST_REPORTS),
        }
    }

    /// Makes a report of what is given.
    ///
    /// `POST /reports`
    pub fn import_report(&self, body: types::ImportReportBody) -> ImportReportCall {
        let call = self.core.call(&operations::IMPORT_REPORT);
        ImportReportCall {
            call: match body {
                types::ImportReportBody::Json(body) => call.json(&body),
                types::ImportReportBody::Text(body) => call.text("text/plain", &body),
                types::ImportReportBody::OctetStream(body) => {
                    call.binary("application/octet-stream", body)
                }
            },
        }
    }

    /// Tells what happens to reports, as it happens.
    ///
    /// `GET /reports/events`
    pub fn watch_reports(&self) -> WatchReportsCall {
        WatchReportsCall {
            call: self.core.call(&operations::WATCH_REPORTS),
        }
    }

    /// Shows a report.
    ///
    /// `GET /reports/{reportId}`
    pub fn get_report(&self, report_id: i64) -> GetReportCall {
        GetReportCall {
            call: self.core.call(&operations::GET_REPORT).path(
                "reportId",
                Style::SIMPLE,
                &report_id,
            ),
        }
    }

    /// Puts a note on a report.
    ///
    /// `PATCH /reports/{reportId}`
    pub fn annotate_report(&self, report_id: i64) -> AnnotateReportCall {
        AnnotateReportCall {
            call: self.core.call(&operations::ANNOTATE_REPORT).path(
                "reportId",
                Style::SIMPLE,
                &report_id,
            ),
        }
    }

    /// Removes a report.
    ///
    /// `DELETE /reports/{reportId}`
    pub fn delete_report(&self, report_id: i64) -> DeleteReportCall {
        DeleteReportCall {
            call: self.core.call(&operations::DELETE_REPORT).path(
                "reportId",
                Style::SIMPLE,
                &report_id,
            ),
        }
    }

    /// Gives a report as JSON or as CSV.
    ///
    /// `GET /reports/{reportId}/export`
    pub fn export_report(&self, report_id: i64) -> ExportReportCall {
        ExportReportCall {
            call: self.core.call(&operations::EXPORT_REPORT).path(
                "reportId",
                Style::SIMPLE,
                &report_id,
            ),
        }
    }

    /// Gives a report's file.
    ///
    /// `GET /reports/{reportId}/file` on `https://files.example.com/v1`
    pub fn download_report(&self, report_id: i64) -> DownloadReportCall {
        DownloadReportCall {
            call: self.core.call(&operations::DOWNLOAD_REPORT).path(
                "reportId",
                Style::SIMPLE,
                &report_id,
            ),
        }
    }
}

/// A call of `listUsers`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct ListUsersCall {
    call: Call,
}

impl ListUsersCall {
    /// At most this many users. Default: 20.
    pub fn limit(mut self, limit: i64) -> Self {
        self.call = self.call.query("limit", Style::FORM, &limit);
        self
    }

    /// Only users with all of these tags.
    pub fn tags(mut self, tags: &[String]) -> Self {
        self.call = self.call.query("tags", Style::FORM.explode(false), tags);
        self
    }

    /// Only users with this role.
    pub fn role(mut self, role: &types::Role) -> Self {
        self.call = self.call.query("role", Style::FORM, role);
        self
    }

    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`ListUsersError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<types::Users>, Error<ListUsersError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.json().await?),
            401 => Err(Error::api(
                reply
                    .json::<types::AuthFailure>()
                    .await?
                    .map(ListUsersError::Status401),
            )),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// What `listUsers` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum ListUsersError {
    /// The request was not authenticated.
    Status401(types::AuthFailure),
}

/// A call of `getUser`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct GetUserCall {
    call: Call,
}

impl GetUserCall {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`GetUserError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<types::Users>, Error<GetUserError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.json().await?),
            401 => Err(Error::api(
                reply
                    .json::<types::AuthFailure>()
                    .await?
                    .map(GetUserError::Status401),
            )),
            404 => Err(Error::api(
                reply.empty().await?.map(|()| GetUserError::Status404),
            )),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// What `getUser` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum GetUserError {
    /// The request was not authenticated.
    Status401(types::AuthFailure),
    /// There is no such user.
    Status404,
}

/// A call of `createUser`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct CreateUserCall {
    call: Call,
}

impl CreateUserCall {
    /// An id for the request, repeated in logs.
    pub fn x_request_id(mut self, x_request_id: Uuid) -> Self {
        self.call = self
            .call
            .header("X-Request-Id", Style::SIMPLE, &x_request_id);
        self
    }

    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`CreateUserError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<types::UserRefs>, Error<CreateUserError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            201 => Ok(reply.json().await?),
            401 => Err(Error::api(
                reply
                    .json::<types::AuthFailure>()
                    .await?
                    .map(CreateUserError::Status401),
            )),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// What `createUser` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum CreateUserError {
    /// The request was not authenticated.
    Status401(types::AuthFailure),
}

/// A call of `updateUser`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct UpdateUserCall {
    call: Call,
}

impl UpdateUserCall {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`UpdateUserError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<types::UserRefs>, Error<UpdateUserError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.json().await?),
            401 => Err(Error::api(
                reply
                    .json::<types::AuthFailure>()
                    .await?
                    .map(UpdateUserError::Status401),
            )),
            _ => Err(Error::api(
                reply
                    .json::<types::Fault>()
                    .await?
                    .map(|body| UpdateUserError::Default(status, body)),
            )),
        }
    }
}

/// What `updateUser` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum UpdateUserError {
    /// The request was not authenticated.
    Status401(types::AuthFailure),
    /// Anything else.
    Default(StatusCode, types::Fault),
}

/// A call of `deleteUser`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct DeleteUserCall {
    call: Call,
}

impl DeleteUserCall {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`DeleteUserError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<types::UserRefs>, Error<DeleteUserError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.json().await?),
            401 => Err(Error::api(
                reply
                    .json::<types::AuthFailure>()
                    .await?
                    .map(DeleteUserError::Status401),
            )),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// What `deleteUser` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum DeleteUserError {
    /// The request was not authenticated.
    Status401(types::AuthFailure),
}

/// A call of `uploadAvatar`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct UploadAvatarCall {
    call: Call,
}

impl UploadAvatarCall {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// No error is documented.
    pub async fn send(self) -> Result<Response<()>, Error<Infallible>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            204 => Ok(reply.empty().await?),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// A call of `setMotto`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct SetMottoCall {
    call: Call,
}

impl SetMottoCall {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// No error is documented.
    pub async fn send(self) -> Result<Response<String>, Error<Infallible>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.text().await?),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// A call of `login`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct LoginCall {
    call: Call,
}

impl LoginCall {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`LoginError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<types::Session>, Error<LoginError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.json().await?),
            401 => Err(Error::api(
                reply
                    .json::<types::AuthFailure>()
                    .await?
                    .map(LoginError::Status401),
            )),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// What `login` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum LoginError {
    /// The request was not authenticated.
    Status401(types::AuthFailure),
}

/// A call of `listReports`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct ListReportsCall {
    call: Call,
}

impl ListReportsCall {
    /// Only reports like this.
    pub fn filter(mut self, filter: &types::ReportFilter) -> Self {
        self.call = self.call.query("filter", Style::DEEP_OBJECT, filter);
        self
    }

    /// Sends the call.
    ///
    /// # Errors
    ///
    /// No error is documented.
    pub async fn send(self) -> Result<Response<Lines<types::Report>>, Error<Infallible>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.lines().await?),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// A call of `importReport`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct ImportReportCall {
    call: Call,
}

impl ImportReportCall {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`ImportReportError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<types::Report>, Error<ImportReportError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            201 => Ok(reply.json().await?),
            400..=499 => Err(Error::api(
                reply
                    .json::<types::Fault>()
                    .await?
                    .map(|body| ImportReportError::Status4XX(status, body)),
            )),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// What `importReport` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportReportError {
    /// The report cannot be made.
    Status4XX(StatusCode, types::Fault),
}

/// A call of `watchReports`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct WatchReportsCall {
    call: Call,
}

impl WatchReportsCall {
    /// Continue after the event with this id.
    pub fn last_event_id(mut self, last_event_id: &str) -> Self {
        self.call = self
            .call
            .header("Last-Event-ID", Style::SIMPLE, last_event_id);
        self
    }

    /// Sends the call.
    ///
    /// # Errors
    ///
    /// No error is documented.
    pub async fn send(self) -> Result<Response<Events<types::ReportEvent>>, Error<Infallible>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.events().await?),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// A call of `getReport`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct GetReportCall {
    call: Call,
}

impl GetReportCall {
    /// The reader's locale.
    pub fn locale(mut self, locale: &str) -> Self {
        self.call = self.call.cookie("locale", Style::FORM, locale);
        self
    }

    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`GetReportError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<GetReportSuccess>, Error<GetReportError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply
                .json::<types::Report>()
                .await?
                .with_headers()?
                .map(GetReportSuccess::Status200)),
            202 => Ok(reply
                .json::<types::ReportPending>()
                .await?
                .map(GetReportSuccess::Status202)),
            400..=499 => Err(Error::api(
                reply
                    .json::<types::Fault>()
                    .await?
                    .map(|body| GetReportError::Status4XX(status, body)),
            )),
            _ => Err(Error::api(
                reply
                    .json::<types::Fault>()
                    .await?
                    .map(|body| GetReportError::Default(status, body)),
            )),
        }
    }
}

/// What `getReport` answers when it succeeds.
#[derive(Clone, Debug, PartialEq)]
pub enum GetReportSuccess {
    /// The report.
    Status200(WithHeaders<types::Report, types::GetReport200Headers>),
    /// The report is not ready.
    Status202(types::ReportPending),
}

/// What `getReport` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum GetReportError {
    /// The report cannot be shown.
    Status4XX(StatusCode, types::Fault),
    /// Anything else.
    Default(StatusCode, types::Fault),
}

/// A call of `annotateReport`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct AnnotateReportCall {
    call: Call,
}

impl AnnotateReportCall {
    /// The note; without one nothing changes.
    pub fn body(mut self, body: &types::Note) -> Self {
        self.call = self.call.json(body);
        self
    }

    /// Sends the call.
    ///
    /// # Errors
    ///
    /// No error is documented.
    pub async fn send(self) -> Result<Response<types::Note>, Error<Infallible>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.json().await?),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// A call of `deleteReport`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct DeleteReportCall {
    call: Call,
}

impl DeleteReportCall {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`DeleteReportError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<()>, Error<DeleteReportError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            204 => Ok(reply.empty().await?),
            _ => Err(Error::api(
                reply
                    .json::<types::Fault>()
                    .await?
                    .map(|body| DeleteReportError::Default(status, body)),
            )),
        }
    }
}

/// What `deleteReport` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum DeleteReportError {
    /// Anything else.
    Default(StatusCode, types::Fault),
}

/// A call of `exportReport`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct ExportReportCall {
    call: Call,
}

impl ExportReportCall {
    /// Asks for this media type alone: `application/json` or `text/csv`.
    pub fn accept(mut self, media_type: &'static str) -> Self {
        self.call = self.call.accept(media_type);
        self
    }

    /// Sends the call.
    ///
    /// # Errors
    ///
    /// No error is documented.
    pub async fn send(self) -> Result<Response<ExportReportSuccess>, Error<Infallible>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => match reply.media_type(&["application/json", "text/csv"]) {
                Some(0) => Ok(reply
                    .json::<types::Report>()
                    .await?
                    .map(ExportReportSuccess::Status200Json)),
                Some(1) => Ok(reply.text().await?.map(ExportReportSuccess::Status200Csv)),
                _ => Err(reply.undocumented().await),
            },
            _ => Err(reply.undocumented().await),
        }
    }
}

/// What `exportReport` answers when it succeeds.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportReportSuccess {
    /// The report (`application/json`).
    Status200Json(types::Report),
    /// The report (`text/csv`).
    Status200Csv(String),
}

/// A call of `downloadReport`.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct DownloadReportCall {
    call: Call,
}

impl DownloadReportCall {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`DownloadReportError`] when the API answers with a documented error.
    pub async fn send(self) -> Result<Response<Body>, Error<DownloadReportError>> {
        let reply = self.call.send().await?;
        let status = reply.status();
        match status.as_u16() {
            200 => Ok(reply.binary().await?),
            404 => Err(Error::api(
                reply
                    .json::<types::Fault>()
                    .await?
                    .map(DownloadReportError::Status404),
            )),
            _ => Err(reply.undocumented().await),
        }
    }
}

/// What `downloadReport` answers when it fails.
#[derive(Clone, Debug, PartialEq)]
pub enum DownloadReportError {
    /// There is no such report.
    Status404(types::Fault),
}
