//! The layout of macros that are tables: a row on a line, broken once where it would be too long.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Longer lines are broken.
const WIDTH: usize = 100;

/// Prints a macro whose rows end with semicolons.
pub(super) fn print(table: &syn::ItemMacro, out: &mut String) {
    let path = &table.mac.path;
    out.push_str(&text(quote::quote!(#path)));
    out.push_str("! {\n");
    let mut row = Vec::new();
    for token in table.mac.tokens.clone() {
        let ends = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ';');
        if !ends {
            row.push(token);
            continue;
        }
        let heads = matches!(row.first(), Some(TokenTree::Ident(word)) if word == "impl");
        out.push_str(&broken(&text(row.drain(..).collect())));
        out.push_str(if heads { ";\n\n" } else { ";\n" });
    }
    out.push_str("}\n");
}

/// A row with its indentation, broken behind `=` or before the first method.
fn broken(row: &str) -> String {
    if row.len() + 5 <= WIDTH {
        return format!("    {row}");
    }
    if let Some((left, right)) = row.split_once(" = ") {
        return format!("    {left} =\n        {right}");
    }
    match row.split_once(").") {
        Some((left, right)) => format!("    {left})\n        .{right}"),
        None => format!("    {row}"),
    }
}

/// Tokens with spaces where people put them.
fn text(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut pieces = Vec::new();
    let mut operator = String::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => {
                operator.push(punct.as_char());
                // A reference or generic argument is no operator of two signs.
                if punct.spacing() == Spacing::Alone || !matches!(punct.as_char(), ':' | '-' | '=')
                {
                    pieces.push(std::mem::take(&mut operator));
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                pieces.push(format!("{open}{}{close}", text(group.stream())));
            }
            other => pieces.push(other.to_string()),
        }
    }
    let mut before = "";
    for piece in &pieces {
        if !before.is_empty() && is_spaced(before, piece) {
            out.push(' ');
        }
        out.push_str(piece);
        before = piece;
    }
    out
}

fn is_spaced(before: &str, piece: &str) -> bool {
    if matches!(before, "." | "::" | "&" | "<" | "!") {
        return false;
    }
    if matches!(piece, "." | "," | "::" | ":" | "?" | "<" | ">" | "!") {
        return false;
    }
    let word = |text: &str| text.ends_with(|end: char| end.is_alphanumeric() || end == '_');
    let called = (word(before) || before == ">") && piece.starts_with(['(', '[']);
    !called
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn spaces_stand_where_people_put_them() {
        for row in [
            "GET(GET, \"/a\", \"a\").security(BY_KEY).server(&SERVER).produces(&[\"text/csv\", \"b\"])",
            "get(Context<Option<()>>, GetRequest) -> Get = Ok(A.json(\"a\")?)",
            "get(Context<()>, R) -> G = S(W { body: A.json(\"a\")?, headers: StatusCode::OK })",
        ] {
            assert_eq!(text(row.parse().unwrap()), row);
        }
    }
}
