//! Integer enums that survive values added later.

/// Declares an enum of integers.
///
/// Beside the variants given it has `Unknown`, so that a value added to the API does not break a client in the field,
/// and comes back unchanged when it is sent on. A server's checks report unknown values (`enum`).
///
/// ```
/// api_runtime::integer_enum! {
///     #[repr(i32)]
///     /// How loud it is.
///     pub enum Level {
///         /// Quiet.
///         Quiet = 1,
///         /// Loud.
///         Loud = 11,
///     }
/// }
/// assert_eq!(Level::from(11), Level::Loud);
/// let level: Level = serde_json::from_str("12").unwrap();
/// assert_eq!((level, level.value()), (Level::Unknown(12), 12));
/// ```
#[macro_export]
macro_rules! integer_enum {
    (
        #[repr($repr:ident)]
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $value:literal),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that the API description does not name.
            Unknown($repr),
        }

        impl $name {
            /// The value as a number.
            pub fn value(&self) -> $repr {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => *value,
                }
            }
        }

        impl ::std::convert::From<$repr> for $name {
            fn from(value: $repr) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.value(), serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <$repr as $crate::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        impl $crate::check::Check for $name {
            fn check(&self, at: &mut $crate::check::Checker<'_>) {
                if let Self::Unknown(_) = self {
                    at.report("enum", concat!("is not one of", $(" `", $value, "`",)*));
                }
            }
        }
    };
}
