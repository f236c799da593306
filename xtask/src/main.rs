//! The front door: one verb per job.

fn main() {}
