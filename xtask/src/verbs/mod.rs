//! The verbs, a file each.

pub(crate) mod bench;
pub(crate) mod bundle;
pub(crate) mod ci;
pub(crate) mod contract;
pub(crate) mod corpus;
pub(crate) mod diff;
pub(crate) mod drive;
pub(crate) mod fuzz;
pub(crate) mod generate;
pub(crate) mod lint;
pub(crate) mod mock;
pub(crate) mod replay;
pub(crate) mod test;
pub(crate) mod tidy;
pub(crate) mod up;
