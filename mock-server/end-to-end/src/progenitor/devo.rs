//! The ten operations of Devo. progenitor's client does not read declared headers; the tests of ours do.

use devo::progenitor::Client;

use super::call;
use crate::Call;
use crate::ours::devo::{ACCOUNT, DOMAIN, EMAIL, new_name, new_owner, new_token, roles};

/// Calls them all.
pub async fn call_devo(client: &Client) -> Vec<Call> {
    let mut calls = call_tokens(client).await;
    calls.extend(call_users(client).await);
    calls
}

async fn call_tokens(client: &Client) -> Vec<Call> {
    vec![
        call(
            "listTokens",
            client.list_tokens().account_name(ACCOUNT).send().await,
        ),
        call(
            "createToken",
            client
                .create_token()
                .account_name(ACCOUNT)
                .body(new_token())
                .send()
                .await,
        ),
        call(
            "getToken",
            client
                .get_token()
                .account_name(ACCOUNT)
                .token_id("3")
                .send()
                .await,
        ),
        call(
            "disableToken",
            client
                .disable_token()
                .account_name(ACCOUNT)
                .token_id("3")
                .send()
                .await,
        ),
        call(
            "enableToken",
            client
                .enable_token()
                .account_name(ACCOUNT)
                .token_id("3")
                .send()
                .await,
        ),
        call(
            "renameToken",
            client
                .rename_token()
                .account_name(ACCOUNT)
                .token_id("3")
                .body(new_name())
                .send()
                .await,
        ),
        call(
            "deleteToken",
            client
                .delete_token()
                .account_name(ACCOUNT)
                .token_id("3")
                .send()
                .await,
        ),
    ]
}

async fn call_users(client: &Client) -> Vec<Call> {
    let set = client
        .set_user_roles()
        .user_email(EMAIL)
        .domain_name(DOMAIN);
    let remove = client
        .remove_user_roles()
        .user_email(EMAIL)
        .domain_name(DOMAIN);
    vec![
        call(
            "addInternalUser",
            client
                .add_internal_user()
                .skip_mail_validation(true)
                .body(new_owner())
                .send()
                .await,
        ),
        call(
            "setUserRoles",
            set.body(roles(&["reviewer", "auditor"])).send().await,
        ),
        call(
            "removeUserRoles",
            remove.body(roles(&["auditor"])).send().await,
        ),
    ]
}
