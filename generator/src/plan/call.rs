//! The operations as decided: names, parameters, bodies and answers, for client and server alike.

use api_model::api::{Location, OAuthFlowKind, StatusKey, Style};

use super::item::{ItemId, Presence, Rule, Type};
use super::samples::Samples;

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// What people call it: the `operationId`, else method and path.
    pub(crate) label: String,
    /// The associated constant of `Method`: `GET`.
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) names: Names,
    pub(crate) docs: Vec<String>,
    pub(crate) deprecated: bool,
    pub(crate) access: Access,
    /// The constant with its security.
    pub(crate) security: Option<String>,
    /// The static of its server.
    pub(crate) server: Option<String>,
    /// The media types of its answers.
    pub(crate) produces: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) answers: Vec<Answer>,
    /// Index of the enum of its successes, where one type does not serve them all.
    pub(crate) success: Option<usize>,
    /// Index of the enum of its errors.
    pub(crate) failure: Option<usize>,
    /// How its answers are pages of one list.
    pub(crate) pages: Option<Pages>,
    pub(crate) example: Option<Example>,
    pub(crate) samples: Samples,
}

/// All names made of an operation's.
#[derive(Debug)]
pub(crate) struct Names {
    /// The static in `operations`: `GET_USER`.
    pub(crate) constant: String,
    /// Methods and functions: `get_user`.
    pub(crate) method: String,
    /// What type names begin with: `GetUser`.
    pub(crate) types: String,
}

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Open,
    Optional,
    Required,
}

/// How a value is written in a parameter or form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    Styled {
        style: Style,
        explode: bool,
        allow_reserved: bool,
    },
    Json,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) wire: String,
    /// The argument, field, local and builder method.
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) writing: Writing,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) default: Option<Literal>,
    pub(crate) docs: Vec<String>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) patterns: Vec<(String, String)>,
}

/// A value that can be written as Rust.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Bool(bool),
    /// Digits with the type's suffix left to inference.
    Number(String),
    Text(String),
    Variant(ItemId, String),
    List(Vec<Literal>),
}

#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) docs: Vec<String>,
    pub(crate) kind: BodyKind,
}

#[derive(Debug)]
pub(crate) enum BodyKind {
    One(Media),
    /// One of several, each a variant of an enum in `types`.
    Several {
        item: ItemId,
        media: Vec<(String, Media)>,
    },
}

/// A body of one media type.
#[derive(Debug, Clone)]
pub(crate) struct Media {
    pub(crate) media_type: String,
    pub(crate) form: MediaForm,
    pub(crate) ty: Type,
    pub(crate) rules: Vec<Rule>,
    pub(crate) patterns: Vec<(String, String)>,
}

/// How a body is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MediaForm {
    Json,
    /// With the properties that are not written in the usual way.
    Form(Vec<(String, Writing)>),
    Multipart,
    Text,
    Binary,
    Lines,
    Events,
}

impl MediaForm {
    /// Whether a server hands the body on as it arrives.
    pub(crate) fn is_handed_on(&self) -> bool {
        matches!(
            self,
            MediaForm::Binary | MediaForm::Lines | MediaForm::Events | MediaForm::Multipart
        )
    }

    /// Whether the value is a stream or may be one, which can be neither cloned nor compared.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(
            self,
            MediaForm::Multipart | MediaForm::Binary | MediaForm::Lines | MediaForm::Events
        )
    }
}

impl Body {
    /// Every media type it may have.
    pub(crate) fn media(&self) -> Vec<&Media> {
        match &self.kind {
            BodyKind::One(media) => vec![media],
            BodyKind::Several { media, .. } => media.iter().map(|(_, media)| media).collect(),
        }
    }
}

/// One shape of an answer: a status and a media type of it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) key: StatusKey,
    /// The variant: `Status200`, `Status200Json`, `Default`.
    pub(crate) variant: String,
    pub(crate) media: Option<Media>,
    /// The struct of its headers.
    pub(crate) headers: Option<ItemId>,
    pub(crate) docs: Vec<String>,
    /// Whether a client takes it for a success; `default` can be both.
    pub(crate) success: bool,
}

impl Answer {
    /// Whether it can be an error; `default` is one for statuses from 400 even where it is the success.
    pub(crate) fn can_fail(&self) -> bool {
        !self.success || self.key == StatusKey::Default
    }
}

/// How answers are pages of one list.
#[derive(Debug)]
pub(crate) struct Pages {
    pub(crate) lead: Lead,
    pub(crate) item: Type,
    /// Where the list is, unless it is the whole answer.
    pub(crate) list: Option<Member>,
    /// Whether the answer comes with typed headers.
    pub(crate) with_headers: bool,
}

/// What leads from one page to the next.
#[derive(Debug)]
pub(crate) enum Lead {
    /// The header `Link`.
    Link,
    /// A cursor in the answer that a parameter takes.
    Cursor {
        parameter: String,
        path: Vec<Member>,
    },
    /// The id of the last item, which a parameter takes, as long as a field says that there is more.
    Last {
        parameter: String,
        more: String,
        id: String,
    },
    /// The page's number.
    Page { parameter: String, first: u64 },
    /// How many items come before the page.
    Offset { parameter: String },
}

/// A field of a struct, as it is reached.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) presence: Presence,
}

/// An enum of answers, which all operations have in common that succeed, or fail, in these ways.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    /// Whether these are errors.
    pub(crate) failure: bool,
    /// Exact statuses first, then ranges, then `default`.
    pub(crate) answers: Vec<Answer>,
}

/// A documented answer.
#[derive(Debug)]
pub(crate) struct Example {
    /// Index among the operation's answers.
    pub(crate) answer: usize,
    /// The body as JSON, text and bytes as a JSON string.
    pub(crate) body: Option<String>,
    /// The headers as JSON.
    pub(crate) headers: Option<String>,
}

/// A security scheme.
#[derive(Debug)]
pub(crate) struct Scheme {
    pub(crate) wire: String,
    pub(crate) constant: String,
    pub(crate) method: String,
    pub(crate) docs: Vec<String>,
    /// In words: `API key in the header …`.
    pub(crate) words: String,
    pub(crate) kind: SchemeKind,
    /// The ways to get a token.
    pub(crate) flows: Vec<Flow>,
    /// The address of the discovery document.
    pub(crate) discovery: Option<String>,
    /// The method that takes a source of tokens.
    pub(crate) tokens: Option<String>,
    /// The method that takes the client's own credentials.
    pub(crate) client_credentials: Option<String>,
}

/// A way to get a token.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) kind: OAuthFlowKind,
    pub(crate) authorization_url: Option<String>,
    pub(crate) token_url: Option<String>,
    pub(crate) refresh_url: Option<String>,
    /// Those that operations ask for; all of the flow where none does.
    pub(crate) scopes: Vec<String>,
}

impl Scheme {
    /// The type of the credential in the runtime's `security`; a certificate has none.
    pub(crate) fn credential(&self) -> Option<&'static str> {
        match self.kind {
            SchemeKind::ApiKeyHeader(_)
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_) => Some("ApiKey"),
            SchemeKind::Basic => Some("Basic"),
            SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => Some("Bearer"),
            SchemeKind::Http(_) => Some("Secret"),
            SchemeKind::MutualTls => None,
        }
    }
}

#[derive(Debug)]
pub(crate) enum SchemeKind {
    ApiKeyHeader(String),
    ApiKeyQuery(String),
    ApiKeyCookie(String),
    Basic,
    Bearer,
    OAuth2,
    OpenIdConnect,
    MutualTls,
    Http(String),
}

/// What a group of operations asks for.
#[derive(Debug)]
pub(crate) struct Security {
    pub(crate) constant: String,
    /// Alternatives of needs: the scheme's constant and its scopes.
    pub(crate) alternatives: Vec<Vec<(String, Vec<String>)>>,
}

#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) constant: String,
    pub(crate) url: String,
    /// The struct of its variables, if it has any.
    pub(crate) name: String,
    pub(crate) variables: Vec<Variable>,
    pub(crate) docs: Vec<String>,
}

/// A variable of a server's URL.
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) wire: String,
    pub(crate) field: String,
    pub(crate) default: String,
    pub(crate) docs: Vec<String>,
    /// The enum of its values, where the document lists them: its name and the values, the default among them.
    pub(crate) values: Option<(String, Vec<VariableValue>)>,
}

/// A value of a variable.
#[derive(Debug)]
pub(crate) struct VariableValue {
    /// The variant.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// A server trait.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    /// Indexes of operations.
    pub(crate) operations: Vec<usize>,
}
