//! Both clients of Links call the running mock.

use std::error::Error as StdError;

use api_runtime::client::Error;
use api_runtime::formats::DateTime;
use end_to_end::{Mocked, Specification, TOKEN, ours, progenitor};
use links::client::AuthenticationFailure401;
use links::types::AuthenticationFailure;

type Tested = Result<(), Box<dyn StdError>>;

const CREDENTIAL: (&str, &str) = ("x-access-token", TOKEN);

#[tokio::test]
async fn our_client_calls_every_operation() -> Tested {
    let specification = Specification::load("links");
    let mock = Mocked::documented(&specification);
    let client = links::Client::new(&mock.url())?.access_token(TOKEN);
    let calls = ours::call_links(&client).await;
    specification.assert_answered(&calls, &[]);
    let logged = mock.finish();
    specification.assert_each_once(logged.iter().map(|(operation, _)| operation.as_str()));
    Ok(())
}

#[tokio::test]
async fn progenitors_client_calls_every_operation() -> Tested {
    let specification = Specification::load("links");
    let mock = Mocked::documented(&specification);
    let http = progenitor::http_client(&[CREDENTIAL]);
    let client = links::progenitor::Client::new_with_client(&mock.url(), http);
    let calls = progenitor::call_links(&client).await;
    specification.assert_answered(&calls, &[]);
    let logged = mock.finish();
    specification.assert_each_once(logged.iter().map(|(operation, _)| operation.as_str()));
    Ok(())
}

#[tokio::test]
async fn every_documented_error_is_typed() -> Tested {
    let specification = Specification::load("links");
    let mock = Mocked::start(&specification);
    let client = links::Client::new(&mock.url())?.access_token(TOKEN);
    let client = client.with(|options| options.header("prefer", "code=401"));
    let calls = ours::call_links(&client).await;
    assert_eq!(specification.assert_refused(&calls, 401), 5);

    let http = progenitor::http_client(&[CREDENTIAL, ("prefer", "code=401")]);
    let client = links::progenitor::Client::new_with_client(&mock.url(), http);
    let calls = progenitor::call_links(&client).await;
    assert_eq!(specification.assert_refused(&calls, 401), 5);
    Ok(())
}

#[tokio::test]
async fn answers_made_from_the_schemas_survive_the_types() -> Tested {
    let specification = Specification::load("links");
    let mock = Mocked::start(&specification);
    for seed in 0..5 {
        let prefer = format!("dynamic=true, seed={seed}");
        let client = links::Client::new(&mock.url())?.access_token(TOKEN);
        let client = client.with(|options| options.header("prefer", &prefer));
        specification.assert_valid(&ours::call_links(&client).await);

        let http = progenitor::http_client(&[CREDENTIAL, ("prefer", &prefer)]);
        let client = links::progenitor::Client::new_with_client(&mock.url(), http);
        specification.assert_valid(&progenitor::call_links(&client).await);
    }
    Ok(())
}

#[tokio::test]
async fn without_a_credential_the_answer_is_a_typed_401() -> Tested {
    let specification = Specification::load("links");
    let mock = Mocked::start(&specification);
    let client = links::Client::new(&mock.url())?.with(|options| options.anonymous = true);
    let refused = client.list_users().send().await;
    let Err(Error::Api(response)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(response.status(), 401);
    let AuthenticationFailure401::Status401(failure) = &**response;
    assert_not_authenticated(failure);

    let client = links::progenitor::Client::new(&mock.url());
    let refused = client.list_users().send().await;
    let Err(links::progenitor::Error::ErrorResponse(response)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(response.status(), 401);
    assert_not_authenticated(&response);
    Ok(())
}

/// The mock says in the document's own form what is missing.
fn assert_not_authenticated(failure: &AuthenticationFailure) {
    assert_eq!((failure.status, failure.auth), (401, false));
    assert!(
        failure.message.contains("`X-Access-Token` is missing"),
        "{failure:?}"
    );
}

#[tokio::test]
async fn values_have_the_types_of_the_document() -> Tested {
    let specification = Specification::load("links");
    let mock = Mocked::start(&specification);
    let client = links::Client::new(&mock.url())?.access_token(TOKEN);
    let found = client.get_user("user").send().await?.into_inner();
    assert_eq!(
        (found.status, found.message.as_str()),
        (200, "1 user found.")
    );
    let [user] = found.data.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(user.username, "user");
    assert_eq!(user.email.as_deref(), Some("user@example.com"));
    assert_eq!((user.confirm, user.active), (Some(true), Some(false)));
    let updated = DateTime::parse_from_rfc3339("2018-08-01T15:00:00.000Z")?;
    assert_eq!(user.updated, Some(updated));
    Ok(())
}
