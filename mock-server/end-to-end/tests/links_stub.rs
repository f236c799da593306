//! The stub of Links, a store of users, answers both clients for every operation.

use std::error::Error as StdError;

use api_runtime::client::Error;
use end_to_end::{Recorder, Served, Specification, TOKEN, ours, progenitor, stubs};
use links::types::{CreateUser, UpdateUser};
use serde_json::{Value, json};

type Tested = Result<(), Box<dyn StdError>>;

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
        let client = links::Client::new(&server.url())?;
        let mut client = client.with(|options| options.anonymous = true);
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

#[tokio::test]
async fn links_keeps_what_it_is_told() -> Tested {
    let server = Served::start(stubs::links());
    let client = links::Client::new(&server.url())?.access_token(TOKEN);
    // A name that needs escaping in a path.
    let name = "jürgen / 50%?";
    let user = CreateUser {
        username: name.to_owned(),
        password: "correct horse".to_owned(),
        email: "juergen@example.com".to_owned(),
        domain: None,
    };
    let created = client.create_user(&user).send().await?;
    assert_eq!(created.status(), 201);
    assert_eq!(created.data[0].username, name);

    let change = UpdateUser {
        active: Some(false),
        ..UpdateUser::default()
    };
    client.update_user(name, &change).send().await?;
    let found = client.get_user(name).send().await?;
    let [kept] = found.data.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(kept.username, name);
    assert_eq!((kept.active, kept.confirm), (Some(false), Some(true)));
    assert_eq!(kept.email.as_deref(), Some("juergen@example.com"));

    client.delete_user(name).send().await?;
    assert!(client.list_users().send().await?.data.is_empty());
    Ok(())
}

#[tokio::test]
async fn links_refuses_an_update_that_changes_nothing() -> Tested {
    let server = Served::start(stubs::links());
    let client = links::Client::new(&server.url())?.access_token(TOKEN);
    let refused = client
        .update_user("user", &UpdateUser::default())
        .send()
        .await;
    // The document has no answer for this, so the stub's own is not typed.
    let Err(Error::Undocumented(response)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(response.status(), 422);
    let problem: Value = serde_json::from_slice(&response)?;
    assert_eq!(problem["violations"][0]["rule"], "minProperties");
    Ok(())
}

fn assert_all_called(specification: &Specification, recorder: &Recorder) {
    let exchanges = recorder.exchanges();
    specification.assert_each_once(exchanges.iter().map(|(operation, _)| operation.as_str()));
}
