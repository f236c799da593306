//! Text by the name of the property it is for. Names, mail addresses and hosts are of the kind
//! that nobody has (RFC 2606).

use super::format::uuid;
use crate::sample::make::Spot;
use crate::sample::random::Random;

const FIRST_NAMES: [&str; 16] = [
    "Ada",
    "Grace",
    "Alan",
    "Edsger",
    "Barbara",
    "Donald",
    "Radia",
    "Ken",
    "Frances",
    "Niklaus",
    "Margaret",
    "Tony",
    "Hedy",
    "John",
    "Katherine",
    "Claude",
];
const LAST_NAMES: [&str; 16] = [
    "Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Perlman", "Thompson", "Allen",
    "Wirth", "Hamilton", "Hoare", "Lamarr", "Backus", "Johnson", "Shannon",
];
const COMPANIES: [&str; 8] = [
    "Acme Logistics",
    "Northwind Traders",
    "Blue Harbor Energy",
    "Fabrikam",
    "Contoso Retail",
    "Green Valley Foods",
    "Summit Software",
    "Lakeside Media",
];
const CITIES: [&str; 10] = [
    "Lisbon",
    "Oslo",
    "Toronto",
    "Nairobi",
    "Kyoto",
    "Utrecht",
    "Austin",
    "Valencia",
    "Gdansk",
    "Melbourne",
];
const COUNTRIES: [(&str, &str); 10] = [
    ("PT", "Portugal"),
    ("NO", "Norway"),
    ("CA", "Canada"),
    ("KE", "Kenya"),
    ("JP", "Japan"),
    ("NL", "Netherlands"),
    ("US", "United States"),
    ("ES", "Spain"),
    ("PL", "Poland"),
    ("AU", "Australia"),
];
const STREETS: [&str; 8] = [
    "Harbor Street",
    "Mill Lane",
    "Station Road",
    "Elm Avenue",
    "Kings Way",
    "Bridge Street",
    "Orchard Road",
    "Park Avenue",
];
const CURRENCIES: [&str; 6] = ["EUR", "USD", "GBP", "JPY", "CHF", "SEK"];
const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "nl", "pt"];
const ZONES: [&str; 5] = [
    "Europe/Lisbon",
    "Europe/Oslo",
    "America/Toronto",
    "Africa/Nairobi",
    "Asia/Tokyo",
];
const COLORS: [&str; 6] = [
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b",
];
const ADJECTIVES: [&str; 16] = [
    "quiet", "bright", "steady", "green", "early", "northern", "simple", "rapid", "open", "golden",
    "clear", "modern", "gentle", "solid", "fresh", "wide",
];
const NOUNS: [&str; 16] = [
    "harbor", "meadow", "signal", "garden", "river", "bridge", "lantern", "orchard", "summit",
    "compass", "station", "forest", "island", "window", "market", "valley",
];

pub(super) fn make(words: &[String], spot: Spot<'_>) -> String {
    let random = spot.random.fork("text");
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    let last = words.last().map_or("", String::as_str);
    person(words, last, spot)
        .or_else(|| location(words, last, spot))
        .or_else(|| network(words, last, random))
        .unwrap_or_else(|| match last {
            "currency" => pick(random, &CURRENCIES),
            "language" | "lang" | "locale" => pick(random, &LANGUAGES),
            "color" | "colour" => pick(random, &COLORS),
            "version" => format!("1.{}.{}", below(random, 10), below(random.branch(1), 20)),
            "id" | "ids" | "uid" | "guid" | "uuid" => identifier(words, random),
            "date" => "2024-03-15".to_owned(),
            "amount" | "price" | "total" => format!(
                "{}.{:02}",
                5 + below(random, 400),
                below(random.branch(1), 100)
            ),
            "token" | "secret" | "hash" | "checksum" | "signature" | "cursor" | "etag" => {
                hexadecimal(random)
            }
            "key" | "slug" | "code" | "tag" | "label" | "username" | "login" => slug(random),
            "title" | "subject" | "headline" => title(random),
            "name" => capital(&words_of_two(random)),
            _ if has(&[
                "description",
                "comment",
                "comments",
                "message",
                "note",
                "notes",
                "text",
                "summary",
                "body",
                "content",
                "reason",
                "detail",
                "details",
                "bio",
            ]) =>
            {
                sentence(random)
            }
            _ => words_of_two(random),
        })
}

fn person(words: &[String], last: &str, spot: Spot<'_>) -> Option<String> {
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    let (first, family) = people(spot.shared);
    let text = match last {
        "firstname" => first.to_owned(),
        "lastname" | "surname" => family.to_owned(),
        "name" if has(&["first", "given"]) => first.to_owned(),
        "name" if has(&["last", "family"]) => family.to_owned(),
        "name" if has(&["full", "display", "owner", "contact", "author", "customer"]) => {
            format!("{first} {family}")
        }
        "fullname" | "author" | "owner" => format!("{first} {family}"),
        "username" | "login" | "nickname" | "user" => first.to_lowercase(),
        "name" if has(&["user"]) => first.to_lowercase(),
        "name"
            if has(&[
                "company",
                "organization",
                "organisation",
                "business",
                "tenant",
                "vendor",
            ]) =>
        {
            pick(spot.shared.fork("company"), &COMPANIES)
        }
        "company" | "organization" | "organisation" | "employer" => {
            pick(spot.shared.fork("company"), &COMPANIES)
        }
        "email" | "mail" => email(spot.shared),
        "address" if has(&["email", "mail"]) => email(spot.shared),
        "phone" | "mobile" | "telephone" | "fax" => phone(spot.random),
        "number" if has(&["phone", "mobile", "telephone"]) => phone(spot.random),
        _ => return None,
    };
    Some(text)
}

fn location(words: &[String], last: &str, spot: Spot<'_>) -> Option<String> {
    let place = below(spot.shared.fork("place"), 10) as usize;
    let (code, country) = COUNTRIES.get(place).copied()?;
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    let text = match last {
        "city" | "town" => (*CITIES.get(place)?).to_owned(),
        "country" => country.to_owned(),
        "code" if has(&["country"]) => code.to_owned(),
        "countrycode" => code.to_owned(),
        "code" if has(&["postal", "zip", "post"]) => {
            format!("{:05}", 10_000 + below(spot.shared, 80_000))
        }
        "zip" | "postcode" | "zipcode" => format!("{:05}", 10_000 + below(spot.shared, 80_000)),
        "code" if has(&["currency"]) => pick(spot.random, &CURRENCIES),
        "street" | "address" | "line" => {
            format!(
                "{} {}",
                1 + below(spot.random, 120),
                pick(spot.random.fork("street"), &STREETS)
            )
        }
        "timezone" | "tz" => pick(spot.random, &ZONES),
        "zone" if has(&["time"]) => pick(spot.random, &ZONES),
        _ => return None,
    };
    Some(text)
}

fn network(words: &[String], last: &str, random: Random) -> Option<String> {
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    let text = match last {
        "url" | "uri" | "link" | "href" | "website" | "homepage" | "avatar" | "webhook" => {
            url(words, random)
        }
        "host" | "hostname" | "domain" => host(random),
        "ip" => format!("192.0.2.{}", 1 + below(random, 254)),
        "address" if has(&["ip"]) => format!("192.0.2.{}", 1 + below(random, 254)),
        "path" => format!("/{}/{}", slug(random), slug(random.branch(1))),
        "file" | "filename" => format!("{}.txt", slug(random)),
        "name" if has(&["file"]) => format!("{}.txt", slug(random)),
        "name" if has(&["host", "domain"]) => host(random),
        _ => return None,
    };
    Some(text)
}

fn people(shared: Random) -> (&'static str, &'static str) {
    let mut random = shared.fork("person");
    let first = random.pick(&FIRST_NAMES).copied().unwrap_or("Ada");
    let last = random.pick(&LAST_NAMES).copied().unwrap_or("Lovelace");
    (first, last)
}

pub(super) fn email(shared: Random) -> String {
    let (first, last) = people(shared);
    format!(
        "{}.{}@example.com",
        first.to_lowercase(),
        last.to_lowercase()
    )
}

fn phone(random: Random) -> String {
    format!("+1202555{:04}", 100 + below(random.fork("phone"), 100))
}

pub(super) fn host(random: Random) -> String {
    format!("{}.example.com", pick(random.fork("host"), &NOUNS))
}

pub(super) fn url(words: &[String], random: Random) -> String {
    let ending = if words.iter().any(|word| {
        ["avatar", "image", "photo", "picture", "logo", "icon"].contains(&word.as_str())
    }) {
        ".png"
    } else {
        ""
    };
    format!("https://example.com/{}{ending}", slug(random))
}

pub(super) fn slug(random: Random) -> String {
    words_of_two(random).replace(' ', "-")
}

fn words_of_two(random: Random) -> String {
    let mut random = random.fork("words");
    let adjective = random.pick(&ADJECTIVES).copied().unwrap_or("quiet");
    let noun = random.pick(&NOUNS).copied().unwrap_or("harbor");
    format!("{adjective} {noun}")
}

fn title(random: Random) -> String {
    format!(
        "{} by the {}",
        capital(&words_of_two(random)),
        pick(random.fork("title"), &NOUNS)
    )
}

pub(super) fn sentence(random: Random) -> String {
    let first = capital(&words_of_two(random));
    let second = words_of_two(random.branch(2));
    format!("{first} near the {second}.")
}

fn identifier(words: &[String], random: Random) -> String {
    let last = words.last().map_or("", String::as_str);
    match words {
        _ if last == "uuid" || last == "guid" => uuid(random),
        [kind, ..] if words.len() > 1 && kind.len() > 1 => {
            let kind: String = kind.chars().take(4).collect();
            format!(
                "{kind}_{}",
                hexadecimal(random).get(..8).unwrap_or_default()
            )
        }
        _ => hexadecimal(random).get(..12).unwrap_or_default().to_owned(),
    }
}

fn hexadecimal(mut random: Random) -> String {
    format!("{:016x}", random.next())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn pick(mut random: Random, all: &[&str]) -> String {
    random.pick(all).copied().unwrap_or_default().to_owned()
}

fn below(mut random: Random, limit: u64) -> u64 {
    random.below(limit)
}
