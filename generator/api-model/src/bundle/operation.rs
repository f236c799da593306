//! Paths and what stands in them: operations, parameters, bodies, answers.

use super::document::{Writer, server, servers};
use super::object::Object;
use super::words::sanitised;
use crate::api::{
    Content, Encoding, Example, Header, Link, Location, MediaType, Operation, Parameter,
    ParameterKind, RequestBody, Response, StatusKey, Style,
};
use indexmap::IndexMap;
use serde_json::Value;

impl<'a> Writer<'a> {
    /// `paths`, in the order in which paths first occur.
    pub(super) fn paths(&mut self, common: &Value) -> Object {
        let api = self.api;
        let mut items: IndexMap<&str, Object> = IndexMap::new();
        for operation in &api.operations {
            let written = self.operation(operation, common);
            items
                .entry(&operation.path.text)
                .or_default()
                .put(operation.method.field(), written);
        }
        collected(items)
    }

    /// `webhooks`.
    pub(super) fn webhooks(&mut self, common: &Value) -> Object {
        let api = self.api;
        let mut items: IndexMap<&str, Object> = IndexMap::new();
        for webhook in &api.webhooks {
            for operation in &webhook.operations {
                let written = self.operation(operation, common);
                items
                    .entry(&webhook.name)
                    .or_default()
                    .put(operation.method.field(), written);
            }
        }
        collected(items)
    }

    fn operation(&mut self, operation: &'a Operation, common: &Value) -> Object {
        let mut object = Object::default();
        object.filled("tags", operation.tags.clone());
        object.maybe("summary", &operation.summary);
        object.maybe("description", &operation.description);
        object.external_docs(operation.external_docs.as_ref());
        object.maybe("operationId", &operation.operation_id);
        let parameters: Vec<Value> = operation
            .parameters
            .iter()
            .map(|found| self.parameter(found).into())
            .collect();
        object.filled("parameters", parameters);
        if let Some(body) = &operation.request_body {
            object.put("requestBody", self.request_body(body));
        }
        object.put("responses", self.responses(&operation.responses));
        object.filled("callbacks", self.callbacks(operation, common));
        object.flag("deprecated", operation.deprecated);
        let security = self.requirements(&operation.security);
        if security != *common {
            object.put("security", security);
        }
        if operation.own_servers {
            object.filled("servers", servers(&operation.servers));
        }
        object.extensions(&operation.extensions);
        object
    }

    fn callbacks(&mut self, operation: &'a Operation, common: &Value) -> Object {
        let mut found: IndexMap<&str, IndexMap<&str, Object>> = IndexMap::new();
        for callback in &operation.callbacks {
            let item = found
                .entry(&callback.name)
                .or_default()
                .entry(&callback.expression);
            let item = item.or_default();
            for operation in &callback.operations {
                item.put(operation.method.field(), self.operation(operation, common));
            }
        }
        collected(
            found
                .into_iter()
                .map(|(name, items)| (name, collected(items)))
                .collect(),
        )
    }

    fn parameter(&mut self, parameter: &Parameter) -> Object {
        let mut object = Object::default();
        object.put("name", parameter.name.clone());
        object.put("in", parameter.location.as_str());
        object.maybe("description", &parameter.description);
        object.flag("required", parameter.required);
        object.flag("deprecated", parameter.deprecated);
        object.flag("allowEmptyValue", parameter.allow_empty_value);
        self.kind(&mut object, &parameter.kind, parameter.location);
        self.examples(&mut object, &parameter.examples);
        object.extensions(&parameter.extensions);
        object
    }

    fn kind(&mut self, object: &mut Object, kind: &ParameterKind, location: Location) {
        match kind {
            ParameterKind::Schema {
                schema,
                style,
                explode,
                allow_reserved,
            } => {
                if *style != Style::default_for(location) {
                    object.put("style", style.as_str());
                }
                if *explode != (*style == Style::Form) {
                    object.put("explode", *explode);
                }
                object.flag("allowReserved", *allow_reserved);
                object.put("schema", self.schema(*schema));
            }
            ParameterKind::Content(content) => object.put("content", self.content(content)),
        }
    }

    fn request_body(&mut self, body: &RequestBody) -> Object {
        let mut object = Object::default();
        object.maybe("description", &body.description);
        object.flag("required", body.required);
        object.put("content", self.content(&body.content));
        object.extensions(&body.extensions);
        object
    }

    fn responses(&mut self, responses: &'a [(StatusKey, Response)]) -> Object {
        let mut object = Object::default();
        for (key, response) in responses {
            let written = self.response(response);
            object.put(&key.to_string(), written);
        }
        if object.is_empty() {
            let mut undocumented = Object::default();
            undocumented.put("description", "");
            object.put("default", undocumented);
        }
        object
    }

    /// A response: a `$ref` if it stands under `components.responses`.
    fn response(&mut self, response: &'a Response) -> Object {
        let Some(name) = response.component.as_deref() else {
            return self.response_object(response);
        };
        let key = sanitised(name);
        let first = *self.responses.entry(key.clone()).or_insert(response);
        if first.place != response.place {
            return self.response_object(response);
        }
        let mut object = Object::default();
        object.put("$ref", format!("#/components/responses/{key}"));
        object
    }

    pub(super) fn response_object(&mut self, response: &Response) -> Object {
        let mut object = Object::default();
        object.put("description", response.description.clone());
        object.filled("headers", self.headers(&response.headers));
        object.filled("content", self.content(&response.content));
        let mut links = Object::default();
        for (name, found) in &response.links {
            links.put(name, link(found));
        }
        object.filled("links", links);
        object.extensions(&response.extensions);
        object
    }

    fn headers(&mut self, headers: &IndexMap<String, Header>) -> Object {
        let mut written = Object::default();
        for (name, header) in headers {
            let mut object = Object::default();
            object.maybe("description", &header.description);
            object.flag("required", header.required);
            object.flag("deprecated", header.deprecated);
            self.kind(&mut object, &header.kind, Location::Header);
            self.examples(&mut object, &header.examples);
            object.extensions(&header.extensions);
            written.put(name, object);
        }
        written
    }

    fn content(&mut self, content: &Content) -> Object {
        let mut object = Object::default();
        for (name, media) in content {
            object.put(name, self.media_type(media));
        }
        object
    }

    fn media_type(&mut self, media: &MediaType) -> Object {
        let mut object = Object::default();
        if let Some(schema) = media.schema {
            object.put("schema", self.schema(schema));
        }
        self.examples(&mut object, &media.examples);
        let mut encodings = Object::default();
        for (part, encoding) in &media.encoding {
            encodings.put(part, self.encoding(encoding));
        }
        object.filled("encoding", encodings);
        object.extensions(&media.extensions);
        object
    }

    fn encoding(&mut self, encoding: &Encoding) -> Object {
        let mut object = Object::default();
        object.maybe("contentType", &encoding.content_type);
        object.filled("headers", self.headers(&encoding.headers));
        object.maybe("style", &encoding.style.map(Style::as_str));
        object.maybe("explode", &encoding.explode);
        object.flag("allowReserved", encoding.allow_reserved);
        object
    }

    fn examples(&mut self, object: &mut Object, examples: &IndexMap<String, Example>) {
        match single_example(examples) {
            Some(value) => object.put("example", value.clone()),
            None => {
                let mut written = Object::default();
                for (name, found) in examples {
                    written.put(name, example(found));
                }
                object.filled("examples", written);
            }
        }
    }
}

fn collected(items: IndexMap<&str, Object>) -> Object {
    let mut object = Object::default();
    for (name, item) in items {
        object.put(name, item);
    }
    object
}

/// The value of an example that stood alone.
fn single_example(examples: &IndexMap<String, Example>) -> Option<&Value> {
    let (name, found) = examples.first()?;
    let plain = name == "example" && found.summary.is_none() && found.description.is_none();
    if examples.len() == 1 && plain {
        found.value.as_ref()
    } else {
        None
    }
}

fn example(example: &Example) -> Object {
    let mut object = Object::default();
    object.maybe("summary", &example.summary);
    object.maybe("description", &example.description);
    match &example.value {
        Some(value) => object.put("value", value.clone()),
        None => object.maybe("externalValue", &example.external_value),
    }
    object
}

fn link(link: &Link) -> Object {
    let mut object = Object::default();
    match (&link.operation_id, &link.operation_ref) {
        (Some(id), _) => object.put("operationId", id.clone()),
        (None, reference) => object.maybe("operationRef", reference),
    }
    let mut parameters = Object::default();
    for (name, value) in &link.parameters {
        parameters.put(name, value.clone());
    }
    object.filled("parameters", parameters);
    object.maybe("requestBody", &link.request_body);
    object.maybe("description", &link.description);
    if let Some(found) = &link.server {
        object.put("server", server(found));
    }
    object
}
