//! What the tests of the verbs share: running them, talking to them, comparing what they print.

#![allow(dead_code, reason = "each test file uses its part")]

pub mod console;
pub mod curl;
pub mod expect;
pub mod process;
