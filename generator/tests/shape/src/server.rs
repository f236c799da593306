//! The server: traits to implement, and the router that calls them.

use std::future::Future;
use std::sync::Arc;

use api_runtime::body::Body;
use api_runtime::check::{Check, Location};
use api_runtime::formats::Uuid;
use api_runtime::headers::WithHeaders;
use api_runtime::http::StatusCode;
use api_runtime::http::request::Parts;
use api_runtime::ndjson::Lines;
use api_runtime::security::{ApiKey, Basic, Bearer, Denied, Offer};
use api_runtime::server::{Call, Context, Problem, Refusal, Reply, Router, answer};
use api_runtime::sse::Events;
use api_runtime::style::Style;

use crate::{operations, types};

/// Who is calling: one method per security scheme.
pub trait Security: Send + Sync + 'static {
    /// What a good credential stands for.
    type Principal: Send + Sync + 'static;

    /// `accessToken`: API key in the header `X-Access-Token`.
    fn access_token(
        &self,
        request: &Parts,
        credential: ApiKey,
    ) -> impl Future<Output = Result<Self::Principal, Denied>> + Send;

    /// `session`: bearer token (JWT).
    fn session(
        &self,
        request: &Parts,
        credential: Bearer,
    ) -> impl Future<Output = Result<Self::Principal, Denied>> + Send;

    /// `operator`: HTTP basic authentication.
    fn operator(
        &self,
        request: &Parts,
        credential: Basic,
    ) -> impl Future<Output = Result<Self::Principal, Denied>> + Send;

    /// `partner`: OAuth 2.0 token.
    fn partner(
        &self,
        request: &Parts,
        credential: Bearer,
    ) -> impl Future<Output = Result<Self::Principal, Denied>> + Send;
}

/// Operations tagged `users`: User administration.
pub trait Users: Security {
    /// What a method may fail with, besides the documented responses.
    type Error: Into<Problem> + Send;

    /// Lists the users.
    ///
    /// `GET /users`
    fn list_users(
        &self,
        cx: &Context<Self::Principal>,
        request: ListUsersRequest,
    ) -> impl Future<Output = Result<ListUsersResponse, Self::Error>> + Send;

    /// Shows a user.
    ///
    /// `GET /users/{username}`
    fn get_user(
        &self,
        cx: &Context<Self::Principal>,
        request: GetUserRequest,
    ) -> impl Future<Output = Result<GetUserResponse, Self::Error>> + Send;

    /// Creates a user.
    ///
    /// `POST /users`
    fn create_user(
        &self,
        cx: &Context<Self::Principal>,
        request: CreateUserRequest,
    ) -> impl Future<Output = Result<CreateUserResponse, Self::Error>> + Send;

    /// Changes a user.
    ///
    /// `PUT /users/{username}`
    fn update_user(
        &self,
        cx: &Context<Self::Principal>,
        request: UpdateUserRequest,
    ) -> impl Future<Output = Result<UpdateUserResponse, Self::Error>> + Send;

    /// Deletes a user.
    ///
    /// `DELETE /users/{username}`
    fn delete_user(
        &self,
        cx: &Context<Self::Principal>,
        request: DeleteUserRequest,
    ) -> impl Future<Output = Result<DeleteUserResponse, Self::Error>> + Send;

    /// Sets a user's picture.
    ///
    /// `PUT /users/{username}/avatar`
    fn upload_avatar(
        &self,
        cx: &Context<Self::Principal>,
        request: UploadAvatarRequest,
    ) -> impl Future<Output = Result<UploadAvatarResponse, Self::Error>> + Send;

    /// Sets a user's motto.
    ///
    /// `PUT /users/{username}/motto`
    fn set_motto(
        &self,
        cx: &Context<Self::Principal>,
        request: SetMottoRequest,
    ) -> impl Future<Output = Result<SetMottoResponse, Self::Error>> + Send;

    /// Begins a session.
    ///
    /// `POST /login`
    fn login(
        &self,
        cx: &Context<()>,
        request: LoginRequest,
    ) -> impl Future<Output = Result<LoginResponse, Self::Error>> + Send;
}

/// Operations tagged `reports`.
pub trait Reports: Security {
    /// What a method may fail with, besides the documented responses.
    type Error: Into<Problem> + Send;

    /// Lists the reports, one a line.
    ///
    /// `GET /reports`
    fn list_reports(
        &self,
        cx: &Context<Option<Self::Principal>>,
        request: ListReportsRequest,
    ) -> impl Future<Output = Result<ListReportsResponse, Self::Error>> + Send;

    /// Makes a report of what is given.
    ///
    /// `POST /reports`
    fn import_report(
        &self,
        cx: &Context<Self::Principal>,
        request: ImportReportRequest,
    ) -> impl Future<Output = Result<ImportReportResponse, Self::Error>> + Send;

    /// Tells what happens to reports, as it happens.
    ///
    /// `GET /reports/events`
    fn watch_reports(
        &self,
        cx: &Context<()>,
        request: WatchReportsRequest,
    ) -> impl Future<Output = Result<WatchReportsResponse, Self::Error>> + Send;

    /// Shows a report.
    ///
    /// `GET /reports/{reportId}`
    fn get_report(
        &self,
        cx: &Context<Self::Principal>,
        request: GetReportRequest,
    ) -> impl Future<Output = Result<GetReportResponse, Self::Error>> + Send;

    /// Puts a note on a report.
    ///
    /// `PATCH /reports/{reportId}`
    fn annotate_report(
        &self,
        cx: &Context<Self::Principal>,
        request: AnnotateReportRequest,
    ) -> impl Future<Output = Result<AnnotateReportResponse, Self::Error>> + Send;

    /// Removes a report.
    ///
    /// `DELETE /reports/{reportId}`
    fn delete_report(
        &self,
        cx: &Context<Self::Principal>,
        request: DeleteReportRequest,
    ) -> impl Future<Output = Result<DeleteReportResponse, Self::Error>> + Send;

    /// Gives a report as JSON or as CSV.
    ///
    /// `GET /reports/{reportId}/export`
    fn export_report(
        &self,
        cx: &Context<()>,
        request: ExportReportRequest,
    ) -> impl Future<Output = Result<ExportReportResponse, Self::Error>> + Send;

    /// Gives a report's file.
    ///
    /// `GET /reports/{reportId}/file`
    fn download_report(
        &self,
        cx: &Context<()>,
        request: DownloadReportRequest,
    ) -> impl Future<Output = Result<DownloadReportResponse, Self::Error>> + Send;
}

/// The whole API.
pub trait Api: Users + Reports {}

impl<T: Users + Reports> Api for T {}

/// The service that answers for `api`: runs under hyper, nests in axum.
pub fn router<A: Api>(api: A) -> Router {
    Router::of(api)
        .route(&operations::LIST_USERS, list_users)
        .route(&operations::GET_USER, get_user)
        .route(&operations::CREATE_USER, create_user)
        .route(&operations::UPDATE_USER, update_user)
        .route(&operations::DELETE_USER, delete_user)
        .route(&operations::UPLOAD_AVATAR, upload_avatar)
        .route(&operations::SET_MOTTO, set_motto)
        .route(&operations::LOGIN, login)
        .route(&operations::LIST_REPORTS, list_reports)
        .route(&operations::IMPORT_REPORT, import_report)
        .route(&operations::WATCH_REPORTS, watch_reports)
        .route(&operations::GET_REPORT, get_report)
        .route(&operations::ANNOTATE_REPORT, annotate_report)
        .route(&operations::DELETE_REPORT, delete_report)
        .route(&operations::EXPORT_REPORT, export_report)
        .route(&operations::DOWNLOAD_REPORT, download_report)
        .build()
}

/// Hands a credential to the method of its scheme.
async fn identify<A: Security>(api: Arc<A>, offer: Offer) -> Result<A::Principal, Denied> {
    match offer.scheme.name {
        "accessToken" => {
            api.access_token(&offer.request, offer.credential.api_key()?)
                .await
        }
        "session" => {
            api.session(&offer.request, offer.credential.bearer()?)
                .await
        }
        "operator" => {
            api.operator(&offer.request, offer.credential.basic()?)
                .await
        }
        "partner" => {
            api.partner(&offer.request, offer.credential.bearer()?)
                .await
        }
        _ => Err(Denied::unknown_scheme()),
    }
}

/// What `listUsers` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct ListUsersRequest {
    /// At most this many users.
    pub limit: i64,
    /// Only users with all of these tags.
    pub tags: Option<Vec<String>>,
    /// Only users with this role.
    pub role: Option<types::Role>,
}

/// What `listUsers` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum ListUsersResponse {
    /// The users.
    Status200(types::Users),
    /// The request was not authenticated.
    Status401(types::AuthFailure),
}

impl From<ListUsersResponse> for Reply {
    fn from(response: ListUsersResponse) -> Self {
        match response {
            ListUsersResponse::Status200(body) => Reply::json(StatusCode::OK, &body),
            ListUsersResponse::Status401(body) => Reply::json(StatusCode::UNAUTHORIZED, &body),
        }
    }
}

async fn list_users<A: Users>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let limit = call.query_optional("limit", Style::FORM);
    call.check_optional(Location::Query, "limit", &limit, |at, limit: &i64| {
        at.minimum(*limit, 1);
        at.maximum(*limit, 100);
    });
    let tags = call.query_optional("tags", Style::FORM.explode(false));
    call.check_optional(Location::Query, "tags", &tags, |at, tags: &Vec<String>| {
        at.each(tags, |at, tag| at.length(tag, Some(1), None));
    });
    let role = call.query_optional("role", Style::FORM);
    call.check_optional(Location::Query, "role", &role, |at, role: &types::Role| {
        role.check(at)
    });
    let request = call.accept(|| {
        Ok(ListUsersRequest {
            limit: limit?.unwrap_or(20),
            tags: tags?,
            role: role?,
        })
    })?;
    answer(api.list_users(&cx, request).await)
}

/// What `getUser` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct GetUserRequest {
    /// The user's name.
    pub username: String,
}

/// What `getUser` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum GetUserResponse {
    /// The user.
    Status200(types::Users),
    /// The request was not authenticated.
    Status401(types::AuthFailure),
    /// There is no such user.
    Status404,
}

impl From<GetUserResponse> for Reply {
    fn from(response: GetUserResponse) -> Self {
        match response {
            GetUserResponse::Status200(body) => Reply::json(StatusCode::OK, &body),
            GetUserResponse::Status401(body) => Reply::json(StatusCode::UNAUTHORIZED, &body),
            GetUserResponse::Status404 => Reply::empty(StatusCode::NOT_FOUND),
        }
    }
}

async fn get_user<A: Users>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let username = call.path("username", Style::SIMPLE);
    let request = call.accept(|| {
        Ok(GetUserRequest {
            username: username?,
        })
    })?;
    answer(api.get_user(&cx, request).await)
}

/// What `createUser` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateUserRequest {
    /// An id for the request, repeated in logs.
    pub x_request_id: Option<Uuid>,
    /// The user.
    pub body: types::CreateUser,
}

/// What `createUser` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum CreateUserResponse {
    /// The user's name.
    Status201(types::UserRefs),
    /// The request was not authenticated.
    Status401(types::AuthFailure),
}

impl From<CreateUserResponse> for Reply {
    fn from(response: CreateUserResponse) -> Self {
        match response {
            CreateUserResponse::Status201(body) => Reply::json(StatusCode::CREATED, &body),
            CreateUserResponse::Status401(body) => Reply::json(StatusCode::UNAUTHORIZED, &body),
        }
    }
}

async fn create_user<A: Users>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let x_request_id = call.header_optional("X-Request-Id", Style::SIMPLE);
    let body = call.json().await;
    call.check_body(&body, |at, body: &types::CreateUser| body.check(at));
    let request = call.accept(|| {
        Ok(CreateUserRequest {
            x_request_id: x_request_id?,
            body: body?,
        })
    })?;
    answer(api.create_user(&cx, request).await)
}

/// What `updateUser` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdateUserRequest {
    /// The user's name.
    pub username: String,
    /// The changes.
    pub body: types::UpdateUser,
}

/// What `updateUser` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum UpdateUserResponse {
    /// The user's name.
    Status200(types::UserRefs),
    /// The request was not authenticated.
    Status401(types::AuthFailure),
    /// Anything else.
    Default(StatusCode, types::Fault),
}

impl From<UpdateUserResponse> for Reply {
    fn from(response: UpdateUserResponse) -> Self {
        match response {
            UpdateUserResponse::Status200(body) => Reply::json(StatusCode::OK, &body),
            UpdateUserResponse::Status401(body) => Reply::json(StatusCode::UNAUTHORIZED, &body),
            UpdateUserResponse::Default(status, body) => Reply::json(status, &body),
        }
    }
}

async fn update_user<A: Users>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let username = call.path("username", Style::SIMPLE);
    let body = call.json().await;
    call.check_body(&body, |at, body: &types::UpdateUser| body.check(at));
    let request = call.accept(|| {
        Ok(UpdateUserRequest {
            username: username?,
            body: body?,
        })
    })?;
    answer(api.update_user(&cx, request).await)
}

/// What `deleteUser` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteUserRequest {
    /// The user's name.
    pub username: String,
}

/// What `deleteUser` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum DeleteUserResponse {
    /// The user's name.
    Status200(types::UserRefs),
    /// The request was not authenticated.
    Status401(types::AuthFailure),
}

impl From<DeleteUserResponse> for Reply {
    fn from(response: DeleteUserResponse) -> Self {
        match response {
            DeleteUserResponse::Status200(body) => Reply::json(StatusCode::OK, &body),
            DeleteUserResponse::Status401(body) => Reply::json(StatusCode::UNAUTHORIZED, &body),
        }
    }
}

async fn delete_user<A: Users>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let username = call.path("username", Style::SIMPLE);
    let request = call.accept(|| {
        Ok(DeleteUserRequest {
            username: username?,
        })
    })?;
    answer(api.delete_user(&cx, request).await)
}

/// What `uploadAvatar` is asked.
#[derive(Debug)]
pub struct UploadAvatarRequest {
    /// The user's name.
    pub username: String,
    /// The picture.
    pub body: types::UploadAvatarBody,
}

/// What `uploadAvatar` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum UploadAvatarResponse {
    /// The picture is set.
    Status204,
}

impl From<UploadAvatarResponse> for Reply {
    fn from(response: UploadAvatarResponse) -> Self {
        match response {
            UploadAvatarResponse::Status204 => Reply::empty(StatusCode::NO_CONTENT),
        }
    }
}

async fn upload_avatar<A: Users>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let username = call.path("username", Style::SIMPLE);
    let body = call.multipart("multipart/form-data").await;
    let request = call.accept(|| {
        Ok(UploadAvatarRequest {
            username: username?,
            body: body?,
        })
    })?;
    answer(api.upload_avatar(&cx, request).await)
}

/// What `setMotto` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct SetMottoRequest {
    /// The user's name.
    pub username: String,
    /// The motto.
    pub body: String,
}

/// What `setMotto` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum SetMottoResponse {
    /// The motto.
    Status200(String),
}

impl From<SetMottoResponse> for Reply {
    fn from(response: SetMottoResponse) -> Self {
        match response {
            SetMottoResponse::Status200(body) => Reply::text(StatusCode::OK, "text/plain", body),
        }
    }
}

async fn set_motto<A: Users>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let username = call.path("username", Style::SIMPLE);
    let body = call.text("text/plain").await;
    let request = call.accept(|| {
        Ok(SetMottoRequest {
            username: username?,
            body: body?,
        })
    })?;
    answer(api.set_motto(&cx, request).await)
}

/// What `login` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct LoginRequest {
    /// Who logs in.
    pub body: types::Login,
}

/// What `login` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum LoginResponse {
    /// The session.
    Status200(types::Session),
    /// The request was not authenticated.
    Status401(types::AuthFailure),
}

impl From<LoginResponse> for Reply {
    fn from(response: LoginResponse) -> Self {
        match response {
            LoginResponse::Status200(body) => Reply::json(StatusCode::OK, &body),
            LoginResponse::Status401(body) => Reply::json(StatusCode::UNAUTHORIZED, &body),
        }
    }
}

async fn login<A: Users>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call.open();
    let body = call.form(&[("scopes", Style::SPACE_DELIMITED)]).await;
    call.check_body(&body, |at, body: &types::Login| body.check(at));
    let request = call.accept(|| Ok(LoginRequest { body: body? }))?;
    answer(api.login(&cx, request).await)
}

/// What `listReports` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct ListReportsRequest {
    /// Only reports like this.
    pub filter: Option<types::ReportFilter>,
}

/// What `listReports` may answer.
#[derive(Debug)]
pub enum ListReportsResponse {
    /// The reports.
    Status200(Lines<types::Report>),
}

impl From<ListReportsResponse> for Reply {
    fn from(response: ListReportsResponse) -> Self {
        match response {
            ListReportsResponse::Status200(body) => {
                Reply::lines(StatusCode::OK, "application/x-ndjson", body)
            }
        }
    }
}

async fn list_reports<A: Reports>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate_optional(|offer| identify(api.clone(), offer))
        .await?;
    let filter = call.query_optional("filter", Style::DEEP_OBJECT);
    let request = call.accept(|| Ok(ListReportsRequest { filter: filter? }))?;
    answer(api.list_reports(&cx, request).await)
}

/// What `importReport` is asked.
#[derive(Debug)]
pub struct ImportReportRequest {
    /// What to make the report of.
    pub body: types::ImportReportBody,
}

/// What `importReport` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportReportResponse {
    /// The report.
    Status201(types::Report),
    /// The report cannot be made.
    Status4XX(StatusCode, types::Fault),
}

impl From<ImportReportResponse> for Reply {
    fn from(response: ImportReportResponse) -> Self {
        match response {
            ImportReportResponse::Status201(body) => Reply::json(StatusCode::CREATED, &body),
            ImportReportResponse::Status4XX(status, body) => Reply::json(status, &body),
        }
    }
}

async fn import_report<A: Reports>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let media_types = &["application/json", "text/plain", "application/octet-stream"];
    let body = match call.media_type(media_types) {
        Ok(0) => {
            let body = call.json().await;
            call.check_body(&body, |at, body: &types::ReportDraft| body.check(at));
            body.map(types::ImportReportBody::Json)
        }
        Ok(1) => call
            .text("text/plain")
            .await
            .map(types::ImportReportBody::Text),
        Ok(_) => call
            .binary("application/octet-stream")
            .map(types::ImportReportBody::OctetStream),
        Err(invalid) => Err(invalid),
    };
    let request = call.accept(|| Ok(ImportReportRequest { body: body? }))?;
    answer(api.import_report(&cx, request).await)
}

/// What `watchReports` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchReportsRequest {
    /// Continue after the event with this id.
    pub last_event_id: Option<String>,
}

/// What `watchReports` may answer.
#[derive(Debug)]
pub enum WatchReportsResponse {
    /// What happens.
    Status200(Events<types::ReportEvent>),
}

impl From<WatchReportsResponse> for Reply {
    fn from(response: WatchReportsResponse) -> Self {
        match response {
            WatchReportsResponse::Status200(body) => Reply::events(StatusCode::OK, body),
        }
    }
}

async fn watch_reports<A: Reports>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call.open();
    let last_event_id = call.header_optional("Last-Event-ID", Style::SIMPLE);
    let request = call.accept(|| {
        Ok(WatchReportsRequest {
            last_event_id: last_event_id?,
        })
    })?;
    answer(api.watch_reports(&cx, request).await)
}

/// What `getReport` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct GetReportRequest {
    /// The report's number.
    pub report_id: i64,
    /// The reader's locale.
    pub locale: Option<String>,
}

/// What `getReport` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum GetReportResponse {
    /// The report.
    Status200(WithHeaders<types::Report, types::GetReport200Headers>),
    /// The report is not ready.
    Status202(types::ReportPending),
    /// The report cannot be shown.
    Status4XX(StatusCode, types::Fault),
    /// Anything else.
    Default(StatusCode, types::Fault),
}

impl From<GetReportResponse> for Reply {
    fn from(response: GetReportResponse) -> Self {
        match response {
            GetReportResponse::Status200(WithHeaders { body, headers }) => {
                Reply::json(StatusCode::OK, &body).headers(&headers)
            }
            GetReportResponse::Status202(body) => Reply::json(StatusCode::ACCEPTED, &body),
            GetReportResponse::Status4XX(status, body) => Reply::json(status, &body),
            GetReportResponse::Default(status, body) => Reply::json(status, &body),
        }
    }
}

async fn get_report<A: Reports>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let report_id = call.path("reportId", Style::SIMPLE);
    call.check(Location::Path, "reportId", &report_id, |at, id: &i64| {
        at.minimum(*id, 1)
    });
    let locale = call.cookie_optional("locale", Style::FORM);
    let request = call.accept(|| {
        Ok(GetReportRequest {
            report_id: report_id?,
            locale: locale?,
        })
    })?;
    answer(api.get_report(&cx, request).await)
}

/// What `annotateReport` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnotateReportRequest {
    /// The report's number.
    pub report_id: i64,
    /// The note.
    pub body: Option<types::Note>,
}

/// What `annotateReport` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum AnnotateReportResponse {
    /// The note.
    Status200(types::Note),
}

impl From<AnnotateReportResponse> for Reply {
    fn from(response: AnnotateReportResponse) -> Self {
        match response {
            AnnotateReportResponse::Status200(body) => Reply::json(StatusCode::OK, &body),
        }
    }
}

async fn annotate_report<A: Reports>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let report_id = call.path("reportId", Style::SIMPLE);
    let body = match call.has_body() {
        true => call.json().await.map(Some),
        false => Ok(None),
    };
    let request = call.accept(|| {
        Ok(AnnotateReportRequest {
            report_id: report_id?,
            body: body?,
        })
    })?;
    answer(api.annotate_report(&cx, request).await)
}

/// What `deleteReport` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteReportRequest {
    /// The report's number.
    pub report_id: i64,
}

/// What `deleteReport` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum DeleteReportResponse {
    /// The report is gone.
    Status204,
    /// Anything else.
    Default(StatusCode, types::Fault),
}

impl From<DeleteReportResponse> for Reply {
    fn from(response: DeleteReportResponse) -> Self {
        match response {
            DeleteReportResponse::Status204 => Reply::empty(StatusCode::NO_CONTENT),
            DeleteReportResponse::Default(status, body) => Reply::json(status, &body),
        }
    }
}

async fn delete_report<A: Reports>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call
        .authenticate(|offer| identify(api.clone(), offer))
        .await?;
    let report_id = call.path("reportId", Style::SIMPLE);
    let request = call.accept(|| {
        Ok(DeleteReportRequest {
            report_id: report_id?,
        })
    })?;
    answer(api.delete_report(&cx, request).await)
}

/// What `exportReport` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportReportRequest {
    /// The report's number.
    pub report_id: i64,
}

/// What `exportReport` may answer.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportReportResponse {
    /// The report (`application/json`).
    Status200Json(types::Report),
    /// The report (`text/csv`).
    Status200Csv(String),
}

impl From<ExportReportResponse> for Reply {
    fn from(response: ExportReportResponse) -> Self {
        match response {
            ExportReportResponse::Status200Json(body) => Reply::json(StatusCode::OK, &body),
            ExportReportResponse::Status200Csv(body) => {
                Reply::text(StatusCode::OK, "text/csv", body)
            }
        }
    }
}

async fn export_report<A: Reports>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call.open();
    let report_id = call.path("reportId", Style::SIMPLE);
    let request = call.accept(|| {
        Ok(ExportReportRequest {
            report_id: report_id?,
        })
    })?;
    answer(api.export_report(&cx, request).await)
}

/// What `downloadReport` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct DownloadReportRequest {
    /// The report's number.
    pub report_id: i64,
}

/// What `downloadReport` may answer.
#[derive(Debug)]
pub enum DownloadReportResponse {
    /// The file.
    Status200(Body),
    /// There is no such report.
    Status404(types::Fault),
}

impl From<DownloadReportResponse> for Reply {
    fn from(response: DownloadReportResponse) -> Self {
        match response {
            DownloadReportResponse::Status200(body) => {
                Reply::binary(StatusCode::OK, "application/octet-stream", body)
            }
            DownloadReportResponse::Status404(body) => Reply::json(StatusCode::NOT_FOUND, &body),
        }
    }
}

async fn download_report<A: Reports>(api: Arc<A>, mut call: Call) -> Result<Reply, Refusal> {
    let cx = call.open();
    let report_id = call.path("reportId", Style::SIMPLE);
    let request = call.accept(|| {
        Ok(DownloadReportRequest {
            report_id: report_id?,
        })
    })?;
    answer(api.download_report(&cx, request).await)
}
