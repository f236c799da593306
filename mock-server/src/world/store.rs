//! What requests have changed, by session. The document's own members are not here: a store that
//! is empty is a world as documented. Bounded in sessions, entries and bytes; what was not used
//! for longest goes first.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) sessions: usize,
    pub(super) entries: usize,
    pub(super) bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            sessions: 256,
            entries: 20_000,
            bytes: 64 << 20,
        }
    }
}

/// An object as it is now.
pub(super) type Object = Arc<Map<String, Value>>;

/// What became of an id.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Slot {
    Present(Object),
    Deleted,
}

/// A collection below certain parents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Address {
    /// The form of the collection's path.
    pub(super) form: String,
    /// The values of the parameters in it.
    pub(super) scope: Vec<String>,
}

/// The changes of a collection, in the order in which ids were first changed.
pub(super) type Shelf = IndexMap<String, Slot>;

#[derive(Debug, Default)]
struct Session {
    shelves: IndexMap<Address, IndexMap<String, Entry>>,
    used: u64,
}

#[derive(Debug)]
struct Entry {
    slot: Slot,
    bytes: usize,
    used: u64,
}

/// All sessions.
#[derive(Debug, Default)]
pub(super) struct Store {
    bounds: Bounds,
    sessions: IndexMap<String, Session>,
    clock: u64,
    /// Counts what was changed.
    changes: u64,
    entries: usize,
    bytes: usize,
}

impl Store {
    #[cfg(test)]
    pub(super) fn bounded(bounds: Bounds) -> Self {
        Store {
            bounds,
            ..Store::default()
        }
    }

    /// What became of an id, if anything did.
    pub(super) fn slot(&mut self, session: &str, address: &Address, key: &str) -> Option<Slot> {
        let clock = self.tick();
        let session = self.sessions.get_mut(session)?;
        session.used = clock;
        let entry = session.shelves.get_mut(address)?.get_mut(key)?;
        entry.used = clock;
        Some(entry.slot.clone())
    }

    /// The changes of a collection.
    pub(super) fn shelf(&mut self, session: &str, address: &Address) -> Shelf {
        let clock = self.tick();
        let Some(session) = self.sessions.get_mut(session) else {
            return Shelf::new();
        };
        session.used = clock;
        let entries = session.shelves.get(address).into_iter().flatten();
        entries
            .map(|(key, entry)| (key.clone(), entry.slot.clone()))
            .collect()
    }

    /// Notes what became of an id. An id that comes back after its deletion is a new one.
    pub(super) fn put(&mut self, session: &str, address: &Address, key: &str, slot: Slot) {
        let bytes = key.len() + slot.bytes();
        if bytes > self.bounds.bytes / 2 {
            return;
        }
        let clock = self.tick();
        self.changes += 1;
        let known = self.sessions.contains_key(session);
        let place = self.sessions.entry(session.to_owned()).or_default();
        place.used = clock;
        self.bytes += if known { 0 } else { session.len() };
        let shelf = place.shelves.entry(address.clone()).or_default();
        let is_back = slot != Slot::Deleted
            && shelf
                .get(key)
                .is_some_and(|entry| entry.slot == Slot::Deleted);
        let old = if is_back {
            shelf.shift_remove(key)
        } else {
            None
        };
        let entry = Entry {
            slot,
            bytes,
            used: clock,
        };
        let old = shelf.insert(key.to_owned(), entry).or(old);
        self.entries += usize::from(old.is_none());
        self.bytes = self.bytes + bytes - old.map_or(0, |old| old.bytes);
        self.shrink(session);
    }

    /// Forgets a session, or all of them.
    pub(super) fn reset(&mut self, session: Option<&str>) {
        self.changes += 1;
        match session {
            Some(name) => {
                if let Some(session) = self.sessions.shift_remove(name) {
                    self.forget(name, &session);
                }
            }
            None => {
                self.sessions.clear();
                (self.entries, self.bytes) = (0, 0);
            }
        }
    }

    /// A number that is another one after every change.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// All sessions, by name.
    pub(super) fn snapshot_all(&self) -> Value {
        let names = self.sessions.keys();
        let all = names.map(|name| (name.clone(), self.snapshot(name)));
        json!({ "sessions": all.collect::<Map<String, Value>>() })
    }

    /// Replaces all sessions; nothing changes when one of them cannot be read.
    pub(super) fn restore_all(&mut self, snapshot: &Value) -> Result<(), String> {
        let sessions = snapshot.get("sessions").and_then(Value::as_object);
        let sessions = sessions.ok_or("`sessions` is not an object")?;
        let mut read = Vec::new();
        for (name, session) in sessions {
            let entries = read_session(session);
            let entries = entries.map_err(|fault| format!("session `{name}`: {fault}"))?;
            read.push((name, entries));
        }
        self.reset(None);
        for (name, entries) in read {
            for (address, key, slot) in entries {
                self.put(name, &address, &key, slot);
            }
        }
        Ok(())
    }

    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    fn forget(&mut self, name: &str, session: &Session) {
        let entries = || session.shelves.values().flat_map(IndexMap::values);
        self.entries = self.entries.saturating_sub(entries().count());
        let bytes = entries().map(|entry| entry.bytes).sum::<usize>() + name.len();
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    fn is_over(&self) -> bool {
        self.entries > self.bounds.entries || self.bytes > self.bounds.bytes
    }

    /// Other sessions go first, then the oldest entries of the one in use.
    fn shrink(&mut self, current: &str) {
        while self.sessions.len() > self.bounds.sessions
            || (self.is_over() && self.sessions.len() > 1)
        {
            let others = self.sessions.iter().filter(|(name, _)| *name != current);
            let oldest = others.min_by_key(|(_, session)| session.used);
            let Some(name) = oldest.map(|(name, _)| name.clone()) else {
                break;
            };
            self.reset(Some(&name));
        }
        while self.is_over() {
            let Some(session) = self.sessions.get_mut(current) else {
                break;
            };
            let mut used: Vec<u64> = session
                .shelves
                .values()
                .flat_map(IndexMap::values)
                .map(|entry| entry.used)
                .collect();
            used.sort_unstable();
            // Several at once, so that a full store does not search itself at every request.
            let Some(limit) = used.get(used.len() / 16).copied() else {
                break;
            };
            for shelf in session.shelves.values_mut() {
                shelf.retain(|_, entry| {
                    let stays = entry.used > limit;
                    if !stays {
                        self.entries = self.entries.saturating_sub(1);
                        self.bytes = self.bytes.saturating_sub(entry.bytes);
                    }
                    stays
                });
            }
            session.shelves.retain(|_, shelf| !shelf.is_empty());
        }
    }

    /// A session as JSON: a list of collections, each with what is there and what is gone.
    pub(super) fn snapshot(&self, session: &str) -> Value {
        let shelves = self.sessions.get(session).map(|session| &session.shelves);
        let collections = shelves.into_iter().flatten().map(|(address, shelf)| {
            let mut items = Map::new();
            let mut deleted = Vec::new();
            for (key, entry) in shelf {
                match &entry.slot {
                    Slot::Present(object) => {
                        items.insert(key.clone(), Value::Object(object.as_ref().clone()));
                    }
                    Slot::Deleted => deleted.push(Value::from(key.as_str())),
                }
            }
            json!({
                "collection": address.form,
                "below": address.scope,
                "items": items,
                "deleted": deleted,
            })
        });
        json!({ "collections": collections.collect::<Vec<_>>() })
    }

    /// Replaces a session by a snapshot; says what is wrong with one that cannot be read. Nothing
    /// changes then.
    pub(super) fn restore(&mut self, session: &str, snapshot: &Value) -> Result<(), String> {
        let read = read_session(snapshot)?;
        self.reset(Some(session));
        for (address, key, slot) in read {
            self.put(session, &address, &key, slot);
        }
        Ok(())
    }
}

type Entries = Vec<(Address, String, Slot)>;

fn read_session(snapshot: &Value) -> Result<Entries, String> {
    let collections = snapshot.get("collections").and_then(Value::as_array);
    let collections = collections.ok_or("`collections` is not an array")?;
    let mut read = Vec::new();
    for (index, collection) in collections.iter().enumerate() {
        read.extend(
            read_collection(collection)
                .map_err(|what| format!("`/collections/{index}`: {what}"))?,
        );
    }
    Ok(read)
}

fn read_collection(collection: &Value) -> Result<Entries, &'static str> {
    let form = collection.get("collection").and_then(Value::as_str);
    let form = form.ok_or("`collection` is not a text")?;
    let texts = |name: &str| -> Option<Vec<String>> {
        let Some(values) = collection.get(name) else {
            return Some(Vec::new());
        };
        let texts = values.as_array()?.iter();
        texts.map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let address = Address {
        form: form.to_owned(),
        scope: texts("below").ok_or("`below` is not an array of texts")?,
    };
    let deleted = texts("deleted").ok_or("`deleted` is not an array of texts")?;
    let mut read: Vec<_> = deleted
        .into_iter()
        .map(|key| (address.clone(), key, Slot::Deleted))
        .collect();
    let items = match collection.get("items") {
        None => return Ok(read),
        Some(items) => items.as_object().ok_or("`items` is not an object")?,
    };
    for (key, item) in items {
        let item = item.as_object().ok_or("an item is not an object")?;
        let slot = Slot::Present(Arc::new(item.clone()));
        read.push((address.clone(), key.clone(), slot));
    }
    Ok(read)
}

impl Slot {
    fn bytes(&self) -> usize {
        match self {
            Slot::Present(object) => {
                64 + object
                    .iter()
                    .map(|(name, value)| name.len() + weight(value))
                    .sum::<usize>()
            }
            Slot::Deleted => 64,
        }
    }
}

/// About how much memory a value takes.
fn weight(value: &Value) -> usize {
    32 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| 32 + name.len() + weight(value))
            .sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        Address {
            form: "/pets".to_owned(),
            scope: Vec::new(),
        }
    }

    fn present(text: &str) -> Slot {
        let object = json!({ "text": text });
        Slot::Present(Arc::new(object.as_object().unwrap().clone()))
    }

    #[test]
    fn sessions_do_not_meet_and_the_oldest_goes() {
        let mut store = Store::bounded(Bounds {
            sessions: 2,
            ..Bounds::default()
        });
        store.put("a", &address(), "1", present("a"));
        store.put("b", &address(), "1", present("b"));
        assert_eq!(store.slot("a", &address(), "1"), Some(present("a")));
        store.put("c", &address(), "1", present("c"));
        assert_eq!(store.slot("b", &address(), "1"), None);
        assert_eq!(store.slot("a", &address(), "1"), Some(present("a")));
    }

    #[test]
    fn entries_and_bytes_are_bounded() {
        let mut store = Store::bounded(Bounds {
            entries: 100,
            bytes: 100_000,
            ..Bounds::default()
        });
        for index in 0..1000 {
            store.put("", &address(), &index.to_string(), present("x"));
        }
        assert!(store.entries <= 100);
        assert!(store.slot("", &address(), "999").is_some());
        assert!(store.slot("", &address(), "0").is_none());
        for index in 0..50 {
            store.put(
                "",
                &address(),
                &index.to_string(),
                present(&"x".repeat(10_000)),
            );
        }
        assert!(store.bytes <= 100_000);
        store.put("", &address(), "huge", present(&"x".repeat(100_000)));
        assert!(store.slot("", &address(), "huge").is_none());
        store.reset(None);
        assert_eq!((store.entries, store.bytes), (0, 0));
    }

    #[test]
    fn counts_stay_true_through_changes() {
        let mut store = Store::default();
        store.put("s", &address(), "1", present("a"));
        store.put("s", &address(), "1", Slot::Deleted);
        store.put("s", &address(), "1", present("b"));
        assert_eq!(store.entries, 1);
        store.reset(Some("s"));
        assert_eq!((store.entries, store.bytes), (0, 0));
    }

    #[test]
    fn a_snapshot_comes_back() {
        let mut store = Store::default();
        store.put("", &address(), "1", present("a"));
        store.put("", &address(), "2", Slot::Deleted);
        let snapshot = store.snapshot("");
        store.restore("other", &snapshot).unwrap();
        let restored = store.snapshot("other");
        assert_eq!(restored, snapshot);
        let fault = store
            .restore("other", &json!({ "collections": [{}] }))
            .unwrap_err();
        assert!(fault.contains("/collections/0"), "{fault}");
        assert_eq!(store.snapshot("other"), snapshot);
    }
}
