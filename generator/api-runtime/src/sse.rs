//! Server-sent events (`text/event-stream`), as a stream of values.
//!
//! Follows the HTML standard, section 9.2 ("Server-sent events"): lines end in CR, LF or both, a blank line sends the
//! event, a comment begins with a colon. Data is JSON, or text for [`Events::read_text`]. The data `[DONE]`, which is
//! not JSON but widely sent as a last event, ends the stream.

use std::collections::VecDeque;
use std::fmt;
use std::fmt::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;
use serde::de::value::{Error as Unfit, StringDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

use crate::body::{Body, BodyError};
use crate::json::{self, JsonError};
use crate::stream::{BoxStream, Framed, Framing, Mapped, MaybeSend, StreamError, iter, next};

/// The media type.
pub const MEDIA_TYPE: &str = "text/event-stream";

/// No event is longer.
const EVENT_LIMIT: usize = 16 * 1024 * 1024;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event<T> {
    /// What happened.
    pub data: T,
    /// The event's type; `None` is `message`.
    pub event: Option<String>,
    /// The event's id, for `Last-Event-ID`.
    pub id: Option<String>,
    /// Milliseconds to wait before connecting again.
    pub retry: Option<u64>,
}

impl<T> Event<T> {
    /// An event with data alone.
    pub fn new(data: T) -> Self {
        Self {
            data,
            event: None,
            id: None,
            retry: None,
        }
    }

    /// The same event with other data.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Event<U> {
        let Self {
            data,
            event,
            id,
            retry,
        } = self;
        Event {
            data: change(data),
            event,
            id,
            retry,
        }
    }
}

/// A stream of events.
pub struct Events<T>(BoxStream<Result<Event<T>, StreamError>>);

impl<T: 'static> Events<T> {
    /// The events of a stream.
    pub fn new<S>(stream: S) -> Self
    where
        S: Stream<Item = Result<Event<T>, StreamError>> + MaybeSend + 'static,
    {
        Self(Box::pin(stream))
    }

    /// Events at hand.
    pub fn of(events: Vec<Event<T>>) -> Self
    where
        T: MaybeSend + Unpin,
    {
        Self(iter(events.into_iter().map(Ok)))
    }

    /// The next event.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        next(self).await
    }
}

impl<T: DeserializeOwned + 'static> Events<T> {
    /// Reads the events of a body as they arrive, their data as JSON.
    pub fn read(body: Body) -> Self {
        Self(Box::pin(Mapped(
            Framed::new(body, Parser::default()),
            |event: Result<Event<String>, StreamError>| {
                let event = event?;
                match json::decode(event.data.as_bytes()) {
                    Ok(data) => Ok(event.map(|_| data)),
                    Err(error) => Err(StreamError::Decode {
                        text: event.data,
                        error,
                    }),
                }
            },
        )))
    }
}

impl<T: DeserializeOwned + 'static> Events<T> {
    /// Reads the events of a body as they arrive, their data as text.
    pub fn read_text(body: Body) -> Self {
        Self(Box::pin(Mapped(
            Framed::new(body, Parser::default()),
            |event: Result<Event<String>, StreamError>| {
                let event = event?;
                let data: StringDeserializer<Unfit> = event.data.clone().into_deserializer();
                match T::deserialize(data) {
                    Ok(data) => Ok(event.map(|_| data)),
                    Err(error) => Err(StreamError::Decode {
                        text: event.data,
                        error: JsonError::unfit(error.to_string()),
                    }),
                }
            },
        )))
    }
}

impl Events<String> {
    /// Writes the events, their data as text.
    pub fn into_text_body(self) -> Body {
        Body::from_stream(Mapped(self, |event: Result<Event<String>, StreamError>| {
            event
                .map(|event| write(&event))
                .map_err(|error| BodyError::Broken(error.to_string()))
        }))
    }
}

impl<T: Serialize + 'static> Events<T> {
    /// Writes the events, their data as JSON.
    pub fn into_body(self) -> Body {
        Body::from_stream(Mapped(self, |event: Result<Event<T>, StreamError>| {
            let event = event.map_err(|error| BodyError::Broken(error.to_string()))?;
            let data = serde_json::to_string(&event.data)
                .map_err(|error| BodyError::Broken(error.to_string()))?;
            Ok(write(&event.map(|_| data)))
        }))
    }
}

/// A line break inside a field would begin another one, so data is split and the others lose theirs.
fn write(event: &Event<String>) -> Bytes {
    let one_line = |text: &str| text.replace(['\r', '\n'], " ");
    let mut out = String::new();
    if let Some(kind) = &event.event {
        let _ = writeln!(out, "event: {}", one_line(kind));
    }
    if let Some(id) = &event.id {
        let _ = writeln!(out, "id: {}", one_line(id));
    }
    if let Some(retry) = event.retry {
        let _ = writeln!(out, "retry: {retry}");
    }
    for line in event.data.replace("\r\n", "\n").split(['\n', '\r']) {
        let _ = writeln!(out, "data: {line}");
    }
    out.push('\n');
    Bytes::from(out)
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

#[derive(Default)]
struct Parser {
    line: Vec<u8>,
    /// Whether the last byte was CR: an LF after it is the same line's end.
    after_return: bool,
    begun: bool,
    done: bool,
    data: Option<String>,
    event: Option<String>,
    id: Option<String>,
    retry: Option<u64>,
}

type Out = VecDeque<Result<Event<String>, StreamError>>;

impl Framing for Parser {
    type Item = Event<String>;

    fn push(&mut self, bytes: &[u8], out: &mut Out) {
        for byte in bytes {
            if self.done {
                return;
            }
            match byte {
                b'\n' if self.after_return => {}
                b'\n' | b'\r' => self.end_line(out),
                other => self.line.push(*other),
            }
            self.after_return = *byte == b'\r';
            if self.line.len() + self.data.as_ref().map_or(0, String::len) > EVENT_LIMIT {
                self.done = true;
                out.push_back(Err(StreamError::TooLong));
            }
        }
    }

    fn is_done(&self) -> bool {
        self.done
    }

    /// The standard discards an event that no blank line ends.
    fn finish(&mut self, _: &mut Out) {}
}

impl Parser {
    fn end_line(&mut self, out: &mut Out) {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = match self.begun {
            false => line.strip_prefix('\u{feff}').unwrap_or(&line),
            true => &line,
        };
        self.begun = true;
        if line.is_empty() {
            return self.send(out);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                none => *none = Some(value.to_owned()),
            },
            "event" => self.event = Some(value.to_owned()),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" => self.retry = value.parse().ok().or(self.retry),
            _ => {}
        }
    }

    /// The id stays for the events that follow; an event without data is not sent.
    fn send(&mut self, out: &mut Out) {
        let (event, retry) = (self.event.take(), self.retry.take());
        let Some(data) = self.data.take() else { return };
        if data == "[DONE]" {
            self.done = true;
            return;
        }
        out.push_back(Ok(Event {
            data,
            event,
            id: self.id.clone(),
            retry,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(chunks: &[&str]) -> Vec<Event<String>> {
        let (mut parser, mut out) = (Parser::default(), VecDeque::new());
        for chunk in chunks {
            parser.push(chunk.as_bytes(), &mut out);
        }
        parser.finish(&mut out);
        out.into_iter().map(Result::unwrap).collect()
    }

    #[test]
    fn events_are_found_whatever_the_chunks() {
        let text = "\u{feff}: hello\r\ndata: a\r\ndata:b\r\n\r\nevent: x\rid: 7\rdata\r\rretry: 5\ndata: c\n\ndata: lost";
        let whole = parse(&[text]);
        assert_eq!(whole.len(), 3);
        assert_eq!(whole[0], Event::new("a\nb".to_owned()));
        assert_eq!(whole[1].event.as_deref(), Some("x"));
        assert_eq!(whole[1].data, "");
        assert_eq!(whole[2].id.as_deref(), Some("7"));
        assert_eq!(whole[2].retry, Some(5));
        let split: Vec<String> = text.chars().map(String::from).collect();
        let split: Vec<&str> = split.iter().map(String::as_str).collect();
        assert_eq!(parse(&split), whole);
    }

    #[test]
    fn what_is_written_is_read() {
        let event = Event {
            data: "a\r\nb\n\nc".to_owned(),
            event: Some("x\ny".to_owned()),
            id: Some("1".to_owned()),
            retry: Some(10),
        };
        let text = write(&event);
        let read = parse(&[std::str::from_utf8(&text).unwrap()]);
        assert_eq!(read[0].data, "a\nb\n\nc");
        assert_eq!(read[0].event.as_deref(), Some("x y"));
        assert_eq!(read.len(), 1);
    }

    #[test]
    fn done_ends_the_stream() {
        assert_eq!(parse(&["data: 1\n\ndata: [DONE]\n\ndata: 2\n\n"]).len(), 1);
    }
}
