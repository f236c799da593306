//! The stub of Devo, a store of tokens and a directory of users, answers both clients for every operation.

use std::error::Error as StdError;

use api_runtime::client::Error;
use api_runtime::nullable::Nullable;
use devo::client::ErrorEnvelope4XX;
use devo::types::{NewInternalUser, RenameToken, RoleSelection};
use end_to_end::{Recorder, Served, Specification, TOKEN, ours, progenitor, stubs};
use serde_json::{Value, json};

type Tested = Result<(), Box<dyn StdError>>;

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
    let user = NewInternalUser {
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
    let Err(Error::Api(response)) = refused else {
        panic!("{refused:?}");
    };
    let ErrorEnvelope4XX::Status4XX(status, answer) = response.into_inner();
    assert_eq!((status.as_u16(), answer.error.code), (409, 111));
    Ok(())
}

#[tokio::test]
async fn devo_tells_absent_null_and_empty_names_apart_from_new_ones() -> Tested {
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
        let ErrorEnvelope4XX::Status4XX(status, _) = response.into_inner();
        assert_eq!(status, rule);
    }
    Ok(())
}

fn assert_all_called(specification: &Specification, recorder: &Recorder) {
    let exchanges = recorder.exchanges();
    specification.assert_each_once(exchanges.iter().map(|(operation, _)| operation.as_str()));
}
