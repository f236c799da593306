//! What an operation is asked, as a struct whose fields say where they are read from.

use super::Call;
use crate::Invalid;

/// A request of one operation.
pub trait Ask: Send + Sized {
    /// The media types whose bodies are handed on unread; all others are held in memory, within the router's limit.
    const STREAMS: &'static [&'static str] = &[];

    /// Reads the request. All that is wrong has been recorded, not only the first.
    ///
    /// # Errors
    ///
    /// When a value could not be read.
    fn read(call: &mut Call) -> Result<Self, Invalid>;
}

/// Declares a request: a struct with, beside each field, what it is read from.
///
/// ```
/// use api_runtime::server::read::{path, query};
///
/// api_runtime::request_struct! {
///     /// What `listPets` is asked.
///     #[derive(Clone, Debug, PartialEq)]
///     pub struct ListPetsRequest {
///         /// Whose pets.
///         pub owner: String = path("owner"),
///         /// How many at most.
///         pub limit: i64 = query("limit").check(|at, limit: &i64| at.maximum(*limit, 100)).or(20),
///         /// Only these.
///         pub kinds: Option<Vec<String>> = query("kinds").optional(),
///     }
/// }
/// ```
#[macro_export]
macro_rules! request_struct {
    (
        $(#[doc = $doc:literal])*
        #[derive($($derive:ident),*)]
        $(#[streams($($media:literal),* $(,)?)])?
        pub struct $name:ident {
            $($(#[$meta:meta])* pub $field:ident: $ty:ty = $read:expr,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive($($derive),*)]
        pub struct $name {
            $($(#[$meta])* pub $field: $ty,)*
        }

        impl $crate::server::Ask for $name {
            $(const STREAMS: &'static [&'static str] = &[$($media),*];)?

            fn read(_call: &mut $crate::server::Call) -> Result<Self, $crate::Invalid> {
                // The names come into being after all is read: a field may be called like a reader.
                let ($($field,)*): ($(Result<$ty, $crate::Invalid>,)*) = ($(_call.read($read),)*);
                Ok(Self { $($field: $field?,)* })
            }
        }
    };
}
