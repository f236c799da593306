//! Schemas side by side: what the new one allows that the old one did not, and the reverse.
//!
//! A node of the comparison is a pair of conjunctions, since `allOf` and several mentions of a
//! property make one value obey many schemas. Each pair is compared once and remembered with the
//! pairs below it; a body is then a walk over remembered pairs, so recursion ends and sharing
//! costs nothing.

mod limits;
mod objects;
mod unions;
mod values;
mod view;

use super::change::{Level, Side};
use super::levels::{Way, Weight, level};
use api_model::api::{Api, SchemaId};
use api_model::source::Place;
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;
use view::View;

/// A place in the old and one in the new document.
pub(super) type Places = (Option<Place>, Option<Place>);

/// A change without its occurrence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Delta {
    pub(super) rule: &'static str,
    pub(super) level: Level,
    pub(super) message: String,
    pub(super) places: Places,
}

impl Delta {
    pub(super) fn new(
        rule: &'static str,
        level: Level,
        message: impl Into<String>,
        places: Places,
    ) -> Self {
        Delta {
            rule,
            level,
            message: message.into(),
            places,
        }
    }
}

/// Two conjunctions of schemas, met on one side.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Pair {
    side: Side,
    old: Vec<SchemaId>,
    new: Vec<SchemaId>,
}

/// What one pair says by itself, and the pairs of its parts with the step that leads there.
#[derive(Debug, Default)]
struct Local {
    deltas: Vec<Delta>,
    below: Vec<(String, Pair)>,
}

/// All pairs met so far.
pub(super) struct Pairs<'a> {
    old: &'a Api,
    new: &'a Api,
    known: HashMap<Pair, Rc<Local>>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        Pairs {
            old,
            new,
            known: HashMap::new(),
        }
    }

    /// Every change from one schema to another with the JSON pointer of its first place, breadth
    /// first, so that the pointers are the shortest.
    pub(super) fn compare(
        &mut self,
        side: Side,
        old: SchemaId,
        new: SchemaId,
    ) -> Vec<(String, Delta)> {
        let root = Pair {
            side,
            old: vec![old],
            new: vec![new],
        };
        let mut found = Vec::new();
        let mut seen = HashSet::from([root.clone()]);
        let mut waiting = VecDeque::from([(String::new(), root)]);
        while let Some((pointer, pair)) = waiting.pop_front() {
            let local = self.local(&pair);
            for delta in &local.deltas {
                found.push((pointer.clone(), delta.clone()));
            }
            for (step, below) in &local.below {
                if seen.insert(below.clone()) {
                    waiting.push_back((format!("{pointer}{step}"), below.clone()));
                }
            }
        }
        found
    }

    fn local(&mut self, pair: &Pair) -> Rc<Local> {
        if let Some(known) = self.known.get(pair) {
            return Rc::clone(known);
        }
        let local = Rc::new(Comparison::of(self.old, self.new, pair));
        self.known.insert(pair.clone(), Rc::clone(&local));
        local
    }
}

/// One pair under comparison.
struct Comparison<'a> {
    side: Side,
    old: View<'a>,
    new: View<'a>,
    local: Local,
}

impl<'a> Comparison<'a> {
    fn of(old: &'a Api, new: &'a Api, pair: &Pair) -> Local {
        let mut comparison = Comparison {
            side: pair.side,
            old: View::of(old, &pair.old),
            new: View::of(new, &pair.new),
            local: Local::default(),
        };
        if comparison.types() {
            comparison.enumeration();
            comparison.limits();
            comparison.texts();
            comparison.objects();
            comparison.arrays();
            comparison.unions();
            comparison.conditions();
        }
        comparison.local
    }

    /// Notes a change of this schema that a keyword states.
    fn note(
        &mut self,
        rule: &'static str,
        way: Way,
        weight: Weight,
        keyword: &str,
        message: impl Into<String>,
    ) {
        let places = (Some(self.old.place(keyword)), Some(self.new.place(keyword)));
        self.note_at(rule, level(self.side, way, weight), message, places);
    }

    fn note_at(
        &mut self,
        rule: &'static str,
        level: Level,
        message: impl Into<String>,
        places: Places,
    ) {
        let delta = Delta::new(rule, level, message, places);
        if !self.local.deltas.contains(&delta) {
            self.local.deltas.push(delta);
        }
    }

    /// Goes on with the schemas of a part.
    fn descend(&mut self, step: &str, old: Vec<SchemaId>, new: Vec<SchemaId>) {
        if old.is_empty() || new.is_empty() {
            return;
        }
        let side = self.side;
        self.local
            .below
            .push((step.to_owned(), Pair { side, old, new }));
    }
}

/// A name as a step of a JSON pointer (RFC 6901).
fn step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
