//! Enums told apart by a property, that survive variants added later.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::{Map, Value};

/// Declares an enum whose variant a property of the object tells (`discriminator`).
///
/// Beside the variants given it has `Unknown(Value)`, so that a variant added to the API does not break a client in
/// the field, and comes back unchanged when it is sent on. A variant may be known by several values; the first is
/// written, unless the object has the property itself.
///
/// ```
/// #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
/// pub struct Cat { pub lives: u8 }
///
/// api_runtime::tagged_enum! {
///     #[tag = "kind"]
///     /// A pet.
///     pub enum Pet {
///         /// A cat.
///         Cat(Cat) = "cat" | "tomcat",
///     }
/// }
/// let pet: Pet = serde_json::from_str(r#"{"kind": "tomcat", "lives": 9}"#).unwrap();
/// assert_eq!(pet, Pet::Cat(Cat { lives: 9 }));
/// assert_eq!(serde_json::to_string(&pet).unwrap(), r#"{"kind":"cat","lives":9}"#);
/// let pet: Pet = serde_json::from_str(r#"{"kind": "dog"}"#).unwrap();
/// assert_eq!(serde_json::to_string(&pet).unwrap(), r#"{"kind":"dog"}"#);
/// ```
#[macro_export]
macro_rules! tagged_enum {
    (
        #[tag = $tag:literal]
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident($ty:ty $(,)?) = $text:literal $(| $more:literal)*),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$variant_meta])* $variant($ty),)*
            /// An object whose tag the API description does not name.
            Unknown($crate::serde_json::Value),
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $crate::tagged::write($tag, $text, value, serializer)
                    })*
                    Self::Unknown(value) => $crate::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let (tag, value) = $crate::tagged::read::<D>($tag, deserializer)?;
                match tag.as_str() {
                    $($text $(| $more)* => $crate::tagged::value(value).map(Self::$variant),)*
                    _ => Ok(Self::Unknown(value)),
                }
            }
        }
    };
}

/// Reads an object and its tag. For `tagged_enum!`.
///
/// # Errors
///
/// When it is no object, or has no tag that is text.
pub fn read<'de, D: Deserializer<'de>>(
    tag: &str,
    deserializer: D,
) -> Result<(String, Value), D::Error> {
    let value = Value::deserialize(deserializer)?;
    match value.get(tag) {
        Some(Value::String(text)) => Ok((text.clone(), value)),
        Some(_) => Err(D::Error::custom(format_args!("`{tag}` is not a string"))),
        None => Err(D::Error::custom(format_args!("missing field `{tag}`"))),
    }
}

/// Reads a variant. For `tagged_enum!`.
///
/// # Errors
///
/// When the object is not a value of the type.
pub fn value<T: DeserializeOwned, E: serde::de::Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

/// Writes a variant with its tag first. For `tagged_enum!`.
///
/// # Errors
///
/// When the value is not written as an object.
pub fn write<T: Serialize + ?Sized, S: Serializer>(
    tag: &str,
    text: &str,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let value = serde_json::to_value(value).map_err(S::Error::custom)?;
    let Value::Object(members) = value else {
        return Err(S::Error::custom("a tagged value is written as an object"));
    };
    if members.contains_key(tag) {
        return members.serialize(serializer);
    }
    let mut tagged = Map::with_capacity(members.len() + 1);
    tagged.insert(tag.to_owned(), Value::String(text.to_owned()));
    tagged.extend(members);
    tagged.serialize(serializer)
}
