//! The five operations of Links.

use links::progenitor::Client;

use super::call;
use crate::Call;
use crate::ours::links::{new_address, new_user};

/// Calls them all.
pub async fn call_links(client: &Client) -> Vec<Call> {
    vec![
        call("listUsers", client.list_users().send().await),
        call(
            "createUser",
            client.create_user().body(new_user()).send().await,
        ),
        call("getUser", client.get_user().username("user").send().await),
        call(
            "updateUser",
            client
                .update_user()
                .username("user")
                .body(new_address())
                .send()
                .await,
        ),
        call(
            "deleteUser",
            client.delete_user().username("user").send().await,
        ),
    ]
}
