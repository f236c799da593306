//! Links as a little user store in memory. The document has no answer for a user that does not exist or exists
//! already, so the store has none either: it finds and changes as many users as there are.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};

use api_runtime::formats::DateTime;
use api_runtime::http::StatusCode;
use api_runtime::http::request::Parts;
use api_runtime::operation::Operation;
use api_runtime::security::{ApiKey, Denied};
use api_runtime::server::{Context, Refusal, Reply, Router};
use links::server::{
    CreateUserRequest, CreateUserResponse, DeleteUserRequest, DeleteUserResponse, GetUserRequest,
    GetUserResponse, ListUsersRequest, ListUsersResponse, Security, UpdateUserRequest,
    UpdateUserResponse, Users, router,
};
use links::types::{
    AuthenticationFailure, User, UserReference, UserReferencesEnvelope, UsersEnvelope,
};

use crate::TOKEN;

/// A store without users, as a service.
pub fn links() -> Router {
    router(Store::default()).refusals(refuse)
}

#[derive(Default)]
struct Store {
    users: Mutex<BTreeMap<String, User>>,
}

/// The bearer of a token.
struct Administrator;

impl Security for Store {
    type Principal = Administrator;

    async fn access_token(&self, _: &Parts, credential: ApiKey) -> Result<Administrator, Denied> {
        match credential.key.expose() {
            TOKEN => Ok(Administrator),
            _ => Err(Denied::unauthorized("Failed to authenticate token.")),
        }
    }
}

/// The form of a failed authentication is the API's own; everything else stays a problem.
fn refuse(_: Option<&Operation>, refusal: &Refusal) -> Option<Reply> {
    let Refusal::Unauthorized { message, .. } = refusal else {
        return None;
    };
    let failure = AuthenticationFailure {
        status: 401,
        auth: false,
        message: message.clone(),
    };
    Some(Reply::json(StatusCode::UNAUTHORIZED, &failure))
}

impl Store {
    fn users(&self) -> MutexGuard<'_, BTreeMap<String, User>> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When users were last changed; tests do not wait for a clock.
fn now() -> Option<DateTime> {
    DateTime::parse_from_rfc3339("2018-08-01T15:00:00Z").ok()
}

fn found(users: Vec<User>) -> UsersEnvelope {
    let noun = if users.len() == 1 { "user" } else { "users" };
    UsersEnvelope {
        status: 200,
        message: format!("{} {noun} found.", users.len()),
        data: users,
    }
}

fn changed(status: i64, username: Option<String>, what: &str) -> UserReferencesEnvelope {
    let message = match username {
        Some(_) => format!("User {what}."),
        None => format!("0 users {what}."),
    };
    UserReferencesEnvelope {
        status,
        data: username
            .map(|username| UserReference { username })
            .into_iter()
            .collect(),
        message,
    }
}

impl Users for Store {
    type Error = Infallible;

    async fn list_users(
        &self,
        _: &Context<Administrator>,
        _: ListUsersRequest,
    ) -> Result<ListUsersResponse, Infallible> {
        let users = self.users().values().cloned().collect();
        Ok(ListUsersResponse::Status200(found(users)))
    }

    async fn create_user(
        &self,
        _: &Context<Administrator>,
        CreateUserRequest { body }: CreateUserRequest,
    ) -> Result<CreateUserResponse, Infallible> {
        let user = User {
            username: body.username.clone(),
            email: Some(body.email),
            domain: Some(body.domain.unwrap_or_else(|| "*".to_owned())),
            confirm: Some(true),
            active: Some(true),
            updated: now(),
        };
        self.users().insert(body.username.clone(), user);
        Ok(CreateUserResponse::Status201(changed(
            201,
            Some(body.username),
            "confirmed",
        )))
    }

    async fn get_user(
        &self,
        _: &Context<Administrator>,
        GetUserRequest { username }: GetUserRequest,
    ) -> Result<GetUserResponse, Infallible> {
        let users = self.users().get(&username).cloned().into_iter().collect();
        Ok(GetUserResponse::Status200(found(users)))
    }

    async fn update_user(
        &self,
        _: &Context<Administrator>,
        UpdateUserRequest { username, body }: UpdateUserRequest,
    ) -> Result<UpdateUserResponse, Infallible> {
        let username = self.users().get_mut(&username).map(|user| {
            user.email = body.email.or(user.email.take());
            user.domain = body.domain.or(user.domain.take());
            user.confirm = body.confirm.or(user.confirm);
            user.active = body.active.or(user.active);
            user.updated = now();
            username
        });
        Ok(UpdateUserResponse::Status200(changed(
            200, username, "updated",
        )))
    }

    async fn delete_user(
        &self,
        _: &Context<Administrator>,
        DeleteUserRequest { username }: DeleteUserRequest,
    ) -> Result<DeleteUserResponse, Infallible> {
        let username = self.users().remove(&username).map(|user| user.username);
        Ok(DeleteUserResponse::Status200(changed(
            200, username, "deleted",
        )))
    }
}
