//! Documented examples as responses. An example that is not a value of its type is a 501, as is one that is missing.

use std::collections::HashMap;
use std::sync::OnceLock;

use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::body::Body;
use crate::headers::WithHeaders;
use crate::json;
use crate::ndjson::Lines;
use crate::problem::Problem;
use crate::sse::Events;

/// The documented examples of an API: the text of a JSON object that has a member on each line.
#[derive(Debug)]
pub struct Documented {
    text: &'static str,
    members: OnceLock<HashMap<String, &'static str>>,
}

impl Documented {
    /// The examples of this text, which is first looked at when one of them is asked for.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            members: OnceLock::new(),
        }
    }

    /// An example of JSON.
    ///
    /// # Errors
    ///
    /// When it is not a value of the type.
    pub fn json<T: DeserializeOwned>(&self, key: &str) -> Result<T, Problem> {
        let members = self.members.get_or_init(|| members(self.text));
        let text = members.get(key).ok_or_else(|| missing(key))?;
        json::decode(text.as_bytes()).map_err(|error| {
            let detail = format!("the documented example is not of its type: {error}");
            Problem::new(StatusCode::NOT_IMPLEMENTED).detail(detail)
        })
    }

    /// An example of JSON, with one of the headers beside it.
    ///
    /// # Errors
    ///
    /// When one of them is not a value of its type.
    pub fn json_with_headers<T: DeserializeOwned, H: DeserializeOwned>(
        &self,
        body: &str,
        headers: &str,
    ) -> Result<WithHeaders<T, H>, Problem> {
        Ok(WithHeaders {
            body: self.json(body)?,
            headers: self.json(headers)?,
        })
    }

    /// An example of bytes.
    ///
    /// # Errors
    ///
    /// When the example is not text.
    pub fn body(&self, key: &str) -> Result<Body, Problem> {
        self.json::<String>(key).map(Body::from)
    }

    /// An example of lines of JSON. What is wrong with a line is found when it is sent.
    ///
    /// # Errors
    ///
    /// When the example is not text.
    pub fn lines<T: DeserializeOwned + Serialize + 'static>(
        &self,
        key: &str,
    ) -> Result<Lines<T>, Problem> {
        self.body(key).map(Lines::read)
    }

    /// An example of server-sent events. What is wrong with an event is found when it is sent.
    ///
    /// # Errors
    ///
    /// When the example is not text.
    pub fn events<T: DeserializeOwned + Serialize + 'static>(
        &self,
        key: &str,
    ) -> Result<Events<T>, Problem> {
        self.body(key).map(Events::read)
    }
}

/// The members of an object that is written with one on each line. A line that is none is passed over.
fn members(text: &'static str) -> HashMap<String, &'static str> {
    let member = |line: &'static str| {
        let mut key = serde_json::Deserializer::from_str(line).into_iter::<String>();
        let name = key.next()?.ok()?;
        let value = line.get(key.byte_offset()..)?.strip_prefix(':')?.trim();
        Some((name, value.strip_suffix(',').unwrap_or(value)))
    };
    text.lines().filter_map(member).collect()
}

/// There is no example of this operation.
pub fn missing(operation: &str) -> Problem {
    Problem::new(StatusCode::NOT_IMPLEMENTED).detail(format!(
        "`{operation}` is not written yet and has no documented example"
    ))
}

/// Writes the examples of a group of operations: a function for each, and the trait that answers with them.
///
/// A row names the method with the types of its context and request, then the response: a variant with its values,
/// or `missing` with the operation's name.
#[macro_export]
macro_rules! examples {
    (@value $response:ident missing $operation:expr) => {
        Err($crate::examples::missing($operation))
    };
    (@value $response:ident $variant:ident) => {
        Ok($response::$variant)
    };
    (@value $response:ident $variant:ident $($value:expr),+) => {
        Ok($response::$variant($($value),+))
    };
    (
        impl $group:ident for $answers:ident;
        $($name:ident($context:ty, $request:ty) -> $response:ident = $variant:ident $(($($value:expr),+))?;)*
    ) => {
        $(
            #[doc = concat!("The example of `", stringify!($name), "`.")]
            pub fn $name() -> ::std::result::Result<$response, $crate::problem::Problem> {
                $crate::examples!(@value $response $variant $($($value),+)?)
            }
        )*

        impl $group for $answers {
            type Error = $crate::problem::Problem;

            $(
                async fn $name(
                    &self,
                    _: &$context,
                    _: $request,
                ) -> ::std::result::Result<$response, $crate::problem::Problem> {
                    $name()
                }
            )*
        }
    };
}

#[cfg(test)]
mod tests {
    use super::Documented;

    #[test]
    fn members_stand_on_lines_of_their_own() {
        static EXAMPLES: Documented = Documented::new("{\n\"a\": [1,2],\n\"b \\\"\": \"x\"\n}\n");
        assert_eq!(EXAMPLES.json::<Vec<u8>>("a").ok(), Some(vec![1, 2]));
        assert_eq!(EXAMPLES.json::<String>("b \"").ok(), Some("x".to_owned()));
        assert!(EXAMPLES.json::<String>("a").is_err());
        assert!(EXAMPLES.json::<String>("c").is_err());
    }
}
