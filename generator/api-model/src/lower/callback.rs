//! Callback Objects (OpenAPI 3.1 section 4.8.18).

use super::operation::PathDefaults;
use super::paths::number;
use super::{Cx, Fields, Kind};
use crate::api::{Callback, PathTemplate};
use crate::resolve::At;

/// Callbacks stand no deeper in one another.
const DEPTH: usize = 8;

impl<'a> Cx<'a> {
    /// The callbacks of an operation, one for each expression.
    pub(super) fn lower_callbacks(
        &mut self,
        operation: &Fields<'a>,
        defaults: &PathDefaults<'_>,
    ) -> Vec<Callback> {
        let mut callbacks = Vec::new();
        for entry in operation.entries(self, "callbacks") {
            callbacks.extend(self.lower_callback(entry.at, entry.key, defaults));
        }
        callbacks
    }

    pub(super) fn lower_callback(
        &mut self,
        at: At<'a>,
        name: &str,
        defaults: &PathDefaults<'_>,
    ) -> Vec<Callback> {
        let Some(followed) = self.follow(at, Kind::Callback) else {
            return Vec::new();
        };
        // A callback whose operation names the callback again would go on without end.
        let place = followed.at.place();
        if defaults.callbacks.contains(&place) || defaults.callbacks.len() >= DEPTH {
            let message = "a callback inside itself is not read again";
            self.warn_missing("recursive-callback", at.place(), message);
            return Vec::new();
        }
        let mut callbacks = defaults.callbacks.clone();
        callbacks.push(place);
        let defaults = PathDefaults {
            callbacks,
            parameters: Default::default(),
            servers: None,
            summary: None,
            description: None,
            ..defaults.clone()
        };
        let mut callbacks = Vec::new();
        for entry in self.patterned(followed.at, "a callback") {
            let path = PathTemplate {
                text: entry.key.to_owned(),
                segments: Vec::new(),
            };
            let mut operations = self.lower_path_item(entry.at, &path, &defaults);
            number(&mut operations);
            callbacks.push(Callback {
                place: entry.at.place(),
                name: name.to_owned(),
                expression: entry.key.to_owned(),
                operations,
            });
        }
        callbacks
    }
}
