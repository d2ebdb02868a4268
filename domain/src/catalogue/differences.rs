//! What one edition says otherwise than another, for whoever is to publish it.

use serde_json::Value;

use super::{Service, ServiceCode};

/// One thing that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// About which service.
    pub service: ServiceCode,
    /// Which of its fields, by its stored name; `offered` where the service comes or goes as a whole.
    pub field: String,
    /// What it was.
    pub before: Value,
    /// What it is to be.
    pub after: Value,
}

/// Everything that differs, in the order of the services and of their fields.
pub fn differences(before: &[Service], after: &[Service]) -> Vec<Difference> {
    let find = |services: &[Service], code| services.iter().find(|service| service.code == code).map(fields);
    let of = |service: ServiceCode| match (find(before, service), find(after, service)) {
        (None, None) => vec![],
        (Some(before), Some(after)) => before
            .into_iter()
            .zip(after)
            .filter(|(before, after)| before != after)
            .map(|((field, before), (_, after))| Difference { service, field, before, after })
            .collect(),
        (before, after) => vec![Difference {
            service,
            field: "offered".to_owned(),
            before: before.is_some().into(),
            after: after.is_some().into(),
        }],
    };
    ServiceCode::ALL.into_iter().flat_map(of).collect()
}

/// The fields as they are stored: so a new one is never forgotten here.
fn fields(service: &Service) -> Vec<(String, Value)> {
    match serde_json::to_value(service) {
        Ok(Value::Object(fields)) => fields.into_iter().collect(),
        Ok(_) | Err(_) => unreachable!("a service has fields, and nothing personal"),
    }
}
