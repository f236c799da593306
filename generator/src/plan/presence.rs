//! Rules about which properties of an object go together: `dependentRequired`, and `anyOf`, `oneOf`, `not` and `if`
//! over nothing but lists of `required` properties.

use api_model::api::{Keywords, SchemaId, Type};
use api_model::diagnostic::Diagnostic;

use super::facts::holding;
use super::item::{Field, Formula, Presence, PresenceRule};
use super::types::Planner;

/// Alternatives nested deeper are not looked into.
const DEPTH: usize = 8;

impl Planner<'_> {
    /// The rules of an object with these fields. What cannot be said of the fields alone is noted.
    pub(crate) fn presence_rules(&mut self, id: SchemaId, fields: &[Field]) -> Vec<PresenceRule> {
        let mut rules = Vec::new();
        for id in holding(self.api, id) {
            let api = self.api;
            let keywords = &api.schema(id).keywords;
            for (name, needed) in &keywords.dependent_required {
                let needed = self.all(needed, fields);
                if let (Some(has), Some(needed)) = (has(name, fields), needed) {
                    rules.push(rule("dependentRequired", Formula::implies(has, needed)));
                }
            }
            let found = [
                (
                    "anyOf",
                    !keywords.any_of.is_empty(),
                    self.any(&keywords.any_of, false, fields, 0),
                ),
                (
                    "oneOf",
                    !keywords.one_of.is_empty(),
                    self.any(&keywords.one_of, true, fields, 0),
                ),
                (
                    "not",
                    keywords.not.is_some(),
                    self.negated(keywords, fields, 0),
                ),
                (
                    "if",
                    keywords.if_.is_some(),
                    self.condition(keywords, fields, 0),
                ),
            ];
            for (word, is_there, formula) in found {
                match formula {
                    Some(formula) => rules.push(rule(word, formula)),
                    None if is_there && matches!(word, "not" | "if") => self.unchecked(id, word),
                    None => {}
                }
            }
        }
        rules.retain(|rule| rule.formula != Formula::All(Vec::new()));
        rules
    }

    fn unchecked(&mut self, id: SchemaId, word: &'static str) {
        let schema = self.api.schema(id);
        let place = schema.keywords.place_of(word).unwrap_or(schema.place);
        let message = format!("`{word}` is not checked by generated servers");
        self.notes
            .push(Diagnostic::warning("unchecked-rule", place, message));
    }

    /// What a schema demands, if that is nothing but properties.
    fn formula(&self, id: SchemaId, fields: &[Field], depth: usize) -> Option<Formula> {
        let keywords = &self.api.schema(id).keywords;
        if depth > DEPTH || !is_about_presence(keywords) {
            return None;
        }
        let mut all = Vec::new();
        for (holds, formula) in [
            (
                keywords.required.is_empty(),
                self.all(&keywords.required, fields),
            ),
            (
                keywords.any_of.is_empty(),
                self.any(&keywords.any_of, false, fields, depth + 1),
            ),
            (
                keywords.one_of.is_empty(),
                self.any(&keywords.one_of, true, fields, depth + 1),
            ),
            (
                keywords.not.is_none(),
                self.negated(keywords, fields, depth + 1),
            ),
        ] {
            match formula {
                _ if holds => {}
                Some(formula) => all.push(formula),
                None => return None,
            }
        }
        for id in &keywords.all_of {
            all.push(self.formula(*id, fields, depth + 1)?);
        }
        Some(match all.len() {
            1 => all.remove(0),
            _ => Formula::All(all),
        })
    }

    fn all(&self, names: &[String], fields: &[Field]) -> Option<Formula> {
        let mut all: Vec<Formula> = Vec::new();
        for name in names {
            all.push(has(name, fields)?);
        }
        Some(match all.len() {
            1 => all.remove(0),
            _ => Formula::All(all),
        })
    }

    fn any(
        &self,
        variants: &[SchemaId],
        exclusive: bool,
        fields: &[Field],
        depth: usize,
    ) -> Option<Formula> {
        let all: Option<Vec<Formula>> = variants
            .iter()
            .map(|id| self.formula(*id, fields, depth))
            .collect();
        all.filter(|all| !all.is_empty())
            .map(|all| match exclusive {
                true => Formula::One(all),
                false => Formula::Any(all),
            })
    }

    fn negated(&self, keywords: &Keywords, fields: &[Field], depth: usize) -> Option<Formula> {
        let formula = self.formula(keywords.not?, fields, depth)?;
        Some(Formula::Not(Box::new(formula)))
    }

    fn condition(&self, keywords: &Keywords, fields: &[Field], depth: usize) -> Option<Formula> {
        let condition = self.formula(keywords.if_?, fields, depth)?;
        let mut all = Vec::new();
        if let Some(then) = keywords.then {
            let then = self.formula(then, fields, depth)?;
            all.push(Formula::implies(condition.clone(), then));
        }
        if let Some(otherwise) = keywords.else_ {
            let otherwise = self.formula(otherwise, fields, depth)?;
            all.push(Formula::Any(vec![condition, otherwise]));
        }
        Some(Formula::All(all))
    }
}

fn rule(word: &'static str, formula: Formula) -> PresenceRule {
    PresenceRule {
        word,
        formula: formula.simplified(),
    }
}

/// Whether a property is there; nothing to ask of one that always is, no answer for one without a field.
fn has(name: &str, fields: &[Field]) -> Option<Formula> {
    let field = fields.iter().find(|field| field.wire == name)?;
    Some(match field.presence {
        Presence::Required | Presence::RequiredNullable => Formula::All(Vec::new()),
        Presence::Optional => Formula::Has(field.name.clone(), name.to_owned(), false),
        Presence::OptionalNullable => Formula::Has(field.name.clone(), name.to_owned(), true),
        Presence::Flat => return None,
    })
}

/// Whether a schema says nothing but which properties there are.
fn is_about_presence(keywords: &Keywords) -> bool {
    let object = keywords.types.is_empty()
        || keywords.types.len() == 1 && keywords.types.contains(Type::Object);
    let rest = Keywords {
        types: api_model::api::TypeSet::default(),
        required: Vec::new(),
        any_of: Vec::new(),
        one_of: Vec::new(),
        all_of: Vec::new(),
        not: None,
        ..keywords.clone()
    };
    object && rest.children().is_empty() && !has_rules(&rest)
}

fn has_rules(keywords: &Keywords) -> bool {
    keywords.enumeration.is_some()
        || keywords.constant.is_some()
        || keywords.min_properties.is_some()
        || keywords.max_properties.is_some()
        || !keywords.dependent_required.is_empty()
}
