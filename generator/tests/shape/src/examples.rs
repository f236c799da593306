//! The documented example of each operation, as its response; 501 where there is none.

use api_runtime::body::Body;
use api_runtime::examples::{events, lines, missing, parse};
use api_runtime::headers::WithHeaders;
use api_runtime::http::request::Parts;
use api_runtime::security::{ApiKey, Basic, Bearer, Denied};
use api_runtime::server::{Context, Problem};

use crate::server::*;

/// The example of `listUsers`.
pub fn list_users() -> Result<ListUsersResponse, Problem> {
    parse(
        r#"{
  "status": 200,
  "data": [
{
  "username": "user1",
  "email": "user@example.com",
  "domain": "*",
  "confirm": true,
  "active": true,
  "updated": "2018-08-01T15:00:00.000Z"
}
  ],
  "message": "1 user found."
}"#,
    )
    .map(ListUsersResponse::Status200)
}

/// The example of `getUser`.
pub fn get_user() -> Result<GetUserResponse, Problem> {
    parse(r#"{"status": 200, "data": [], "message": "0 users found."}"#)
        .map(GetUserResponse::Status200)
}

/// The example of `createUser`.
pub fn create_user() -> Result<CreateUserResponse, Problem> {
    parse(r#"{"status": 201, "data": [{"username": "user1"}], "message": "User confirmed."}"#)
        .map(CreateUserResponse::Status201)
}

/// The example of `updateUser`.
pub fn update_user() -> Result<UpdateUserResponse, Problem> {
    parse(r#"{"status": 200, "data": [{"username": "user1"}], "message": "User updated."}"#)
        .map(UpdateUserResponse::Status200)
}

/// The example of `deleteUser`.
pub fn delete_user() -> Result<DeleteUserResponse, Problem> {
    parse(r#"{"status": 200, "data": [{"username": "user1"}], "message": "User deleted."}"#)
        .map(DeleteUserResponse::Status200)
}

/// The example of `uploadAvatar`.
pub fn upload_avatar() -> Result<UploadAvatarResponse, Problem> {
    Ok(UploadAvatarResponse::Status204)
}

/// The example of `setMotto`.
pub fn set_motto() -> Result<SetMottoResponse, Problem> {
    Ok(SetMottoResponse::Status200("Festina lente".to_owned()))
}

/// The example of `login`: none is documented.
pub fn login() -> Result<LoginResponse, Problem> {
    Err(missing("login"))
}

/// The example of `listReports`.
pub fn list_reports() -> Result<ListReportsResponse, Problem> {
    lines("{\"id\": 1, \"title\": \"First\", \"owner\": null, \"figures\": {}}\n")
        .map(ListReportsResponse::Status200)
}

/// The example of `importReport`: none is documented.
pub fn import_report() -> Result<ImportReportResponse, Problem> {
    Err(missing("importReport"))
}

/// The example of `watchReports`.
pub fn watch_reports() -> Result<WatchReportsResponse, Problem> {
    events("data: {\"type\": \"removed\", \"id\": 1}\n\n").map(WatchReportsResponse::Status200)
}

/// The example of `getReport`.
pub fn get_report() -> Result<GetReportResponse, Problem> {
    Ok(GetReportResponse::Status200(WithHeaders {
        body: parse(r#"{"id": 1, "title": "First", "owner": null, "figures": {"sum": 1.5}}"#)?,
        headers: parse(r#"{"x-rate-limit": 10}"#)?,
    }))
}

/// The example of `annotateReport`.
pub fn annotate_report() -> Result<AnnotateReportResponse, Problem> {
    parse(r#"{"note": null}"#).map(AnnotateReportResponse::Status200)
}

/// The example of `deleteReport`.
pub fn delete_report() -> Result<DeleteReportResponse, Problem> {
    Ok(DeleteReportResponse::Status204)
}

/// The example of `exportReport`.
pub fn export_report() -> Result<ExportReportResponse, Problem> {
    Ok(ExportReportResponse::Status200Csv(
        "id,title\n1,First\n".to_owned(),
    ))
}

/// The example of `downloadReport`.
pub fn download_report() -> Result<DownloadReportResponse, Problem> {
    Ok(DownloadReportResponse::Status200(Body::from("binary")))
}

/// Answers every operation with its documented example, and takes every credential for good.
#[derive(Clone, Copy, Debug, Default)]
pub struct Examples;

impl Security for Examples {
    type Principal = ();

    async fn access_token(&self, _: &Parts, _: ApiKey) -> Result<(), Denied> {
        Ok(())
    }

    async fn session(&self, _: &Parts, _: Bearer) -> Result<(), Denied> {
        Ok(())
    }

    async fn operator(&self, _: &Parts, _: Basic) -> Result<(), Denied> {
        Ok(())
    }

    async fn partner(&self, _: &Parts, _: Bearer) -> Result<(), Denied> {
        Ok(())
    }
}

impl Users for Examples {
    type Error = Problem;

    async fn list_users(
        &self,
        _: &Context<()>,
        _: ListUsersRequest,
    ) -> Result<ListUsersResponse, Problem> {
        list_users()
    }

    async fn get_user(
        &self,
        _: &Context<()>,
        _: GetUserRequest,
    ) -> Result<GetUserResponse, Problem> {
        get_user()
    }

    async fn create_user(
        &self,
        _: &Context<()>,
        _: CreateUserRequest,
    ) -> Result<CreateUserResponse, Problem> {
        create_user()
    }

    async fn update_user(
        &self,
        _: &Context<()>,
        _: UpdateUserRequest,
    ) -> Result<UpdateUserResponse, Problem> {
        update_user()
    }

    async fn delete_user(
        &self,
        _: &Context<()>,
        _: DeleteUserRequest,
    ) -> Result<DeleteUserResponse, Problem> {
        delete_user()
    }

    async fn upload_avatar(
        &self,
        _: &Context<()>,
        _: UploadAvatarRequest,
    ) -> Result<UploadAvatarResponse, Problem> {
        upload_avatar()
    }

    async fn set_motto(
        &self,
        _: &Context<()>,
        _: SetMottoRequest,
    ) -> Result<SetMottoResponse, Problem> {
        set_motto()
    }

    async fn login(&self, _: &Context<()>, _: LoginRequest) -> Result<LoginResponse, Problem> {
        login()
    }
}

impl Reports for Examples {
    type Error = Problem;

    async fn list_reports(
        &self,
        _: &Context<Option<()>>,
        _: ListReportsRequest,
    ) -> Result<ListReportsResponse, Problem> {
        list_reports()
    }

    async fn import_report(
        &self,
        _: &Context<()>,
        _: ImportReportRequest,
    ) -> Result<ImportReportResponse, Problem> {
        import_report()
    }

    async fn watch_reports(
        &self,
        _: &Context<()>,
        _: WatchReportsRequest,
    ) -> Result<WatchReportsResponse, Problem> {
        watch_reports()
    }

    async fn get_report(
        &self,
        _: &Context<()>,
        _: GetReportRequest,
    ) -> Result<GetReportResponse, Problem> {
        get_report()
    }

    async fn annotate_report(
        &self,
        _: &Context<()>,
        _: AnnotateReportRequest,
    ) -> Result<AnnotateReportResponse, Problem> {
        annotate_report()
    }

    async fn delete_report(
        &self,
        _: &Context<()>,
        _: DeleteReportRequest,
    ) -> Result<DeleteReportResponse, Problem> {
        delete_report()
    }

    async fn export_report(
        &self,
        _: &Context<()>,
        _: ExportReportRequest,
    ) -> Result<ExportReportResponse, Problem> {
        export_report()
    }

    async fn download_report(
        &self,
        _: &Context<()>,
        _: DownloadReportRequest,
    ) -> Result<DownloadReportResponse, Problem> {
        download_report()
    }
}
