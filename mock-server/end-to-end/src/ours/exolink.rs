//! The 28 operations of Exolink.

use exolink::Client;
use exolink::types::{
    AddTenantIp, CreateInvite, CreateProfile, SetUserRole, TenantRole, UpdateProfile, UpdateTenant,
    UpdateUser, UserRoleAssignment,
};

use super::call;
use crate::Call;

pub(crate) const TENANT: &str = "abc123";
pub(crate) const USER: &str = "0b6c5d9e-3f27-4f0a-9a51-7c2d8e4b1f60";

/// Calls them all.
pub async fn call_exolink(client: &Client) -> Vec<Call> {
    vec![
        call("get_user", client.get_user(USER).send().await),
        call(
            "update_user",
            client.update_user(USER, &new_person()).send().await,
        ),
        call("list_products", client.list_products().send().await),
        call("get_product", client.get_product(1).send().await),
        call("get_tenant", client.get_tenant(TENANT).send().await),
        call(
            "update_tenant",
            client
                .update_tenant(TENANT, &new_tenant_name())
                .send()
                .await,
        ),
        call(
            "get_tenant_stats",
            client.get_tenant_stats(TENANT).send().await,
        ),
        call(
            "get_tenant_subscription",
            client.get_tenant_subscription(TENANT).send().await,
        ),
        call(
            "list_tenant_users",
            client.list_tenant_users(TENANT).send().await,
        ),
        call(
            "bulk_set_user_roles",
            client
                .bulk_set_user_roles(TENANT, &two_roles())
                .send()
                .await,
        ),
        call(
            "set_user_role",
            client.set_user_role(TENANT, USER, &viewer()).send().await,
        ),
        call(
            "remove_tenant_user",
            client.remove_tenant_user(TENANT, USER).send().await,
        ),
        call(
            "create_tenant_invite",
            client.create_tenant_invite(TENANT, &invite()).send().await,
        ),
        call(
            "list_tenant_ips",
            client.list_tenant_ips(TENANT).send().await,
        ),
        call(
            "add_tenant_ip",
            client.add_tenant_ip(TENANT, &office()).send().await,
        ),
        call(
            "delete_tenant_ip",
            client.delete_tenant_ip(TENANT, 1).send().await,
        ),
        call(
            "get_tenant_metrics",
            client.get_tenant_metrics(TENANT).send().await,
        ),
        call("list_profiles", client.list_profiles(TENANT).send().await),
        call(
            "create_profile",
            client.create_profile(TENANT, &new_profile()).send().await,
        ),
        call("get_profile", client.get_profile(TENANT, 1).send().await),
        call(
            "update_profile",
            client
                .update_profile(TENANT, 1, &new_profile_name())
                .send()
                .await,
        ),
        call(
            "delete_profile",
            client.delete_profile(TENANT, 1).send().await,
        ),
        call(
            "get_provision_status",
            client.get_provision_status(TENANT).send().await,
        ),
        call(
            "start_provisioning",
            client.start_provisioning(TENANT).send().await,
        ),
        call(
            "stop_provisioning",
            client.stop_provisioning(TENANT).send().await,
        ),
        call(
            "get_billing_portal",
            client.get_billing_portal(TENANT).send().await,
        ),
        call("list_cpms", client.list_cpms(TENANT).send().await),
        call("list_chargers", client.list_chargers(TENANT).send().await),
    ]
}

pub(crate) fn new_person() -> UpdateUser {
    UpdateUser {
        given_name: Some("Anna".to_owned()),
        family_name: Some("Berger-Lind".to_owned()),
        ..UpdateUser::default()
    }
}

pub(crate) fn new_tenant_name() -> UpdateTenant {
    UpdateTenant {
        name: Some("My Company".to_owned()),
    }
}

pub(crate) fn two_roles() -> Vec<UserRoleAssignment> {
    let assign = |id: &str, role: &str| UserRoleAssignment {
        id: Some(id.to_owned()),
        role: Some(role.to_owned()),
    };
    vec![
        assign(USER, "admin"),
        assign("5e1f7a34-98cd-4b62-8d0e-21a6f3c7b945", "viewer"),
    ]
}

pub(crate) fn viewer() -> SetUserRole {
    SetUserRole {
        role: "viewer".to_owned(),
    }
}

pub(crate) fn invite() -> CreateInvite {
    CreateInvite {
        receiver: "new.colleague@example.com".to_owned(),
        role: TenantRole::User,
        language: "en".to_owned(),
    }
}

pub(crate) fn office() -> AddTenantIp {
    AddTenantIp {
        ip: "203.0.113.10".to_owned(),
        description: Some("Office".to_owned()),
    }
}

pub(crate) fn new_profile() -> CreateProfile {
    let settings = [
        ("HeartbeatInterval", "300"),
        ("MeterValueSampleInterval", "60"),
    ];
    let settings = settings.map(|(key, value)| (key.to_owned(), value.to_owned()));
    CreateProfile {
        name: "Default".to_owned(),
        description: Some("For every charger without a profile of its own.".to_owned()),
        settings: Some(settings.into_iter().collect()),
    }
}

pub(crate) fn new_profile_name() -> UpdateProfile {
    UpdateProfile {
        name: Some("Default".to_owned()),
        ..UpdateProfile::default()
    }
}
