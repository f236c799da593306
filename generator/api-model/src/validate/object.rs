//! Keywords about objects.

use super::Direction;
use super::seen::Seen;
use super::walk::{Segment, Walk};
use crate::api::{Keywords, Property, SchemaId, ShapeKind};
use crate::lower::shape::is_never;
use serde_json::{Map, Value};

impl Walk<'_> {
    pub(super) fn check_object(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        map: &Map<String, Value>,
        value: &Value,
        mut seen: Option<&mut Seen>,
    ) -> bool {
        let mut fits = self.check_presence(id, keywords, map);
        if !fits && self.quiet {
            return false;
        }
        fits &= self.check_properties(id, keywords, map, seen.as_deref_mut());
        if let Some(schema) = keywords.property_names
            && (fits || !self.quiet)
        {
            fits &= self.check_names(schema, map);
        }
        for (name, schema) in &keywords.dependent_schemas {
            if map.contains_key(name) && (fits || !self.quiet) {
                fits &= self.check(*schema, value, seen.as_deref_mut());
            }
        }
        fits
    }

    /// `required`, `dependentRequired` and the number of properties.
    fn check_presence(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        map: &Map<String, Value>,
    ) -> bool {
        let mut fits = true;
        for name in &keywords.required {
            if !map.contains_key(name) && !self.is_excused(name) {
                let say = || format!("lacks the property `{name}`, which is required");
                fits = self.report(id, "required", say);
            }
        }
        for (name, needed) in &keywords.dependent_required {
            for missing in needed {
                if map.contains_key(name) && !map.contains_key(missing) {
                    let say = || format!("lacks the property `{missing}`, which `{name}` requires");
                    fits = self.report(id, "dependentRequired", say);
                }
            }
        }
        let count = map.len() as u64;
        let words = if count == 1 { "property" } else { "properties" };
        if let Some(least) = keywords.min_properties.filter(|least| count < *least) {
            let say = || format!("has {count} {words}, at least {least} are needed");
            fits = self.report(id, "minProperties", say);
        }
        if let Some(most) = keywords.max_properties.filter(|most| count > *most) {
            let say = || format!("has {count} {words}, at most {most} are allowed");
            fits = self.report(id, "maxProperties", say);
        }
        fits
    }

    /// Whether a required property belongs to the other direction. The `required` list and the
    /// property may stand in different members of an `allOf`, so all schemas around are asked.
    fn is_excused(&self, name: &str) -> bool {
        let other_direction = |property: &Property| match self.direction {
            Direction::Request => property.read_only,
            Direction::Response => property.write_only,
        };
        self.around().iter().any(|id| {
            let object = match &self.schemas()[*id].shape.kind {
                ShapeKind::Object(object) => Some(object),
                ShapeKind::Union(union) => union.common.as_ref(),
                _ => None,
            };
            object
                .and_then(|object| object.properties.get(name))
                .is_some_and(other_direction)
        })
    }

    fn check_properties(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        map: &Map<String, Value>,
        mut seen: Option<&mut Seen>,
    ) -> bool {
        let looks = !keywords.properties.is_empty()
            || !keywords.pattern_properties.is_empty()
            || keywords.additional_properties.is_some();
        if !looks {
            return true;
        }
        let mut fits = true;
        for (name, value) in map {
            let (known, fitting) = self.check_property(id, keywords, name, value);
            fits &= fitting;
            if !fits && self.quiet {
                return false;
            }
            if known && let Some(seen) = seen.as_deref_mut() {
                seen.names.insert(name.clone());
            }
        }
        fits
    }

    /// Whether anything is said about the property, and whether it fits that.
    fn check_property(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        name: &str,
        value: &Value,
    ) -> (bool, bool) {
        let mut known = false;
        let mut fits = true;
        if let Some(schema) = keywords.properties.get(name) {
            known = true;
            fits = self.check_child(Segment::Property(name), *schema, value);
        }
        for (pattern, schema) in &keywords.pattern_properties {
            if (fits || !self.quiet) && self.inner.patterns.matches(pattern, name) {
                known = true;
                fits &= self.check_child(Segment::Property(name), *schema, value);
            }
        }
        let Some(rest) = keywords.additional_properties.filter(|_| !known) else {
            return (known, fits);
        };
        let fits = if is_never(self.schemas(), rest) {
            self.report_child(Segment::Property(name), id, "additionalProperties", || {
                unknown_property(keywords)
            })
        } else {
            self.check_child(Segment::Property(name), rest, value)
        };
        (true, fits)
    }

    fn check_names(&mut self, schema: SchemaId, map: &Map<String, Value>) -> bool {
        let temporary = std::mem::replace(&mut self.temporary, true);
        let mut fits = true;
        for name in map.keys() {
            let before = self.found.len();
            let text = Value::String(name.clone());
            if !self.check_child(Segment::Name, schema, &text) {
                fits = false;
                if let Some(fault) = self.found.get_mut(before) {
                    fault.message = format!("has a property whose name {}", fault.message);
                }
            }
            if !fits && self.quiet {
                break;
            }
        }
        self.temporary = temporary;
        fits
    }

    pub(super) fn check_unevaluated_properties(
        &mut self,
        id: SchemaId,
        schema: SchemaId,
        map: &Map<String, Value>,
        seen: &mut Seen,
    ) -> bool {
        let mut fits = true;
        for (name, value) in map {
            if seen.has_name(name) {
                continue;
            }
            fits &= if is_never(self.schemas(), schema) {
                let say = || "is a property that nothing allows".to_owned();
                self.report_child(Segment::Property(name), id, "unevaluatedProperties", say)
            } else {
                self.check_child(Segment::Property(name), schema, value)
            };
        }
        seen.all_names = true;
        fits
    }
}

fn unknown_property(keywords: &Keywords) -> String {
    let known: Vec<_> = keywords
        .properties
        .keys()
        .take(12)
        .map(|name| format!("`{name}`"))
        .collect();
    if known.is_empty() {
        return "is a property that is not allowed".to_owned();
    }
    let more = if keywords.properties.len() > 12 {
        ", …"
    } else {
        ""
    };
    format!(
        "is a property that is not allowed; known are {}{more}",
        known.join(", ")
    )
}
