//! Keywords that hold numbers.

use super::super::Cx;
use super::super::value::to_number;
use super::keywords::Reading;
use crate::diagnostic::Diagnostic;
use crate::document::{Member, Node, NodeValue};
use serde_json::Number;

impl<'a> Cx<'a> {
    /// A number, also when quoted.
    pub(super) fn number(&mut self, node: &Node, keyword: &str) -> Option<Number> {
        let text = match &node.value {
            NodeValue::Number(text) => text,
            NodeValue::Null => return None,
            NodeValue::String(text) if to_number(text).is_some() => {
                let message = format!("`{keyword}` is text, and is read as the number {text}");
                self.report.add(
                    Diagnostic::warning("quoted-value", node.place, message)
                        .help("leave the quotes out"),
                );
                text
            }
            _ => {
                self.wrong_type(node, &format!("`{keyword}`"), "a number");
                return None;
            }
        };
        let number = to_number(text);
        if number.is_none() {
            self.report_out_of_range(node, keyword, "a number that a float can hold");
        }
        number
    }

    /// A number above zero.
    pub(super) fn positive_number(&mut self, node: &Node, keyword: &str) -> Option<Number> {
        let number = self.number(node, keyword)?;
        if number.as_f64().is_some_and(|number| number > 0.0) {
            return Some(number);
        }
        self.report_out_of_range(node, keyword, "above zero");
        None
    }

    /// A whole number that is not negative; `1.0` is one, as in JSON Schema.
    pub(super) fn count(&mut self, node: &Node, keyword: &str) -> Option<u64> {
        let number = self.number(node, keyword)?;
        if let Some(count) = number.as_u64() {
            return Some(count);
        }
        let float = number.as_f64().unwrap_or(-1.0);
        if float >= 0.0 && float.fract() == 0.0 {
            // A count beyond 64 bits limits nothing that fits into memory; the cast saturates.
            return Some(float as u64);
        }
        self.report_out_of_range(node, keyword, "a whole number from zero");
        None
    }

    /// `exclusiveMaximum`: a flag in 3.0, a number in 3.1.
    pub(super) fn read_exclusive_maximum(&mut self, reading: &mut Reading<'a>, member: &'a Member) {
        match self.exclusive_limit(reading, "exclusiveMaximum", member) {
            Limit::Flag(flag) => reading.maximum_is_exclusive = flag,
            Limit::Number(number) => reading.keywords.exclusive_maximum = number,
        }
    }

    /// `exclusiveMinimum`: a flag in 3.0, a number in 3.1.
    pub(super) fn read_exclusive_minimum(&mut self, reading: &mut Reading<'a>, member: &'a Member) {
        match self.exclusive_limit(reading, "exclusiveMinimum", member) {
            Limit::Flag(flag) => reading.minimum_is_exclusive = flag,
            Limit::Number(number) => reading.keywords.exclusive_minimum = number,
        }
    }

    fn exclusive_limit(
        &mut self,
        reading: &Reading<'a>,
        keyword: &str,
        member: &'a Member,
    ) -> Limit {
        let NodeValue::Boolean(flag) = member.node.value else {
            self.newer_keyword(reading, &format!("{keyword}: <number>"), member);
            return Limit::Number(self.number(&member.node, keyword));
        };
        if !self.is_version_3_0(reading.at.scope.file) {
            let message = format!("`{keyword}` is a flag, as in OpenAPI 3.0, and is read that way");
            self.report.add(
                Diagnostic::warning("older-keyword", member.key_place, message)
                    .help("since OpenAPI 3.1 it is a number and stands alone"),
            );
        }
        Limit::Flag(flag)
    }

    fn report_out_of_range(&mut self, node: &Node, keyword: &str, wanted: &str) {
        let message = format!("`{keyword}` must be {wanted}; it is ignored");
        self.report.add(Diagnostic::warning(
            "number-out-of-range",
            node.place,
            message,
        ));
    }
}

enum Limit {
    Flag(bool),
    Number(Option<Number>),
}

impl Reading<'_> {
    /// Turns 3.0's flags into 3.1's numbers.
    pub(super) fn finish_exclusive_limits(&mut self) {
        let keywords = &mut self.keywords;
        if self.maximum_is_exclusive {
            keywords.exclusive_maximum = keywords.maximum.take();
        }
        if self.minimum_is_exclusive {
            keywords.exclusive_minimum = keywords.minimum.take();
        }
    }
}
