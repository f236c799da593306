//! The stubs, implemented by hand, answer both clients for every operation.

use std::error::Error as StdError;

use end_to_end::stubs::{self, VIEWER_TOKEN};
use end_to_end::{Recorder, Served, Specification, TOKEN, ours, progenitor};
use serde_json::{Value, json};

type Tested = Result<(), Box<dyn StdError>>;

/// The documented success of an operation with other values in it.
fn documented(specification: &Specification, operation: &str, other: Value) -> Value {
    let (_, mut body) = specification.success(operation);
    if let (Value::Object(body), Value::Object(other)) = (&mut body, other) {
        body.extend(other);
    }
    body
}

/// What the store of users says that the document says otherwise: it begins without users, and what it has, it keeps.
fn links_bodies() -> [(&'static str, Value); 2] {
    let user = json!({
        "username": "user",
        "email": "user@example.com",
        "domain": "*",
        "confirm": true,
        "active": true,
        "updated": "2018-08-01T15:00:00Z",
    });
    [
        (
            "listUsers",
            json!({"status": 200, "data": [], "message": "0 users found."}),
        ),
        (
            "getUser",
            json!({"status": 200, "data": [user], "message": "1 user found."}),
        ),
    ]
}

#[tokio::test]
async fn links_answers_every_operation() -> Tested {
    let specification = Specification::load("links");
    let server = Served::start(stubs::links());
    let recorder = Recorder::default();
    let client = links::Client::new(&server.url())?.access_token(TOKEN);
    let client = client.with(|options| recorder.listen(options));
    let calls = ours::call_links(&client).await;
    specification.assert_answered(&calls, &links_bodies());
    assert_all_called(&specification, &recorder);

    let http = progenitor::http_client(&[("x-access-token", TOKEN)]);
    let client = links::progenitor::Client::new_with_client(&server.url(), http);
    let calls = progenitor::call_links(&client).await;
    specification.assert_answered(&calls, &links_bodies());
    Ok(())
}

#[tokio::test]
async fn links_without_a_good_token_answers_with_its_own_401() -> Tested {
    let specification = Specification::load("links");
    let server = Served::start(stubs::links());
    for token in [None, Some("another")] {
        let mut client = links::Client::new(&server.url())?;
        if let Some(token) = token {
            client = client.access_token(token);
        }
        let calls = ours::call_links(&client).await;
        specification.assert_each_once(calls.iter().map(|call| call.operation));
        for call in calls {
            let refused = format!("{:?}", call.outcome);
            assert!(refused.contains("Refused { status: 401"), "{refused}");
            assert!(
                refused.contains("AuthenticationFailure { status: 401, auth: false"),
                "{refused}"
            );
        }
    }
    Ok(())
}

/// What the broker says that the document says otherwise.
fn exolink_bodies(specification: &Specification) -> Vec<(&'static str, Value)> {
    let address =
        |id: i64, ip: &str| json!({"id": id, "ip": ip, "createdAt": "2025-05-06T11:00:00Z"});
    vec![
        (
            "update_user",
            json!({
                "userId": "0b6c5d9e-3f27-4f0a-9a51-7c2d8e4b1f60",
                "givenName": "Anna",
                "familyName": "Berger-Lind",
            }),
        ),
        (
            "get_tenant_subscription",
            json!({
                "id": 42,
                "tenantId": 1,
                "productId": 1,
                "productName": "connect_basic",
                "status": "canceled",
                "quantity": 12,
            }),
        ),
        (
            "list_tenant_users",
            json!([{
                "userId": "0b6c5d9e-3f27-4f0a-9a51-7c2d8e4b1f60",
                "username": "anna.berger@example.com",
                "role": "admin",
            }]),
        ),
        (
            "list_tenant_ips",
            json!([address(1, "203.0.113.10"), address(2, "198.51.100.0/24")]),
        ),
        (
            "add_tenant_ip",
            documented(specification, "add_tenant_ip", json!({"id": 3})),
        ),
        (
            "create_profile",
            documented(
                specification,
                "create_profile",
                json!({
                    "id": 3,
                    "createdAt": "2025-10-15T15:00:00Z",
                    "updatedAt": "2025-10-15T15:00:00Z",
                }),
            ),
        ),
        (
            "get_provision_status",
            json!({"active": false, "startedAt": null}),
        ),
    ]
}

#[tokio::test]
async fn exolink_answers_every_operation_of_ours() -> Tested {
    let specification = Specification::load("exolink");
    let server = Served::start(stubs::exolink());
    let recorder = Recorder::default();
    let client = exolink::Client::new(&server.url())?.bearer_token(TOKEN);
    let client = client.with(|options| recorder.listen(options));
    let calls = ours::call_exolink(&client).await;
    specification.assert_answered(&calls, &exolink_bodies(&specification));
    assert_all_called(&specification, &recorder);
    Ok(())
}

#[tokio::test]
async fn exolink_answers_every_operation_of_progenitor() -> Tested {
    let specification = Specification::load("exolink");
    let server = Served::start(stubs::exolink());
    let http = progenitor::http_client(&[("authorization", &format!("Bearer {TOKEN}"))]);
    let client = exolink::progenitor::Client::new_with_client(&server.url(), http);
    let calls = progenitor::call_exolink(&client).await;
    specification.assert_answered(&calls, &exolink_bodies(&specification));
    Ok(())
}

#[tokio::test]
async fn exolink_keeps_what_it_is_told_and_refuses_who_may_not() -> Tested {
    use api_runtime::client::Error;
    use exolink::client::{AddTenantIpError, DeleteTenantIpError, GetTenantError};
    use exolink::types::{AddTenantIp, SetUserRole, TenantRole};

    let server = Served::start(stubs::exolink());
    let client = exolink::Client::new(&server.url())?.bearer_token(TOKEN);
    let depot = AddTenantIp {
        ip: "192.0.2.0/24".to_owned(),
        description: Some("Dépôt „Süd“".to_owned()),
    };
    let added = client.add_tenant_ip("abc123", &depot).send().await?;
    assert_eq!(added.status(), 201);
    let all = client.list_tenant_ips("abc123").send().await?.into_inner();
    assert_eq!(all.last(), Some(&added.into_inner()));
    client.delete_tenant_ip("abc123", 3).send().await?;
    let Err(Error::Api(error)) = client.delete_tenant_ip("abc123", 3).send().await else {
        panic!("deleted twice");
    };
    assert!(
        matches!(&**error, DeleteTenantIpError::Status404(_)),
        "{error:?}"
    );

    let user = "0b6c5d9e-3f27-4f0a-9a51-7c2d8e4b1f60";
    for (role, kept) in [
        ("viewer", TenantRole::Viewer),
        ("auditor", TenantRole::Unknown("auditor".to_owned())),
    ] {
        let role = SetUserRole {
            role: role.to_owned(),
        };
        client.set_user_role("abc123", user, &role).send().await?;
        let users = client.list_tenant_users("abc123").send().await?;
        assert_eq!(users[0].role, Some(kept));
    }

    let Err(Error::Api(error)) = client.get_tenant("another").send().await else {
        panic!("there is one tenant");
    };
    assert!(
        matches!(&**error, GetTenantError::Status404(_)),
        "{error:?}"
    );

    let viewer = exolink::Client::new(&server.url())?.bearer_token(VIEWER_TOKEN);
    viewer.list_tenant_ips("abc123").send().await?;
    let Err(Error::Api(error)) = viewer.add_tenant_ip("abc123", &depot).send().await else {
        panic!("a viewer may only look");
    };
    assert!(
        matches!(&**error, AddTenantIpError::Status403(_)),
        "{error:?}"
    );
    Ok(())
}

/// What the store of tokens and the directory say that the document says otherwise.
fn devo_bodies() -> Vec<(&'static str, Value)> {
    let info = |name: &str, active: bool| {
        json!({
            "name": name,
            "id": 3,
            "token_type": "Bearer",
            "active": active,
            "account": "sampleAccount",
            "created": "2024-11-25T14:38:18.000+0000",
            "expires_in_seconds": 86_400,
        })
    };
    let user = |roles: &str| json!({"email": "jose@devo.com", "role": roles, "domain": "my_domain@reseller"});
    let mut token = info("test", true);
    token["token"] = json!(TOKEN);
    let created = json!({
        "name": "test",
        "id": 4,
        "scope": "table://my.app.test.tokenapi level://admin",
        "user": "user@devo.com",
        "audience": "apiv2-admin aggregations apiv2",
        "token_type": "Bearer",
        "active": true,
        "account": "sampleAccount",
        "created": "2024-11-25T14:38:18.000+0000",
        "expires_in_seconds": 86_400,
        "token": TOKEN,
    });
    vec![
        ("listTokens", json!([info("test", true)])),
        ("createToken", created),
        ("getToken", token),
        ("disableToken", info("test", false)),
        ("enableToken", info("test", true)),
        ("renameToken", info("renamed", true)),
        ("deleteToken", info("renamed", true)),
        ("setUserRoles", user("reviewer,auditor")),
        ("removeUserRoles", user("reviewer")),
    ]
}

#[tokio::test]
async fn devo_answers_every_operation_of_ours() -> Tested {
    let specification = Specification::load("devo");
    let server = Served::start(stubs::devo());
    let recorder = Recorder::default();
    let client = devo::Client::new(&server.url())?
        .bearer_token(TOKEN)
        .reseller_api_key(TOKEN)
        .request_timestamp("1732545498000")
        .request_signature(TOKEN)
        .with(|options| recorder.listen(options));
    let calls = ours::call_devo(&client).await;
    specification.assert_answered(&calls, &devo_bodies());
    assert_all_called(&specification, &recorder);
    Ok(())
}

#[tokio::test]
async fn devo_answers_every_operation_of_progenitor() -> Tested {
    let specification = Specification::load("devo");
    let server = Served::start(stubs::devo());
    let bearer = format!("Bearer {TOKEN}");
    let http = progenitor::http_client(&[
        ("authorization", &bearer),
        ("x-logtrust-reseller-apikey", TOKEN),
        ("x-logtrust-timestamp", "1732545498000"),
        ("x-logtrust-sign", TOKEN),
    ]);
    let client = devo::progenitor::Client::new_with_client(&server.url(), http);
    let calls = progenitor::call_devo(&client).await;
    specification.assert_answered(&calls, &devo_bodies());
    Ok(())
}

#[tokio::test]
async fn devo_knows_which_of_its_credentials_it_was_shown() -> Tested {
    let server = Served::start(stubs::devo());
    let user = devo::types::NewInternalUser {
        domain: None,
        user_name: Some("José O'Neil".to_owned()),
        email: "jose@devo.com".to_owned(),
        role: "reviewer".to_owned(),
        phone: None,
        external_id: None,
    };
    let domain = devo::Client::new(&server.url())?.stand_alone_token(TOKEN);
    let added = domain.add_internal_user(&user).send().await?;
    assert_eq!(added.domain.as_deref(), Some("my_domain@reseller"));
    assert_eq!(added.user_name.as_deref(), Some("José O'Neil"));
    assert_eq!(added.status.as_deref(), Some("inactive"));

    let multitenant = devo::Client::new(&server.url())?
        .reseller_api_key(TOKEN)
        .request_timestamp("1732545498000")
        .request_signature(TOKEN);
    let refused = multitenant.add_internal_user(&user).send().await;
    let Err(api_runtime::client::Error::Api(response)) = refused else {
        panic!("{refused:?}");
    };
    let devo::client::AddInternalUserError::Status4XX(status, answer) = response.into_inner();
    assert_eq!((status.as_u16(), answer.error.code), (409, 111));
    Ok(())
}

#[tokio::test]
async fn devo_tells_absent_null_and_empty_names_apart_from_new_ones() -> Tested {
    use api_runtime::nullable::Nullable;
    use devo::types::RenameToken;

    let server = Served::start(stubs::devo());
    let client = devo::Client::new(&server.url())?.bearer_token(TOKEN);
    for (name, kept) in [
        (Nullable::Absent, "test"),
        (Nullable::Null, "test"),
        (Nullable::Value(String::new()), "test"),
        (Nullable::Value("other".to_owned()), "other"),
    ] {
        let renamed = client
            .rename_token("sampleAccount", "3", &RenameToken { name })
            .send()
            .await?;
        assert_eq!(renamed.name.as_deref(), Some(kept));
        assert_eq!(renamed.headers.x_devo_cid, "7f3b9c2e51d84a06");
    }
    Ok(())
}

#[tokio::test]
async fn devo_refuses_what_breaks_a_rule_of_the_document_before_the_method_is_called() -> Tested {
    use api_runtime::client::Error;
    use devo::client::SetUserRolesError;
    use devo::types::RoleSelection;

    let server = Served::start(stubs::devo());
    let client = devo::Client::new(&server.url())?.stand_alone_token(TOKEN);
    for (domain, role, rule) in [
        ("no reseller", "reviewer", 400),
        ("my_domain@reseller", "-reviewer-", 422),
    ] {
        let roles = RoleSelection {
            roles: vec![role.to_owned()],
        };
        let refused = client
            .set_user_roles("jose@devo.com", domain, &roles)
            .send()
            .await;
        let Err(Error::Api(response)) = refused else {
            panic!("{refused:?}");
        };
        let SetUserRolesError::Status4XX(status, _) = response.into_inner();
        assert_eq!(status, rule);
    }
    Ok(())
}

fn assert_all_called(specification: &Specification, recorder: &Recorder) {
    let exchanges = recorder.exchanges();
    specification.assert_each_once(exchanges.iter().map(|(operation, _)| operation.as_str()));
}
