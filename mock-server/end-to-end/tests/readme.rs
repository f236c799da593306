//! The Rust in README.md does what is said beside it. It is compiled as it stands, as documentation of the library;
//! here the same lines run, against the running mock and with a port that is free. That they are the same is checked.

use std::error::Error as StdError;

use end_to_end::{Mocked, Specification};

type Tested = Result<(), Box<dyn StdError>>;

const README: &str = include_str!("../../../README.md");
const THIS_FILE: &str = include_str!("readme.rs");

// As README.md has it, so not as rustfmt would.
#[rustfmt::skip]
#[tokio::test]
async fn the_client_of_readme_runs() -> Tested {
    let specification = Specification::load("links");
    let mock = Mocked::start(&specification);
    let address = mock.url();

    use links::{Client, types::UpdateUser};

    let links = Client::new(&address)?.access_token("any token will do");

    let users = links.list_users().send().await?;
    assert_eq!(users.data[0].username, "user");

    let change = UpdateUser { active: Some(true), ..UpdateUser::default() };
    let answer = links.update_user("user", &change).send().await?;
    assert_eq!(answer.message, "User updated.");
    Ok(())
}

// As README.md has it, so not as rustfmt would.
#[rustfmt::skip]
#[tokio::test]
async fn the_options_of_readme_work() -> Tested {
    let specification = Specification::load("links");
    let mock = Mocked::start(&specification);
    let address = mock.url();
    let answer = r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 60}"#;
    let router = axum::Router::new().route("/token", axum::routing::post(async move || answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let token_address = format!("http://{}/token", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });

    use links::{Client, operations, runtime::client::{Grant, Retry}};
    use std::time::Duration;

    let login = Grant::client_credentials("id", "secret").token_url(&token_address);
    let links = Client::new(&address)?.with(|options| {
        options.token_source(&operations::ACCESS_TOKEN, login);
        options.timeout = Duration::from_secs(5);
        options.total_timeout = Some(Duration::from_secs(20));
        options.retry = Retry { attempts: 5, ..Retry::default() };
        options.on_request(|_, headers| drop(headers.insert("x-trace", "42".parse().expect("a header"))));
        options.on_response(|exchange| println!("{}: {:?}", exchange.operation.id, exchange.status));
    });

    let user = links.get_user("user").with(|options| options.retry = Retry::NEVER).send().await?;
    assert_eq!(user.data[0].username, "user");
    Ok(())
}

// As README.md has it, so not as rustfmt would.
#[rustfmt::skip]
#[test]
fn the_blocking_client_of_readme_runs() -> Tested {
    let specification = Specification::load("links");
    let mock = Mocked::start(&specification);
    let address = mock.url();

    let links = links::Client::new(&address)?.access_token("any token will do");
    let users = links.list_users().send_blocking()?;
    assert_eq!(users.data[0].username, "user");
    Ok(())
}

// As README.md has it, so not as rustfmt would.
#[rustfmt::skip]
#[tokio::test]
async fn the_messy_client_of_readme_runs() -> Tested {
    let specification = Specification::at("courier", "generator/tests/courier/courier.yaml");
    let mock = Mocked::start(&specification);
    let address = mock.url();

    use courier::{Client, client::GetParcelsByParcelIdSuccess as Found, runtime::multipart::FilePart, types};

    let courier = Client::new(&address)?;
    let label = FilePart::new("%PDF-1.7 …").file_name("label.pdf");
    let body = types::ParcelsCreateNewParcelBody { to: "Ann".to_owned(), label };
    let parcel = courier.parcels_create_new_parcel(body).send().await?;

    let states = [types::State::Sent, types::State::SentUppercase];
    let found = courier.get_parcels_by_parcel_id(parcel.id, "session").state(&states).send().await?;
    match found.into_inner() {
        Found::Status200Json(parcel) => assert_ne!(parcel.state, types::State::Empty),
        Found::Status200Pdf(label) => drop(label),
    }
    Ok(())
}

#[tokio::test]
async fn the_stub_of_readme_answers() -> Tested {
    let address = free_address()?;
    let bind = address.clone();
    let server = tokio::spawn(async move {
        let listener = tokio::net::TcpListener::bind(&bind).await?;
        let service = links::server::router(links::examples::Examples);
        api_runtime::server::serve(listener, service, std::future::pending()).await
    });

    // Lets the server begin to listen.
    tokio::task::yield_now().await;
    let client = links::Client::new(&format!("http://{address}"))?.access_token("any");
    let users = client.list_users().send().await?;
    assert_eq!(users.message, "2 users found.");
    server.abort();
    Ok(())
}

/// An address that nobody listens at.
fn free_address() -> std::io::Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.to_string())
}

#[test]
fn these_are_the_lines_of_readme() {
    let mut blocks = 0;
    for block in README.split("```rust").skip(1) {
        blocks += 1;
        let code = block.split("```").next().unwrap_or_default();
        let lines = code.lines().skip(1).map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let line = line
                .replace("\"http://127.0.0.1:4010/links\"", "&address")
                .replace("\"http://127.0.0.1:4010\"", "&address")
                .replace("\"127.0.0.1:8080\"", "&bind")
                .replace("\"https://login.example.com/token\"", "&token_address");
            assert!(THIS_FILE.contains(&line), "`{line}` is not run");
        }
    }
    assert_eq!(blocks, 5);
}
