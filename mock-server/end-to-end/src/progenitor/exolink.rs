//! The 28 operations of Exolink.

use exolink::progenitor::Client;

use super::call;
use crate::Call;
use crate::ours::exolink::{
    TENANT, USER, invite, new_person, new_profile, new_profile_name, new_tenant_name, office,
    two_roles, viewer,
};

/// Calls them all.
pub async fn call_exolink(client: &Client) -> Vec<Call> {
    let mut calls = call_account(client).await;
    calls.extend(call_people(client).await);
    calls.extend(call_addresses(client).await);
    calls.extend(call_profiles(client).await);
    calls.extend(call_provisioning(client).await);
    calls
}

async fn call_account(client: &Client) -> Vec<Call> {
    vec![
        call("get_user", client.get_user().user_id(USER).send().await),
        call(
            "update_user",
            client
                .update_user()
                .user_id(USER)
                .body(new_person())
                .send()
                .await,
        ),
        call("list_products", client.list_products().send().await),
        call(
            "get_product",
            client.get_product().product_id(1).send().await,
        ),
        call(
            "get_tenant",
            client.get_tenant().tenant(TENANT).send().await,
        ),
        call(
            "update_tenant",
            client
                .update_tenant()
                .tenant(TENANT)
                .body(new_tenant_name())
                .send()
                .await,
        ),
        call(
            "get_tenant_stats",
            client.get_tenant_stats().tenant(TENANT).send().await,
        ),
        call(
            "get_tenant_subscription",
            client.get_tenant_subscription().tenant(TENANT).send().await,
        ),
        call(
            "get_billing_portal",
            client.get_billing_portal().tenant(TENANT).send().await,
        ),
    ]
}

async fn call_people(client: &Client) -> Vec<Call> {
    vec![
        call(
            "list_tenant_users",
            client.list_tenant_users().tenant(TENANT).send().await,
        ),
        call(
            "bulk_set_user_roles",
            client
                .bulk_set_user_roles()
                .tenant(TENANT)
                .body(two_roles())
                .send()
                .await,
        ),
        call(
            "set_user_role",
            client
                .set_user_role()
                .tenant(TENANT)
                .user_id(USER)
                .body(viewer())
                .send()
                .await,
        ),
        call(
            "remove_tenant_user",
            client
                .remove_tenant_user()
                .tenant(TENANT)
                .user_id(USER)
                .send()
                .await,
        ),
        call(
            "create_tenant_invite",
            client
                .create_tenant_invite()
                .tenant(TENANT)
                .body(invite())
                .send()
                .await,
        ),
    ]
}

async fn call_addresses(client: &Client) -> Vec<Call> {
    vec![
        call(
            "list_tenant_ips",
            client.list_tenant_ips().tenant(TENANT).send().await,
        ),
        call(
            "add_tenant_ip",
            client
                .add_tenant_ip()
                .tenant(TENANT)
                .body(office())
                .send()
                .await,
        ),
        call(
            "delete_tenant_ip",
            client
                .delete_tenant_ip()
                .tenant(TENANT)
                .ip_id(1)
                .send()
                .await,
        ),
        call(
            "get_tenant_metrics",
            client.get_tenant_metrics().tenant(TENANT).send().await,
        ),
    ]
}

async fn call_profiles(client: &Client) -> Vec<Call> {
    let update = client.update_profile().tenant(TENANT).profile_id(1);
    vec![
        call(
            "list_profiles",
            client.list_profiles().tenant(TENANT).send().await,
        ),
        call(
            "create_profile",
            client
                .create_profile()
                .tenant(TENANT)
                .body(new_profile())
                .send()
                .await,
        ),
        call(
            "get_profile",
            client
                .get_profile()
                .tenant(TENANT)
                .profile_id(1)
                .send()
                .await,
        ),
        call(
            "update_profile",
            update.body(new_profile_name()).send().await,
        ),
        call(
            "delete_profile",
            client
                .delete_profile()
                .tenant(TENANT)
                .profile_id(1)
                .send()
                .await,
        ),
    ]
}

async fn call_provisioning(client: &Client) -> Vec<Call> {
    vec![
        call(
            "get_provision_status",
            client.get_provision_status().tenant(TENANT).send().await,
        ),
        call(
            "start_provisioning",
            client.start_provisioning().tenant(TENANT).send().await,
        ),
        call(
            "stop_provisioning",
            client.stop_provisioning().tenant(TENANT).send().await,
        ),
        call("list_cpms", client.list_cpms().tenant(TENANT).send().await),
        call(
            "list_chargers",
            client.list_chargers().tenant(TENANT).send().await,
        ),
    ]
}
