//! The members of an object: document order to walk, sorted order to look up.
//!
//! Large documents have a hundred thousand objects, most of them with a handful of members, so
//! an object is one word wide and only those with many members carry an index.

use super::Node;
use crate::source::Place;

/// Up to here a look-up compares with every key.
const FEW: usize = 8;

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member {
    /// Where the key was written.
    pub key_place: Place,
    /// The value.
    pub node: Node,
}

/// Members by key, in document order. Every key is there once.
#[derive(Debug, Clone)]
pub struct Object {
    members: Box<Members>,
}

#[derive(Debug, Clone)]
struct Members {
    entries: Box<[(Box<str>, Member)]>,
    /// Indices of `entries` by key; empty when there are few.
    sorted: Box<[u32]>,
}

/// Walks the members of an [`Object`] in document order.
#[derive(Debug, Clone)]
pub struct Entries<'a>(std::slice::Iter<'a, (Box<str>, Member)>);

/// A key that was written twice.
#[derive(Debug)]
pub(crate) struct Duplicate {
    /// The key.
    pub(crate) key: Box<str>,
    /// Where it stands first; this member is kept.
    pub(crate) first: Place,
    /// Where it stands again.
    pub(crate) again: Place,
}

impl Object {
    /// Makes an object; of two equal keys the first stays and the other is reported.
    pub(crate) fn new(entries: Vec<(Box<str>, Member)>) -> (Object, Vec<Duplicate>) {
        let mut entries = entries;
        let doubled = doubled_keys(&entries);
        let duplicates = if doubled.is_empty() {
            Vec::new()
        } else {
            take_duplicates(&mut entries, &doubled)
        };
        let sorted = if entries.len() > FEW {
            sorted_indices(&entries).into_boxed_slice()
        } else {
            Box::default()
        };
        let entries = entries.into_boxed_slice();
        let members = Box::new(Members { entries, sorted });
        (Object { members }, duplicates)
    }

    /// The member of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Member> {
        let Members { entries, sorted } = &*self.members;
        if sorted.is_empty() {
            let found = entries.iter().find(|(name, _)| **name == *key);
            return found.map(|(_, member)| member);
        }
        let name = |index: u32| entries.get(index as usize).map(|(name, _)| &**name);
        let at = sorted
            .binary_search_by(|index| name(*index).cmp(&Some(key)))
            .ok()?;
        let index = *sorted.get(at)?;
        entries.get(index as usize).map(|(_, member)| member)
    }

    /// The member of a key, to be changed.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Member> {
        let mut entries = self.members.entries.iter_mut();
        entries
            .find(|(name, _)| **name == *key)
            .map(|(_, member)| member)
    }

    /// Takes members away and adds others behind the rest.
    pub(crate) fn change(
        &mut self,
        stays: impl Fn(&str) -> bool,
        added: impl IntoIterator<Item = (Box<str>, Member)>,
    ) {
        let (nothing, _) = Object::new(Vec::new());
        let mut entries = std::mem::replace(self, nothing).into_entries();
        entries.retain(|(name, _)| stays(name));
        entries.extend(added);
        (*self, _) = Object::new(entries);
    }

    /// Whether there is a member of this key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The members in document order.
    #[must_use]
    pub fn iter(&self) -> Entries<'_> {
        Entries(self.members.entries.iter())
    }

    /// The keys in document order.
    pub fn keys(&self) -> impl Iterator<Item = &Box<str>> {
        self.iter().map(|(key, _)| key)
    }

    /// The members without their keys, in document order.
    pub fn values(&self) -> impl Iterator<Item = &Member> {
        self.iter().map(|(_, member)| member)
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.entries.is_empty()
    }

    /// The members themselves, in document order.
    pub(crate) fn into_entries(self) -> Vec<(Box<str>, Member)> {
        self.members.entries.into_vec()
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a Box<str>, &'a Member);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, member)| (key, member))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for Entries<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(key, member)| (key, member))
    }
}

impl ExactSizeIterator for Entries<'_> {}

impl<'a> IntoIterator for &'a Object {
    type Item = (&'a Box<str>, &'a Member);
    type IntoIter = Entries<'a>;

    fn into_iter(self) -> Entries<'a> {
        self.iter()
    }
}

fn sorted_indices(entries: &[(Box<str>, Member)]) -> Vec<u32> {
    let mut indices: Vec<u32> = (0..entries.len() as u32).collect();
    // Ties are broken by position, so that of equal keys the first comes first.
    indices
        .sort_unstable_by_key(|index| (entries.get(*index as usize).map(|(key, _)| key), *index));
    indices
}

/// Pairs of indices with the same key, the one to keep first, in order of the second.
fn doubled_keys(entries: &[(Box<str>, Member)]) -> Vec<(usize, usize)> {
    if entries.len() <= FEW {
        let earlier = |at: usize, key: &str| entries.iter().take(at).position(|(k, _)| **k == *key);
        return entries
            .iter()
            .enumerate()
            .filter_map(|(at, (key, _))| earlier(at, key).map(|first| (first, at)))
            .collect();
    }
    let indices = sorted_indices(entries);
    let key = |index: &u32| entries.get(*index as usize).map(|(key, _)| key);
    let mut pairs: Vec<(usize, usize)> = indices
        .chunk_by(|left, right| key(left) == key(right))
        .filter_map(|same| same.split_first())
        .flat_map(|(first, again)| again.iter().map(|at| (*first as usize, *at as usize)))
        .collect();
    pairs.sort_unstable_by_key(|(_, again)| *again);
    pairs
}

fn take_duplicates(
    entries: &mut Vec<(Box<str>, Member)>,
    doubled: &[(usize, usize)],
) -> Vec<Duplicate> {
    let firsts: Vec<Place> = doubled
        .iter()
        .map(|(first, _)| {
            entries
                .get(*first)
                .map_or_else(Place::default, |(_, m)| m.key_place)
        })
        .collect();
    let mut duplicates = Vec::with_capacity(doubled.len());
    for ((_, again), first) in doubled.iter().zip(firsts).rev() {
        if *again < entries.len() {
            let (key, member) = entries.remove(*again);
            let again = member.key_place;
            duplicates.push(Duplicate { key, first, again });
        }
    }
    duplicates.reverse();
    duplicates
}
