//! The ten operations of Devo.

use api_runtime::nullable::Nullable;
use devo::Client;
use devo::types::{CreateToken, NewInternalUser, RenameToken, RoleSelection};

use super::call_with_headers;
use crate::Call;

pub(crate) const ACCOUNT: &str = "sampleAccount";
pub(crate) const EMAIL: &str = "jose@devo.com";
pub(crate) const DOMAIN: &str = "my_domain@reseller";

/// Calls them all.
pub async fn call_devo(client: &Client) -> Vec<Call> {
    vec![
        call_with_headers("listTokens", client.list_tokens(ACCOUNT).send().await),
        call_with_headers(
            "createToken",
            client.create_token(ACCOUNT, &new_token()).send().await,
        ),
        call_with_headers("getToken", client.get_token(ACCOUNT, "3").send().await),
        call_with_headers(
            "disableToken",
            client.disable_token(ACCOUNT, "3").send().await,
        ),
        call_with_headers(
            "enableToken",
            client.enable_token(ACCOUNT, "3").send().await,
        ),
        call_with_headers(
            "renameToken",
            client.rename_token(ACCOUNT, "3", &new_name()).send().await,
        ),
        call_with_headers(
            "deleteToken",
            client.delete_token(ACCOUNT, "3").send().await,
        ),
        call_with_headers(
            "addInternalUser",
            client
                .add_internal_user(&new_owner())
                .skip_mail_validation(true)
                .send()
                .await,
        ),
        call_with_headers(
            "setUserRoles",
            client
                .set_user_roles(EMAIL, DOMAIN, &roles(&["reviewer", "auditor"]))
                .send()
                .await,
        ),
        call_with_headers(
            "removeUserRoles",
            client
                .remove_user_roles(EMAIL, DOMAIN, &roles(&["auditor"]))
                .send()
                .await,
        ),
    ]
}

pub(crate) fn new_token() -> CreateToken {
    CreateToken {
        name: Some("test".to_owned()),
        user: Some("user@devo.com".to_owned()),
        audience: Some("apiv2-admin aggregations apiv2".to_owned()),
        scopes: Some("table://my.app.test.tokenapi level://admin".to_owned()),
    }
}

pub(crate) fn new_name() -> RenameToken {
    RenameToken {
        name: Nullable::Value("renamed".to_owned()),
    }
}

pub(crate) fn new_owner() -> NewInternalUser {
    NewInternalUser {
        domain: Some(DOMAIN.to_owned()),
        user_name: Some("John".to_owned()),
        email: "user@devo.com".to_owned(),
        role: "OWNER".to_owned(),
        phone: Some("+34 600 000 000".to_owned()),
        external_id: None,
    }
}

pub(crate) fn roles(names: &[&str]) -> RoleSelection {
    RoleSelection {
        roles: names.iter().map(|&name| name.to_owned()).collect(),
    }
}
