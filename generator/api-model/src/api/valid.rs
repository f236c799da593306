//! The mark of a model that passed the checker.

use std::ops::Deref;

/// A value that the checker has accepted: every `$ref` leads somewhere, ids are in range, and the
/// rules of `check` hold. Only [`crate::load()`] and its siblings make one, so whoever takes a
/// `Valid<Api>` needs no checks of its own.
#[derive(Debug, Clone)]
pub struct Valid<T>(T);

impl<T> Valid<T> {
    /// For the checker alone.
    pub(crate) fn new(value: T) -> Self {
        Valid(value)
    }

    /// Gives the value up for changing; it must be checked again to be valid.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
