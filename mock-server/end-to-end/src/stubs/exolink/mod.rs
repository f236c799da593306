//! Exolink as a broker in memory: its users, its whitelist and its provisioning mode are kept, what is too large to
//! make by hand is the documented example.

mod tenant;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use api_runtime::formats::DateTime;
use api_runtime::http::request::Parts;
use api_runtime::nullable::Nullable;
use api_runtime::operation::Operation;
use api_runtime::security::{Bearer, Denied};
use api_runtime::server::{Context, Problem, Refusal, Reply, Router};
use exolink::examples;
use exolink::server::{
    Charger, Cpms, GetProductRequest, GetProductResponse, GetUserRequest, GetUserResponse,
    ListChargersRequest, ListChargersResponse, ListCpmsRequest, ListCpmsResponse,
    ListProductsRequest, ListProductsResponse, Product, Security, UpdateUserRequest,
    UpdateUserResponse, User, router,
};
use exolink::types::{self, ErrorBody, ProvisionStatus, TenantIp, TenantRole, TenantUser};

use crate::TOKEN;
use crate::ours::exolink::{TENANT, USER};

/// A token that the stub accepts for looking only.
pub const VIEWER_TOKEN: &str = "viewer";

/// A broker with a user and two addresses in its whitelist, as a service.
pub fn exolink() -> Router {
    let broker = Broker(Mutex::new(State {
        users: [(USER.to_owned(), administrator())].into(),
        addresses: [
            (1, address(1, "203.0.113.10")),
            (2, address(2, "198.51.100.0/24")),
        ]
        .into(),
        provisioning: not_provisioning(),
    }));
    router(broker).refusals(refuse)
}

struct Broker(Mutex<State>);

struct State {
    users: BTreeMap<String, TenantUser>,
    addresses: BTreeMap<i64, TenantIp>,
    provisioning: ProvisionStatus,
}

impl State {
    /// Gives a role to a user, if there is such a user.
    fn set_role(&mut self, id: &str, role: String) -> bool {
        let user = self.users.get_mut(id);
        let is_known = user.is_some();
        if let Some(user) = user {
            user.role = Some(TenantRole::from(role));
        }
        is_known
    }
}

/// Who is calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    Administrator,
    Viewer,
}

impl Broker {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Security for Broker {
    type Principal = Caller;

    async fn bearer_token(&self, _: &Parts, credential: Bearer) -> Result<Caller, Denied> {
        match credential.token.expose() {
            TOKEN => Ok(Caller::Administrator),
            VIEWER_TOKEN => Ok(Caller::Viewer),
            _ => Err(Denied::unauthorized("The bearer token is not valid.")),
        }
    }
}

/// Every refusal in the API's own form.
fn refuse(_: Option<&Operation>, refusal: &Refusal) -> Option<Reply> {
    let problem = refusal.problem();
    let message = problem.detail.unwrap_or(problem.title);
    Some(Reply::json(refusal.status(), &error("refused", &message)))
}

fn error(code: &str, message: &str) -> ErrorBody {
    ErrorBody {
        code: Some(code.to_owned()),
        message: message.to_owned(),
    }
}

fn not_found() -> ErrorBody {
    error("not_found", "Not found.")
}

fn forbidden() -> ErrorBody {
    error("forbidden", "Your role does not allow this.")
}

fn is_known(tenant: &str) -> bool {
    tenant == TENANT
}

fn moment(text: &str) -> Option<DateTime> {
    DateTime::parse_from_rfc3339(text).ok()
}

fn not_provisioning() -> ProvisionStatus {
    ProvisionStatus {
        active: false,
        started_at: Nullable::Null,
    }
}

fn administrator() -> TenantUser {
    TenantUser {
        user_id: Some(USER.to_owned()),
        username: Some("anna.berger@example.com".to_owned()),
        role: Some(TenantRole::Admin),
        ..TenantUser::default()
    }
}

fn address(id: i64, ip: &str) -> TenantIp {
    TenantIp {
        id,
        ip: ip.to_owned(),
        description: None,
        created_at: moment("2025-05-06T11:00:00Z"),
    }
}

impl User for Broker {
    type Error = Problem;

    async fn get_user(
        &self,
        _: &Context<Caller>,
        _: GetUserRequest,
    ) -> Result<GetUserResponse, Problem> {
        examples::get_user()
    }

    async fn update_user(
        &self,
        _: &Context<Caller>,
        request: UpdateUserRequest,
    ) -> Result<UpdateUserResponse, Problem> {
        Ok(UpdateUserResponse::Status200(types::User {
            user_id: Some(request.user_id),
            given_name: request.body.given_name,
            family_name: request.body.family_name,
            email: request.body.email,
            mfa: request.body.mfa,
            ..types::User::default()
        }))
    }
}

impl Product for Broker {
    type Error = Problem;

    async fn list_products(
        &self,
        _: &Context<Caller>,
        _: ListProductsRequest,
    ) -> Result<ListProductsResponse, Problem> {
        examples::list_products()
    }

    async fn get_product(
        &self,
        _: &Context<Caller>,
        request: GetProductRequest,
    ) -> Result<GetProductResponse, Problem> {
        match request.product_id {
            1 => examples::get_product(),
            _ => Ok(GetProductResponse::Status404(not_found())),
        }
    }
}

impl Cpms for Broker {
    type Error = Problem;

    async fn list_cpms(
        &self,
        _: &Context<Caller>,
        request: ListCpmsRequest,
    ) -> Result<ListCpmsResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(ListCpmsResponse::Status404(not_found()));
        }
        examples::list_cpms()
    }
}

impl Charger for Broker {
    type Error = Problem;

    async fn list_chargers(
        &self,
        _: &Context<Caller>,
        request: ListChargersRequest,
    ) -> Result<ListChargersResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(ListChargersResponse::Status404(not_found()));
        }
        examples::list_chargers()
    }
}
