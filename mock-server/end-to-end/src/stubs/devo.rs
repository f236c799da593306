//! Devo as a token store in memory, open to one account, and a directory of users that answers with what it was sent.
//! Every answer carries the exchange's id, as the document demands.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use api_runtime::headers::WithHeaders;
use api_runtime::http::StatusCode;
use api_runtime::http::request::Parts;
use api_runtime::operation::Operation;
use api_runtime::security::{ApiKey, Bearer, Denied};
use api_runtime::server::{Context, Problem, Refusal, Reply, Router};
use devo::server::{
    AddInternalUserRequest, AddInternalUserResponse, CreateTokenRequest, CreateTokenResponse,
    DeleteTokenRequest, DeleteTokenResponse, DisableTokenRequest, DisableTokenResponse,
    EnableTokenRequest, EnableTokenResponse, GetTokenRequest, GetTokenResponse, ListTokensRequest,
    ListTokensResponse, RemoveUserRolesRequest, RemoveUserRolesResponse, RenameTokenRequest,
    RenameTokenResponse, Security, SetUserRolesRequest, SetUserRolesResponse, Tokens, Users,
    router,
};
use devo::types::{DomainUser, ErrorDetail, ErrorEnvelope, DevoCidHeaders, Token, TokenInfo};

use crate::TOKEN;
use crate::ours::devo::{ACCOUNT, DOMAIN};

/// A store with the token 3, as a service.
pub fn devo() -> Router {
    let store = Store {
        tokens: Mutex::new([(3, token(3, "test"))].into()),
    };
    router(store).refusals(refuse)
}

struct Store {
    tokens: Mutex<BTreeMap<i64, Token>>,
}

impl Store {
    fn tokens(&self) -> MutexGuard<'_, BTreeMap<i64, Token>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes a token, if the account has it.
    fn change(
        &self,
        account: &str,
        id: &str,
        change: impl FnOnce(&mut Token),
    ) -> Result<Answer<TokenInfo>, Refused> {
        let mut tokens = self.tokens();
        let token = find(account, id)
            .and_then(|id| tokens.get_mut(&id))
            .ok_or_else(unknown)?;
        change(token);
        Ok(identified(info(token)))
    }
}

type Answer<T> = WithHeaders<T, DevoCidHeaders>;

/// A documented refusal.
type Refused = (StatusCode, Answer<ErrorEnvelope>);

fn identified<T>(body: T) -> Answer<T> {
    let headers = DevoCidHeaders {
        x_devo_cid: "7f3b9c2e51d84a06".to_owned(),
    };
    WithHeaders { body, headers }
}

fn refused(status: StatusCode, code: i64, message: &str) -> Refused {
    let error = ErrorDetail {
        code,
        message: message.to_owned(),
    };
    (status, identified(ErrorEnvelope { error }))
}

fn unknown() -> Refused {
    refused(StatusCode::NOT_FOUND, 404, "Token not found.")
}

/// The id of a token in the store, if its account is the one there is.
fn find(account: &str, id: &str) -> Option<i64> {
    if account == ACCOUNT {
        id.parse().ok()
    } else {
        None
    }
}

/// Refusals of the stub itself, in the API's form and with the header it demands.
fn refuse(_: Option<&Operation>, refusal: &Refusal) -> Option<Reply> {
    let problem = refusal.problem();
    let message = problem.detail.unwrap_or(problem.title);
    let (status, WithHeaders { body, headers }) = refused(
        refusal.status(),
        i64::from(refusal.status().as_u16()),
        &message,
    );
    Some(Reply::json(status, &body).headers(&headers))
}

fn token(id: i64, name: &str) -> Token {
    Token {
        id: Some(id),
        name: Some(name.to_owned()),
        account: Some(ACCOUNT.to_owned()),
        active: Some(true),
        token_type: Some("Bearer".to_owned()),
        created: Some("2024-11-25T14:38:18.000+0000".to_owned()),
        expires_in_seconds: Some(86_400),
        token: Some(TOKEN.to_owned()),
        ..Token::default()
    }
}

/// A token without its value.
fn info(token: &Token) -> TokenInfo {
    let token = token.clone();
    TokenInfo {
        name: token.name,
        id: token.id,
        scope: token.scope,
        owner: token.owner,
        user: token.user,
        audience: token.audience,
        token_type: token.token_type,
        active: token.active,
        expiration: token.expiration,
        account: token.account,
        created: token.created,
        updated: token.updated,
        expires_in_seconds: token.expires_in_seconds,
    }
}

/// What a credential stands for. Three of them have to come together.
enum Caller {
    Account,
    Domain,
    Multitenant,
    Witness,
}

fn known(key: &str, caller: Caller) -> Result<Caller, Denied> {
    match key {
        TOKEN => Ok(caller),
        _ => Err(Denied::unauthorized("The credential is not valid.")),
    }
}

impl Security for Store {
    type Principal = Caller;

    async fn bearer_token(&self, _: &Parts, credential: Bearer) -> Result<Caller, Denied> {
        known(credential.token.expose(), Caller::Account)
    }

    async fn stand_alone_token(&self, _: &Parts, credential: ApiKey) -> Result<Caller, Denied> {
        known(credential.key.expose(), Caller::Domain)
    }

    async fn domain_api_key(&self, _: &Parts, credential: ApiKey) -> Result<Caller, Denied> {
        known(credential.key.expose(), Caller::Domain)
    }

    async fn reseller_api_key(&self, _: &Parts, credential: ApiKey) -> Result<Caller, Denied> {
        known(credential.key.expose(), Caller::Multitenant)
    }

    async fn request_timestamp(&self, _: &Parts, credential: ApiKey) -> Result<Caller, Denied> {
        match credential.key.expose().parse::<u64>() {
            Ok(_) => Ok(Caller::Witness),
            Err(_) => Err(Denied::unauthorized("The timestamp is not a number.")),
        }
    }

    async fn request_signature(&self, _: &Parts, credential: ApiKey) -> Result<Caller, Denied> {
        known(credential.key.expose(), Caller::Witness)
    }
}

impl Tokens for Store {
    type Error = Problem;

    async fn list_tokens(
        &self,
        _: &Context<Caller>,
        request: ListTokensRequest,
    ) -> Result<ListTokensResponse, Problem> {
        let tokens = self.tokens();
        let tokens = tokens.values().filter(|_| request.account_name == ACCOUNT);
        Ok(ListTokensResponse::Status200(identified(
            tokens.map(info).collect(),
        )))
    }

    async fn create_token(
        &self,
        _: &Context<Caller>,
        CreateTokenRequest { account_name, body }: CreateTokenRequest,
    ) -> Result<CreateTokenResponse, Problem> {
        let mut tokens = self.tokens();
        let id = tokens.keys().max().map_or(1, |last| last + 1);
        let created = Token {
            scope: body.scopes,
            user: body.user,
            audience: body.audience,
            account: Some(account_name),
            ..token(id, body.name.as_deref().unwrap_or("unnamed"))
        };
        tokens.insert(id, created.clone());
        Ok(CreateTokenResponse::Status200(identified(created)))
    }

    async fn get_token(
        &self,
        _: &Context<Caller>,
        request: GetTokenRequest,
    ) -> Result<GetTokenResponse, Problem> {
        let tokens = self.tokens();
        let token = find(&request.account_name, &request.token_id).and_then(|id| tokens.get(&id));
        Ok(match token {
            Some(token) => GetTokenResponse::Status200(identified(token.clone())),
            None => {
                let (status, error) = unknown();
                GetTokenResponse::Status4XX(status, error)
            }
        })
    }

    async fn delete_token(
        &self,
        _: &Context<Caller>,
        request: DeleteTokenRequest,
    ) -> Result<DeleteTokenResponse, Problem> {
        let mut tokens = self.tokens();
        let token =
            find(&request.account_name, &request.token_id).and_then(|id| tokens.remove(&id));
        Ok(match token {
            Some(token) => DeleteTokenResponse::Status200(identified(info(&token))),
            None => {
                let (status, error) = unknown();
                DeleteTokenResponse::Status4XX(status, error)
            }
        })
    }

    async fn enable_token(
        &self,
        _: &Context<Caller>,
        request: EnableTokenRequest,
    ) -> Result<EnableTokenResponse, Problem> {
        let enable = |token: &mut Token| token.active = Some(true);
        Ok(
            match self.change(&request.account_name, &request.token_id, enable) {
                Ok(answer) => EnableTokenResponse::Status200(answer),
                Err((status, error)) => EnableTokenResponse::Status4XX(status, error),
            },
        )
    }

    async fn disable_token(
        &self,
        _: &Context<Caller>,
        request: DisableTokenRequest,
    ) -> Result<DisableTokenResponse, Problem> {
        let disable = |token: &mut Token| token.active = Some(false);
        Ok(
            match self.change(&request.account_name, &request.token_id, disable) {
                Ok(answer) => DisableTokenResponse::Status200(answer),
                Err((status, error)) => DisableTokenResponse::Status4XX(status, error),
            },
        )
    }

    async fn rename_token(
        &self,
        _: &Context<Caller>,
        request: RenameTokenRequest,
    ) -> Result<RenameTokenResponse, Problem> {
        let name = request
            .body
            .name
            .into_value()
            .filter(|name| !name.is_empty());
        let rename = |token: &mut Token| token.name = name.or(token.name.take());
        Ok(
            match self.change(&request.account_name, &request.token_id, rename) {
                Ok(answer) => RenameTokenResponse::Status200(answer),
                Err((status, error)) => RenameTokenResponse::Status4XX(status, error),
            },
        )
    }
}

impl Users for Store {
    type Error = Problem;

    async fn add_internal_user(
        &self,
        cx: &Context<Caller>,
        AddInternalUserRequest {
            skip_mail_validation,
            body,
        }: AddInternalUserRequest,
    ) -> Result<AddInternalUserResponse, Problem> {
        // The domain of a caller from a common domain is known; a multitenant has many.
        let domain = match (body.domain, &cx.principal) {
            (Some(domain), _) => domain,
            (None, Caller::Multitenant) => {
                let message = "The domain is needed";
                let (status, error) = refused(StatusCode::CONFLICT, 111, message);
                return Ok(AddInternalUserResponse::Status4XX(status, error));
            }
            (None, _) => DOMAIN.to_owned(),
        };
        let is_owner = body.role == "OWNER";
        let status = if skip_mail_validation {
            "active"
        } else {
            "inactive"
        };
        Ok(AddInternalUserResponse::Status200(identified(DomainUser {
            email: Some(body.email),
            user_name: body.user_name,
            role: Some(if is_owner {
                "ADMIN".to_owned()
            } else {
                body.role
            }),
            domain: Some(domain),
            owner: Some(is_owner),
            status: Some(status.to_owned()),
        })))
    }

    async fn set_user_roles(
        &self,
        _: &Context<Caller>,
        request: SetUserRolesRequest,
    ) -> Result<SetUserRolesResponse, Problem> {
        let is_admin = request.body.roles.iter().any(|role| role == "ADMIN");
        if is_admin && request.body.roles.len() > 1 {
            let (status, error) = refused(StatusCode::CONFLICT, 113, "ADMIN excludes other roles");
            return Ok(SetUserRolesResponse::Status4XX(status, error));
        }
        Ok(SetUserRolesResponse::Status200(identified(DomainUser {
            email: Some(request.user_email),
            role: Some(request.body.roles.join(",")),
            domain: Some(request.domain_name),
            ..DomainUser::default()
        })))
    }

    async fn remove_user_roles(
        &self,
        _: &Context<Caller>,
        request: RemoveUserRolesRequest,
    ) -> Result<RemoveUserRolesResponse, Problem> {
        let left: Vec<&str> = ["reviewer", "auditor"]
            .into_iter()
            .filter(|role| !request.body.roles.iter().any(|removed| removed == role))
            .collect();
        Ok(RemoveUserRolesResponse::Status200(identified(DomainUser {
            email: Some(request.user_email),
            role: Some(left.join(",")),
            domain: Some(request.domain_name),
            ..DomainUser::default()
        })))
    }
}
