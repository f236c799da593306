//! The operations of the API as data: method, path, security and server of each.

use api_runtime::http::Method;
use api_runtime::operation::{Need, Operation, Scheme, Security, Server};

/// `https://{domain}`: The API itself.
pub static DEFAULT_SERVER: Server = Server {
    url: "https://{domain}",
    variables: &[("domain", "links.example.com")],
};

/// `https://files.example.com/v1`: Large files.
pub static FILES_SERVER: Server = Server {
    url: "https://files.example.com/v1",
    variables: &[],
};

/// `accessToken`: API key in the header `X-Access-Token`.
pub static ACCESS_TOKEN: Scheme = Scheme::api_key_header("accessToken", "X-Access-Token");

/// `session`: bearer token (JWT).
pub static SESSION: Scheme = Scheme::bearer("session");

/// `operator`: HTTP basic authentication.
pub static OPERATOR: Scheme = Scheme::basic("operator");

/// `partner`: OAuth 2.0 token.
pub static PARTNER: Scheme = Scheme::oauth2("partner");

const BY_ACCESS_TOKEN: Security = &[&[Need::of(&ACCESS_TOKEN)]];

/// Either the session, or the access token together with the operator's password.
const BY_SESSION_OR_OPERATOR: Security = &[
    &[Need::of(&SESSION)],
    &[Need::of(&ACCESS_TOKEN), Need::of(&OPERATOR)],
];

/// `{}` is one of the alternatives: credentials are used when they are there.
const BY_PARTNER_OR_NOBODY: Security = &[&[Need::scoped(&PARTNER, &["reports:read"])], &[]];

/// `listUsers`: `GET /users`
pub static LIST_USERS: Operation = Operation::new("listUsers", Method::GET, "/users")
    .security(BY_ACCESS_TOKEN)
    .server(&DEFAULT_SERVER)
    .produces(&["application/json"]);

/// `getUser`: `GET /users/{username}`
pub static GET_USER: Operation = Operation::new("getUser", Method::GET, "/users/{username}")
    .security(BY_ACCESS_TOKEN)
    .server(&DEFAULT_SERVER)
    .produces(&["application/json"]);

/// `createUser`: `POST /users`
pub static CREATE_USER: Operation = Operation::new("createUser", Method::POST, "/users")
    .security(BY_ACCESS_TOKEN)
    .server(&DEFAULT_SERVER)
    .produces(&["application/json"]);

/// `updateUser`: `PUT /users/{username}`
pub static UPDATE_USER: Operation = Operation::new("updateUser", Method::PUT, "/users/{username}")
    .security(BY_ACCESS_TOKEN)
    .server(&DEFAULT_SERVER)
    .produces(&["application/json"]);

/// `deleteUser`: `DELETE /users/{username}`
pub static DELETE_USER: Operation =
    Operation::new("deleteUser", Method::DELETE, "/users/{username}")
        .security(BY_ACCESS_TOKEN)
        .server(&DEFAULT_SERVER)
        .produces(&["application/json"]);

/// `uploadAvatar`: `PUT /users/{username}/avatar`
pub static UPLOAD_AVATAR: Operation =
    Operation::new("uploadAvatar", Method::PUT, "/users/{username}/avatar")
        .security(BY_ACCESS_TOKEN)
        .server(&DEFAULT_SERVER);

/// `setMotto`: `PUT /users/{username}/motto`
pub static SET_MOTTO: Operation =
    Operation::new("setMotto", Method::PUT, "/users/{username}/motto")
        .security(BY_ACCESS_TOKEN)
        .server(&DEFAULT_SERVER)
        .produces(&["text/plain"]);

/// `login`: `POST /login`
pub static LOGIN: Operation = Operation::new("login", Method::POST, "/login")
    .server(&DEFAULT_SERVER)
    .produces(&["application/json"]);

/// `listReports`: `GET /reports`
pub static LIST_REPORTS: Operation = Operation::new("listReports", Method::GET, "/reports")
    .security(BY_PARTNER_OR_NOBODY)
    .server(&DEFAULT_SERVER)
    .produces(&["application/x-ndjson"]);

/// `importReport`: `POST /reports`
pub static IMPORT_REPORT: Operation = Operation::new("importReport", Method::POST, "/reports")
    .security(BY_SESSION_OR_OPERATOR)
    .server(&DEFAULT_SERVER)
    .produces(&["application/json"]);

/// `watchReports`: `GET /reports/events`
pub static WATCH_REPORTS: Operation =
    Operation::new("watchReports", Method::GET, "/reports/events")
        .server(&DEFAULT_SERVER)
        .produces(&["text/event-stream"]);

/// `getReport`: `GET /reports/{reportId}`
pub static GET_REPORT: Operation = Operation::new("getReport", Method::GET, "/reports/{reportId}")
    .security(BY_SESSION_OR_OPERATOR)
    .server(&DEFAULT_SERVER)
    .produces(&["application/json"]);

/// `annotateReport`: `PATCH /reports/{reportId}`
pub static ANNOTATE_REPORT: Operation =
    Operation::new("annotateReport", Method::PATCH, "/reports/{reportId}")
        .security(BY_SESSION_OR_OPERATOR)
        .server(&DEFAULT_SERVER)
        .produces(&["application/json"]);

/// `deleteReport`: `DELETE /reports/{reportId}`
pub static DELETE_REPORT: Operation =
    Operation::new("deleteReport", Method::DELETE, "/reports/{reportId}")
        .security(BY_SESSION_OR_OPERATOR)
        .server(&DEFAULT_SERVER)
        .produces(&["application/json"]);

/// `exportReport`: `GET /reports/{reportId}/export`
pub static EXPORT_REPORT: Operation =
    Operation::new("exportReport", Method::GET, "/reports/{reportId}/export")
        .server(&DEFAULT_SERVER)
        .produces(&["application/json", "text/csv"]);

/// `downloadReport`: `GET /reports/{reportId}/file`
pub static DOWNLOAD_REPORT: Operation =
    Operation::new("downloadReport", Method::GET, "/reports/{reportId}/file")
        .server(&FILES_SERVER)
        .produces(&["application/octet-stream"]);

/// Every operation, in document order.
pub static ALL: &[&Operation] = &[
    &LIST_USERS,
    &GET_USER,
    &CREATE_USER,
    &UPDATE_USER,
    &DELETE_USER,
    &UPLOAD_AVATAR,
    &SET_MOTTO,
    &LOGIN,
    &LIST_REPORTS,
    &IMPORT_REPORT,
    &WATCH_REPORTS,
    &GET_REPORT,
    &ANNOTATE_REPORT,
    &DELETE_REPORT,
    &EXPORT_REPORT,
    &DOWNLOAD_REPORT,
];
