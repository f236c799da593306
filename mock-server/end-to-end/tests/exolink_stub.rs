//! The stub of Exolink, a broker, answers both clients for every operation.

use std::error::Error as StdError;

use api_runtime::client::Error;
use end_to_end::stubs::{self, VIEWER_TOKEN};
use end_to_end::{Recorder, Served, Specification, TOKEN, ours, progenitor};
use exolink::client::{ErrorBody400_401_403_404, ErrorBody401_403_404};
use exolink::types::{AddTenantIp, SetUserRole, TenantRole};
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
        matches!(&**error, ErrorBody401_403_404::Status404(_)),
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
        matches!(&**error, ErrorBody401_403_404::Status404(_)),
        "{error:?}"
    );

    let nobody = exolink::Client::new(&server.url())?.with(|options| options.anonymous = true);
    let Err(Error::Api(error)) = nobody.get_tenant("abc123").send().await else {
        panic!("a token is needed");
    };
    assert!(
        matches!(&**error, ErrorBody401_403_404::Status401(_)),
        "{error:?}"
    );
    let challenge = error.headers().get("www-authenticate");
    let challenge = challenge.ok_or("RFC 9110 section 11.6.1 demands a challenge")?;
    assert_eq!(challenge, "Bearer realm=\"bearerToken\"");

    let viewer = exolink::Client::new(&server.url())?.bearer_token(VIEWER_TOKEN);
    viewer.list_tenant_ips("abc123").send().await?;
    let Err(Error::Api(error)) = viewer.add_tenant_ip("abc123", &depot).send().await else {
        panic!("a viewer may only look");
    };
    assert!(
        matches!(&**error, ErrorBody400_401_403_404::Status403(_)),
        "{error:?}"
    );
    Ok(())
}

fn assert_all_called(specification: &Specification, recorder: &Recorder) {
    let exchanges = recorder.exchanges();
    specification.assert_each_once(exchanges.iter().map(|(operation, _)| operation.as_str()));
}
