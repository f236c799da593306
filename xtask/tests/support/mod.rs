//! What the tests of the verbs share: running them, talking to them, comparing what they print.

#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod console;
pub(crate) mod curl;
pub(crate) mod expect;
pub(crate) mod process;
