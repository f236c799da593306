//! The five operations of Links.

use links::Client;
use links::types::{CreateUser, UpdateUser};

use super::call;
use crate::Call;

/// Calls them all.
pub async fn call_links(client: &Client) -> Vec<Call> {
    vec![
        call("listUsers", client.list_users().send().await),
        call("createUser", client.create_user(&new_user()).send().await),
        call("getUser", client.get_user("user").send().await),
        call(
            "updateUser",
            client.update_user("user", &new_address()).send().await,
        ),
        call("deleteUser", client.delete_user("user").send().await),
    ]
}

pub(crate) fn new_user() -> CreateUser {
    CreateUser {
        username: "user".to_owned(),
        password: "correct horse".to_owned(),
        email: "user@example.com".to_owned(),
        domain: Some("*".to_owned()),
    }
}

pub(crate) fn new_address() -> UpdateUser {
    UpdateUser {
        email: Some("user@example.com".to_owned()),
        ..UpdateUser::default()
    }
}
