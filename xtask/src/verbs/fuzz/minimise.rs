//! The least of an input that still shows a fault.

use super::mutate::{list, remove};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Takes away from a text what can be taken away while the fault stays.
pub(super) fn minimise(text: &str, time: Duration, stays: &dyn Fn(&str) -> bool) -> String {
    let end = Instant::now() + time;
    match serde_json::from_str(text) {
        Ok(tree) => prune(tree, end, stays).to_string(),
        Err(_) => cut(text, end, stays),
    }
}

/// Large parts first, then the rest, again and again until nothing more can go.
fn prune(mut tree: Value, end: Instant, stays: &dyn Fn(&str) -> bool) -> Value {
    loop {
        let before = tree.to_string().len();
        let mut places = Vec::new();
        list(&tree, &mut String::new(), &mut places);
        places.sort_by_key(|place| place.matches('/').count());
        // The last of a list first, so that the places of the others hold.
        let mut index = 0;
        while let Some(place) = places.get(index).cloned() {
            index += 1;
            let mut less = tree.clone();
            if Instant::now() > end || remove(&mut less, &place).is_none() {
                continue;
            }
            if stays(&less.to_string()) {
                tree = less;
                places.truncate(index);
                let mut rest = Vec::new();
                list(&tree, &mut String::new(), &mut rest);
                rest.sort_by_key(|place| place.matches('/').count());
                let skip = rest.partition_point(|other| {
                    other.matches('/').count() < place.matches('/').count()
                });
                places.extend(rest.into_iter().skip(skip));
            }
        }
        if tree.to_string().len() == before || Instant::now() > end {
            return tree;
        }
    }
}

/// Runs of lines, shorter and shorter.
fn cut(text: &str, end: Instant, stays: &dyn Fn(&str) -> bool) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut run = lines.len() / 2;
    while run > 0 {
        let mut from = 0;
        while from < lines.len() {
            if Instant::now() > end {
                return lines.concat();
            }
            let to = (from + run).min(lines.len());
            let less = [&lines[..from], &lines[to..]].concat();
            if stays(&less.concat()) {
                lines = less;
            } else {
                from = to;
            }
        }
        run /= 2;
    }
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_goes() {
        let text = r#"{"a": {"b": [1, 2, {"bad": 3}], "c": 4}, "d": [5]}"#;
        let least = minimise(text, Duration::from_secs(9), &|text| text.contains("bad"));
        assert_eq!(least, r#"{"a":{"b":[{"bad":3}]}}"#);
        let text = "one\ntwo\nbad: [\nfour\n";
        let least = minimise(text, Duration::from_secs(9), &|text| text.contains("bad"));
        assert_eq!(least, "bad: [\n");
    }
}
