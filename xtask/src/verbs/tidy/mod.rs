//! `tidy`: the rules of this repository that compilers do not know, a file each.

mod dependencies;
mod docs;
mod layout;
mod thirdparties;
mod tree;

use crate::failure::Failure;
use crate::project;
use crate::terminal::print_line;
use clap::Args;

/// Arguments of `tidy`.
#[derive(Args)]
pub(crate) struct Tidy {}

impl Tidy {
    /// Prints every breach of a rule with the rule's text; fails when there is any.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let root = project::root();
        let tree = tree::Tree::read(&root)?;
        let mut breaches = Vec::new();
        breaches.extend(dependencies::check(&root)?);
        breaches.extend(docs::check(&tree));
        breaches.extend(layout::check(&root, &tree));
        breaches.extend(thirdparties::check(&tree));
        for breach in &breaches {
            eprintln!("error: {breach}");
        }
        if breaches.is_empty() {
            print_line(format_args!(
                "tidy: {} files, all rules hold",
                tree.files.len()
            ));
            Ok(())
        } else {
            Err(Failure::Found)
        }
    }
}
