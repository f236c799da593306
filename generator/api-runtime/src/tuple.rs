//! Lists whose first items have types of their own, and whose length is not fixed (`prefixItems`).
//!
//! Generated structs write and read themselves as lists with these helpers. A tuple of fixed length is a Rust tuple
//! and needs none of this.

use serde::de::{DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, SerializeSeq, Serializer};
use serde_json::Value;

/// A list while it is written, item by item.
#[derive(Debug)]
pub struct Writer<S> {
    seq: S,
    written: usize,
    /// Whether an item was left out, after which none may come.
    ended: bool,
}

impl<S: SerializeSeq> Writer<S> {
    /// Begins a list.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    pub fn begin<R: Serializer<SerializeSeq = S>>(serializer: R) -> Result<Self, R::Error> {
        Ok(Self {
            seq: serializer.serialize_seq(None)?,
            written: 0,
            ended: false,
        })
    }

    /// Writes an item.
    ///
    /// # Errors
    ///
    /// When an item before it was left out: its place in the list would be another one.
    pub fn item<T: Serialize>(mut self, value: &T) -> Result<Self, S::Error> {
        if self.ended {
            let at = self.written;
            return Err(S::Error::custom(format_args!(
                "item {at} is left out and a later one is not"
            )));
        }
        self.seq.serialize_element(value)?;
        self.written += 1;
        Ok(self)
    }

    /// Writes an item that may be left out.
    ///
    /// # Errors
    ///
    /// Those of [`item`](Self::item).
    pub fn optional<T: Serialize>(mut self, value: &Option<T>) -> Result<Self, S::Error> {
        match value {
            Some(value) => self.item(value),
            None => {
                self.ended = true;
                Ok(self)
            }
        }
    }

    /// Writes all further items.
    ///
    /// # Errors
    ///
    /// Those of [`item`](Self::item).
    pub fn rest<T: Serialize>(self, values: &[T]) -> Result<Self, S::Error> {
        values.iter().try_fold(self, Self::item)
    }

    /// Ends the list.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.seq.end()
    }
}

/// The items of a list while it is read.
#[derive(Debug)]
pub struct Items {
    items: std::vec::IntoIter<Value>,
    read: usize,
}

impl Items {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// When it is no list.
    pub fn of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items: Vec<Value> = serde::Deserialize::deserialize(deserializer)?;
        Ok(Self {
            items: items.into_iter(),
            read: 0,
        })
    }

    /// The next item.
    ///
    /// # Errors
    ///
    /// When there is none, or when it is not a value of the type.
    pub fn item<T: DeserializeOwned, E: serde::de::Error>(&mut self) -> Result<T, E> {
        let at = self.read;
        self.optional()?
            .ok_or_else(|| E::custom(format_args!("item {at} is missing")))
    }

    /// The next item, if there is one.
    ///
    /// # Errors
    ///
    /// When it is not a value of the type.
    pub fn optional<T: DeserializeOwned, E: serde::de::Error>(&mut self) -> Result<Option<T>, E> {
        let Some(value) = self.items.next() else {
            return Ok(None);
        };
        let at = self.read;
        self.read += 1;
        serde_json::from_value(value)
            .map(Some)
            .map_err(|error| E::custom(format_args!("item {at}: {error}")))
    }

    /// All further items.
    ///
    /// # Errors
    ///
    /// When one is not a value of the type.
    pub fn rest<T: DeserializeOwned, E: serde::de::Error>(&mut self) -> Result<Vec<T>, E> {
        let mut found = Vec::with_capacity(self.items.len());
        while let Some(item) = self.optional()? {
            found.push(item);
        }
        Ok(found)
    }

    /// Ends the list.
    ///
    /// # Errors
    ///
    /// When there are further items.
    pub fn end<E: serde::de::Error>(self) -> Result<(), E> {
        match self.items.len() {
            0 => Ok(()),
            more => Err(E::custom(format_args!(
                "{more} more items than there may be"
            ))),
        }
    }
}
