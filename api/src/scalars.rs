//! Values with a form of their own.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use event_store::Position;

/// A position as GraphQL writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EventPosition(pub(crate) Position);

/// A place in the history of the office. Every accepted command answers one; hand it back as `atLeast`,
/// and the answer shows what the command did. Compare positions for equality only: their order may change its form.
#[Scalar]
impl ScalarType for EventPosition {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        // Databases count in 63 bits; a larger number was never answered by anybody.
        match text.parse::<u64>() {
            Ok(number) if number <= i64::MAX.unsigned_abs() => Ok(Self(Position(number))),
            _ => Err(InputValueError::custom("not a position")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<Position> for EventPosition {
    fn from(position: Position) -> Self {
        Self(position)
    }
}
