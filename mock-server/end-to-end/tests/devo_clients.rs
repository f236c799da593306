//! Both clients of Devo call the running mock.

use std::error::Error as StdError;

use api_runtime::client::Error;
use devo::client::ErrorEnvelope4XX;
use devo::types::RoleSelection;
use end_to_end::{Mocked, Specification, TOKEN, ours, progenitor};

type Tested = Result<(), Box<dyn StdError>>;

fn our_client(mock: &Mocked) -> Result<devo::Client, Box<dyn StdError>> {
    let client = devo::Client::new(&mock.url())?;
    Ok(client.bearer_token(TOKEN).stand_alone_token(TOKEN))
}

fn progenitors_client(mock: &Mocked, prefer: &str) -> devo::progenitor::Client {
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("standalonetoken", TOKEN),
        ("prefer", prefer),
    ];
    let http = progenitor::http_client(&headers);
    devo::progenitor::Client::new_with_client(&mock.url(), http)
}

#[tokio::test]
async fn our_client_calls_every_operation() -> Tested {
    let specification = Specification::load("devo");
    let mock = Mocked::documented(&specification);
    let calls = ours::call_devo(&our_client(&mock)?).await;
    specification.assert_answered(&calls, &[]);
    let logged = mock.finish();
    specification.assert_each_once(logged.iter().map(|(operation, _)| operation.as_str()));
    Ok(())
}

#[tokio::test]
async fn progenitors_client_calls_every_operation() -> Tested {
    let specification = Specification::load("devo");
    let mock = Mocked::documented(&specification);
    let calls = progenitor::call_devo(&progenitors_client(&mock, "")).await;
    specification.assert_answered(&calls, &[]);
    let logged = mock.finish();
    specification.assert_each_once(logged.iter().map(|(operation, _)| operation.as_str()));
    Ok(())
}

#[tokio::test]
async fn every_documented_error_is_typed() -> Tested {
    let specification = Specification::load("devo");
    let mock = Mocked::start(&specification);
    // All operations document the whole class.
    for status in [400, 401, 403, 404, 409, 422] {
        let prefer = format!("code={status}");
        let client = our_client(&mock)?.with(|options| options.header("prefer", &prefer));
        let calls = ours::call_devo(&client).await;
        let refused = specification.assert_refused(&calls, status);
        assert_eq!(refused, 10, "{status} through our client");

        let client = progenitors_client(&mock, &prefer);
        let calls = progenitor::call_devo(&client).await;
        let refused = specification.assert_refused(&calls, status);
        assert_eq!(refused, 10, "{status} through progenitor's client");
    }
    Ok(())
}

#[tokio::test]
async fn answers_made_from_the_schemas_survive_the_types() -> Tested {
    let specification = Specification::load("devo");
    let mock = Mocked::start(&specification);
    for seed in 0..5 {
        let prefer = format!("dynamic=true, seed={seed}");
        let client = our_client(&mock)?;
        let client = client.with(|options| options.header("prefer", &prefer));
        specification.assert_valid(&ours::call_devo(&client).await);

        let client = progenitors_client(&mock, &prefer);
        specification.assert_valid(&progenitor::call_devo(&client).await);
    }
    Ok(())
}

#[tokio::test]
async fn without_a_credential_the_answer_is_a_typed_401() -> Tested {
    let specification = Specification::load("devo");
    let mock = Mocked::start(&specification);
    let client = devo::Client::new(&mock.url())?.with(|options| options.anonymous = true);
    let refused = client.get_token("sampleAccount", "3").send().await;
    let Err(Error::Api(response)) = refused else {
        panic!("{refused:?}");
    };
    let ErrorEnvelope4XX::Status4XX(status, answer) = response.into_inner();
    assert_eq!((status.as_u16(), answer.error.code), (401, 401));
    assert_eq!(answer.headers.x_devo_cid, "7f3b9c2e51d84a06");
    assert!(answer.error.message.contains("bearerToken"), "{answer:?}");

    let client = devo::progenitor::Client::new(&mock.url());
    let refused = client
        .get_token()
        .account_name("sampleAccount")
        .token_id("3")
        .send()
        .await;
    let Err(devo::progenitor::Error::ErrorResponse(response)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        (response.status().as_u16(), response.error.code),
        (401, 401)
    );
    Ok(())
}

#[tokio::test]
async fn each_alternative_of_the_credentials_is_enough_and_none_by_halves() -> Tested {
    let specification = Specification::load("devo");
    let mock = Mocked::start(&specification);
    let bare = devo::Client::new(&mock.url())?;
    let roles = RoleSelection {
        roles: vec!["ADMIN".to_owned()],
    };
    let signed = |client: devo::Client| {
        client
            .request_timestamp("1732545498000")
            .request_signature("00ff")
    };
    for client in [
        bare.clone().stand_alone_token(TOKEN),
        signed(bare.clone()).domain_api_key("key"),
        signed(bare.clone()).reseller_api_key("key"),
    ] {
        let user = client
            .set_user_roles("jose@devo.com", "my_domain@reseller", &roles)
            .send()
            .await?;
        assert_eq!(user.email.as_deref(), Some("jose@devo.com"));
    }
    let call = |client: &devo::Client| {
        client.set_user_roles("jose@devo.com", "my_domain@reseller", &roles)
    };
    let halves: [&[(&str, &str)]; 3] = [
        &[("x-logtrust-domain-apikey", "key")],
        &[("x-logtrust-timestamp", "1"), ("x-logtrust-sign", "00ff")],
        &[("authorization", "Bearer x")],
    ];
    for headers in halves {
        let client = bare.with(|options| {
            for (name, value) in headers {
                options.header(name, value);
            }
        });
        // The client sees it before anything is sent.
        let refused = call(&client).send().await;
        assert!(matches!(refused, Err(Error::Credential(_))), "{refused:?}");
        let client = client.with(|options| options.anonymous = true);
        let refused = call(&client).send().await;
        let Err(Error::Api(response)) = refused else {
            panic!("{refused:?}");
        };
        let ErrorEnvelope4XX::Status4XX(status, _) = response.into_inner();
        assert_eq!(status, 401);
    }
    Ok(())
}

#[tokio::test]
async fn headers_and_values_have_the_types_of_the_document() -> Tested {
    let specification = Specification::load("devo");
    let mock = Mocked::start(&specification);
    let client = our_client(&mock)?;
    let tokens = client
        .list_tokens("sampleAccount")
        .send()
        .await?
        .into_inner();
    assert_eq!(tokens.headers.x_devo_cid, "7f3b9c2e51d84a06");
    let known: Vec<_> = tokens
        .iter()
        .map(|token| (token.id, token.active))
        .collect();
    assert_eq!(known, [(Some(1), Some(true)), (Some(3), Some(false))]);

    let token = client.get_token("sampleAccount", "3").send().await?;
    assert_eq!(
        token.token.as_deref(),
        Some("4f2d1c0b9a8e7f6d5c4b3a2918070605")
    );
    // Not RFC 3339, so it is kept as it is.
    assert_eq!(
        token.created.as_deref(),
        Some("2024-11-25T14:38:18.000+0000")
    );
    Ok(())
}
