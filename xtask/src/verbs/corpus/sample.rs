//! Which documents of a folder are tried when not all are: always the same small ones, and one
//! more that the date chooses, so that in time each has its turn.

use super::documents::Document;
use crate::failure::Failure;
use crate::project::shown;
use std::time::{SystemTime, UNIX_EPOCH};

/// How a sample is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Sample {
    /// Documents of at most 64 KiB, and one of the larger ones, chosen by the date.
    Small,
}

const SMALL: u64 = 64 * 1024;
const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;

/// Days since 1970.
pub(super) fn today() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |since| since.as_secs() / SECONDS_OF_A_DAY)
}

/// The sample, in the order of the documents, and the name of the one that the day chose.
pub(super) fn take(
    documents: Vec<Document>,
    day: u64,
) -> Result<(Vec<Document>, Option<String>), Failure> {
    let mut sized = Vec::with_capacity(documents.len());
    for document in documents {
        let data = std::fs::metadata(&document.path).map_err(|error| {
            Failure::impossible(format!("cannot read `{}`: {error}", shown(&document.path)))
        })?;
        sized.push((data.len(), document));
    }
    let large = sized.iter().filter(|(size, _)| *size > SMALL);
    let names: Vec<String> = large.map(|(_, document)| document.name.clone()).collect();
    let turn = usize::try_from(day)
        .unwrap_or_default()
        .checked_rem(names.len());
    let chosen = turn.and_then(|turn| names.get(turn).cloned());
    let kept = sized
        .into_iter()
        .filter(|(size, document)| *size <= SMALL || Some(&document.name) == chosen.as_ref())
        .map(|(_, document)| document)
        .collect();
    Ok((kept, chosen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verbs::corpus::documents::find;

    #[test]
    fn each_large_document_has_its_day() {
        let folder = std::env::temp_dir().join(format!("understudy-sample-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let small = "{\"openapi\": \"3.1.0\"}".to_owned();
        let large = format!("{small}{}", " ".repeat(70_000));
        for (name, text) in [("a", &large), ("b", &small), ("c", &large)] {
            std::fs::write(folder.join(format!("{name}.json")), text).unwrap();
        }
        let on = |day| {
            let (kept, chosen) = take(find(&folder).unwrap().documents, day).unwrap();
            let names: Vec<String> = kept.into_iter().map(|document| document.name).collect();
            (names.join(" "), chosen.unwrap_or_default())
        };
        assert_eq!(
            on(20_000),
            ("a.json b.json".to_owned(), "a.json".to_owned())
        );
        assert_eq!(
            on(20_001),
            ("b.json c.json".to_owned(), "c.json".to_owned())
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
