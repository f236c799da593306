//! Both clients of Exolink call the running mock.

use std::error::Error as StdError;

use api_runtime::client::Error;
use api_runtime::nullable::Nullable;
use end_to_end::{Mocked, Specification, TOKEN, ours, progenitor};
use exolink::client::{ErrorBody400_401_403_404, ErrorBody401_403_404};
use exolink::types::{SetUserRole, SubscriptionStatus, TenantRole};

type Tested = Result<(), Box<dyn StdError>>;

fn bearer() -> String {
    format!("Bearer {TOKEN}")
}

#[tokio::test]
async fn our_client_calls_every_operation() -> Tested {
    let specification = Specification::load("exolink");
    let mock = Mocked::documented(&specification);
    let client = exolink::Client::new(&mock.url())?.bearer_token(TOKEN);
    let calls = ours::call_exolink(&client).await;
    specification.assert_answered(&calls, &[]);
    let logged = mock.finish();
    specification.assert_each_once(logged.iter().map(|(operation, _)| operation.as_str()));
    Ok(())
}

#[tokio::test]
async fn progenitors_client_calls_every_operation() -> Tested {
    let specification = Specification::load("exolink");
    let mock = Mocked::documented(&specification);
    let http = progenitor::http_client(&[("authorization", &bearer())]);
    let client = exolink::progenitor::Client::new_with_client(&mock.url(), http);
    let calls = progenitor::call_exolink(&client).await;
    specification.assert_answered(&calls, &[]);
    let logged = mock.finish();
    specification.assert_each_once(logged.iter().map(|(operation, _)| operation.as_str()));
    Ok(())
}

#[tokio::test]
async fn every_documented_error_is_typed() -> Tested {
    let specification = Specification::load("exolink");
    let mock = Mocked::start(&specification);
    for (status, documented) in [(400, 8), (401, 28), (403, 26), (404, 27)] {
        let prefer = format!("code={status}");
        let client = exolink::Client::new(&mock.url())?.bearer_token(TOKEN);
        let client = client.with(|options| options.header("prefer", &prefer));
        let calls = ours::call_exolink(&client).await;
        let refused = specification.assert_refused(&calls, status);
        assert_eq!(refused, documented, "{status} through our client");

        let headers = [("authorization", &*bearer()), ("prefer", &*prefer)];
        let http = progenitor::http_client(&headers);
        let client = exolink::progenitor::Client::new_with_client(&mock.url(), http);
        let calls = progenitor::call_exolink(&client).await;
        let refused = specification.assert_refused(&calls, status);
        assert_eq!(refused, documented, "{status} through progenitor's client");
    }
    Ok(())
}

#[tokio::test]
async fn answers_made_from_the_schemas_survive_the_types() -> Tested {
    let specification = Specification::load("exolink");
    let mock = Mocked::start(&specification);
    for seed in 0..5 {
        let prefer = format!("dynamic=true, seed={seed}");
        let client = exolink::Client::new(&mock.url())?.bearer_token(TOKEN);
        let client = client.with(|options| options.header("prefer", &prefer));
        specification.assert_valid(&ours::call_exolink(&client).await);

        let headers = [("authorization", &*bearer()), ("prefer", &*prefer)];
        let http = progenitor::http_client(&headers);
        let client = exolink::progenitor::Client::new_with_client(&mock.url(), http);
        specification.assert_valid(&progenitor::call_exolink(&client).await);
    }
    Ok(())
}

#[tokio::test]
async fn without_a_credential_the_answer_is_a_typed_401() -> Tested {
    let specification = Specification::load("exolink");
    let mock = Mocked::start(&specification);
    let client = exolink::Client::new(&mock.url())?.with(|options| options.anonymous = true);
    let refused = client.get_tenant("abc123").send().await;
    let Err(Error::Api(response)) = refused else {
        panic!("{refused:?}");
    };
    let ErrorBody401_403_404::Status401(error) = &**response else {
        panic!("{response:?}");
    };
    assert_eq!(response.status(), 401);
    assert!(error.message.contains("bearerToken"), "{error:?}");

    let client = exolink::progenitor::Client::new(&mock.url());
    let refused = client.get_tenant().tenant("abc123").send().await;
    let Err(exolink::progenitor::Error::ErrorResponse(response)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(response.status(), 401);
    assert!(response.message.contains("bearerToken"), "{response:?}");
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_document_has_its_own_variant() -> Tested {
    let specification = Specification::load("exolink");
    let mock = Mocked::start(&specification);
    let client = exolink::Client::new(&mock.url())?.bearer_token(TOKEN);
    let client = client.with(|options| options.header("prefer", "code=403"));
    let role = SetUserRole {
        role: "admin".to_owned(),
    };
    let refused = client.set_user_role("abc123", "1", &role).send().await;
    let Err(Error::Api(response)) = refused else {
        panic!("{refused:?}");
    };
    let ErrorBody400_401_403_404::Status403(error) = response.into_inner() else {
        panic!("another status");
    };
    assert_eq!(error.code.as_deref(), Some("forbidden"));
    assert_eq!(error.message, "Your role does not allow this.");
    Ok(())
}

#[tokio::test]
async fn values_have_the_types_of_the_document() -> Tested {
    let specification = Specification::load("exolink");
    let mock = Mocked::start(&specification);
    let client = exolink::Client::new(&mock.url())?.bearer_token(TOKEN);

    let tenant = client.get_tenant("abc123").send().await?;
    assert_eq!(tenant.deleted_at, Nullable::Null);
    assert_eq!(tenant.created_at, Some("2025-04-02T09:00:00Z".parse()?));

    let users = client.list_tenant_users("abc123").send().await?;
    let roles: Vec<_> = users.iter().map(|user| user.role.clone()).collect();
    let documented = [TenantRole::Admin, TenantRole::User, TenantRole::Viewer].map(Some);
    assert_eq!(roles, documented);

    let subscription = client.get_tenant_subscription("abc123").send().await?;
    assert_eq!(subscription.status, Some(SubscriptionStatus::Active));
    Ok(())
}

#[tokio::test]
async fn a_named_example_can_be_chosen() -> Tested {
    let specification = Specification::load("exolink");
    let mock = Mocked::start(&specification);
    let client = exolink::Client::new(&mock.url())?.bearer_token(TOKEN);
    let prefer = |example: &str| client.with(|options| options.header("prefer", example));

    let subscription = prefer("example=canceled")
        .get_tenant_subscription("abc123")
        .send()
        .await?;
    assert_eq!(subscription.status, Some(SubscriptionStatus::Canceled));
    let deleted = prefer("example=deleted")
        .get_tenant("abc123")
        .send()
        .await?;
    assert_eq!(
        deleted.deleted_at,
        Nullable::Value("2025-06-30T16:20:00Z".parse()?)
    );
    let none = prefer("example=noUsers")
        .list_tenant_users("abc123")
        .send()
        .await?;
    assert!(none.is_empty(), "{none:?}");
    Ok(())
}
