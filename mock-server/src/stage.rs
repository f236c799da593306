//! Several mocks in one server, each below a prefix of its own.

use crate::listing::{self, IndexPage};
use crate::message::{Answer, Chosen, Delivery, Incoming, Note, Reply, Request};
use crate::mock::Mock;
use crate::negotiate::Accept;
use crate::refusal::{self, Refusal};
use crate::reply::{self, cors};
use crate::world::{self, STATE_PATH, World};
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::Value;
use std::fmt;

/// Mocks and where they answer. Made before serving and not changed afterwards.
#[derive(Debug, Default)]
pub struct Stage {
    /// The longest prefix first.
    mounts: Vec<Mount>,
}

#[derive(Debug)]
pub(crate) struct Mount {
    /// `/links`, or empty for the root.
    pub(crate) prefix: String,
    pub(crate) mock: Mock,
    /// Its place in the order of mounting, in which people see the mounts.
    order: usize,
}

/// Why a mock cannot be mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountError {
    /// Another mock is mounted there.
    Taken(String),
    /// The prefix is not a path such as `/links`.
    NotAPath(String),
}

impl fmt::Display for MountError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MountError::Taken(prefix) => write!(formatter, "another API is mounted at `{prefix}`"),
            MountError::NotAPath(prefix) => {
                write!(
                    formatter,
                    "`{prefix}` is not a path to mount an API at, such as `/links`"
                )
            }
        }
    }
}

impl std::error::Error for MountError {}

impl Stage {
    /// A stage without mocks.
    #[must_use]
    pub fn new() -> Self {
        Stage::default()
    }

    /// One mock at the root.
    #[must_use]
    pub fn at_root(mock: Mock) -> Self {
        Stage {
            mounts: vec![Mount {
                prefix: String::new(),
                mock,
                order: 0,
            }],
        }
    }

    /// Adds a mock below a prefix; `/` is the root.
    ///
    /// # Errors
    ///
    /// When the prefix is taken or is not made of plain path segments.
    pub fn mount(mut self, prefix: &str, mock: Mock) -> Result<Self, MountError> {
        let trimmed = prefix.trim_end_matches('/');
        let is_plain = |segment: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            !segment.is_empty() && segment.bytes().all(plain)
        };
        let is_path = trimmed
            .strip_prefix('/')
            .map_or(prefix == "/", |path| path.split('/').all(is_plain));
        if !is_path {
            return Err(MountError::NotAPath(prefix.to_owned()));
        }
        if self.mounts.iter().any(|mount| mount.prefix == trimmed) {
            return Err(MountError::Taken(prefix.to_owned()));
        }
        self.mounts.push(Mount {
            prefix: trimmed.to_owned(),
            mock,
            order: self.mounts.len(),
        });
        self.mounts
            .sort_by_key(|mount| std::cmp::Reverse(mount.prefix.len()));
        Ok(self)
    }

    /// Answers a request by the mock it is for.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Reply {
        let path = request.uri().path();
        let mount = self
            .mounts
            .iter()
            .find(|mount| is_below(path, &mount.prefix));
        match mount {
            Some(mount) => mount.mock.answer_below(&mount.prefix, request),
            None => self.answer_unmounted(request),
        }
    }

    /// Answers a request whose body did not arrive.
    pub(crate) fn answer_late(&self, request: &Request) -> Reply {
        refuse(request, &Refusal::Timeout)
    }

    /// Answers a request on which this program failed.
    pub(crate) fn answer_failed(&self, request: &Request) -> Reply {
        let mut reply = refuse(request, &Refusal::Internal);
        reply.note.chosen = Chosen::Failed;
        reply
    }

    /// What the server says when it starts: each mount, its operations, and how to stop.
    /// `address` is where the server listens, such as `http://127.0.0.1:4010`.
    #[must_use]
    pub fn listing(&self, address: &str) -> String {
        listing::listing(&self.in_order(), address)
    }

    /// What became of everything, in all sessions.
    #[must_use]
    pub fn state(&self) -> Value {
        world::snapshot_all(self.worlds(), world::EVERY)
    }

    /// Makes everything as it was when [`Stage::state`] was taken. A mount that is not named stays
    /// as it is.
    ///
    /// # Errors
    ///
    /// When the state cannot be read; nothing changes then.
    pub fn restore(&self, state: &Value) -> Result<(), String> {
        world::restore_all(self.worlds(), world::EVERY, state)
    }

    /// A number that is another one after every change of the state.
    pub(crate) fn changes(&self) -> u64 {
        let changes = self.worlds().map(|(_, world)| world.changes());
        changes.fold(0, u64::wrapping_add)
    }

    fn worlds(&self) -> impl Iterator<Item = (&str, &World)> + Clone {
        self.mounts.iter().map(|mount| {
            let name = if mount.prefix.is_empty() {
                "/"
            } else {
                &mount.prefix
            };
            (name, mount.mock.world())
        })
    }

    /// The largest body that any mock reads.
    pub(crate) fn max_body(&self) -> usize {
        let limits = self
            .mounts
            .iter()
            .map(|mount| mount.mock.options().max_body);
        limits.max().unwrap_or(0)
    }

    fn in_order(&self) -> Vec<&Mount> {
        let mut mounts: Vec<&Mount> = self.mounts.iter().collect();
        mounts.sort_by_key(|mount| mount.order);
        mounts
    }

    /// The index at `/`; anything else leads nowhere.
    fn answer_unmounted(&self, request: &Request) -> Reply {
        let incoming = Incoming::below(request, "");
        if cors::is_preflight(&incoming) {
            let headers = cors::preflight_headers(&incoming, None);
            return reply::dress(
                &incoming,
                plain(StatusCode::NO_CONTENT, headers, "", Chosen::Preflight),
            );
        }
        if incoming.path == STATE_PATH {
            let told = world::administer_all(self.worlds(), &incoming);
            let answer = told.unwrap_or_else(|refusal| refusal::render_bare(&refusal));
            return reply::dress(&incoming, answer);
        }
        if incoming.path != "/" {
            return refuse(
                request,
                &Refusal::NotFound {
                    nearest: self.nearest(incoming.path),
                },
            );
        }
        let allow = HeaderValue::from_static("GET, OPTIONS, HEAD");
        if incoming.method == Method::OPTIONS {
            let headers = HeaderMap::from_iter([(ALLOW, allow)]);
            return reply::dress(
                &incoming,
                plain(StatusCode::NO_CONTENT, headers, "", Chosen::Methods),
            );
        }
        if incoming.method != Method::GET && incoming.method != Method::HEAD {
            return refuse(
                request,
                &Refusal::MethodNotAllowed {
                    method: incoming.method.to_string(),
                    template: "/".to_owned(),
                    allow,
                },
            );
        }
        reply::dress(&incoming, self.index(&incoming))
    }

    fn index(&self, incoming: &Incoming<'_>) -> Answer {
        let page = IndexPage::new(&self.in_order());
        let accept = Accept::read(incoming.headers);
        let (content_type, body) = page.choose(&accept);
        let headers =
            HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        plain(StatusCode::OK, headers, &body, Chosen::Index)
    }

    /// The mount that knows a path whose prefix was forgotten, else the only list there is.
    fn nearest(&self, path: &str) -> Option<String> {
        let known = self.in_order().into_iter().find_map(|mount| {
            let template = mount.mock.template_at(path)?;
            Some(format!("{}{template}", mount.prefix))
        });
        known.or_else(|| Some("/".to_owned()))
    }
}

fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| prefix.is_empty() || rest.is_empty() || rest.starts_with('/'))
}

fn refuse(request: &Request, refusal: &Refusal) -> Reply {
    reply::dress(&Incoming::below(request, ""), refusal::render_bare(refusal))
}

fn plain(status: StatusCode, headers: HeaderMap, body: &str, chosen: Chosen) -> Answer {
    Answer {
        status,
        headers,
        body: body.to_owned().into(),
        note: Note {
            operation: None,
            chosen,
        },
        delivery: Delivery::default(),
    }
}
