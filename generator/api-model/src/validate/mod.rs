//! Judging values by schemas.

#[cfg(test)]
pub(crate) mod testing;
