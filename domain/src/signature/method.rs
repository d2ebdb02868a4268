//! The ways of signing, and what each is worth.

use serde::{Deserialize, Serialize};

/// How somebody signs. Levels are named for what they are: all of these are simple electronic signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By drawing.
    Drawn,
    /// By typing consent.
    TypedConsent,
    /// By a number that the clerk tells in the call.
    SpokenTan,
}

/// What a signature is by Regulation (EU) No 910/2014 (eIDAS), art. 3 no. 10 to 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// A simple electronic signature.
    Simple,
}

impl Method {
    /// What it is by law. No way of signing here is more than simple, and nobody may take it for more.
    pub fn level(self) -> Level {
        match self {
            Self::Drawn | Self::TypedConsent | Self::SpokenTan => Level::Simple,
        }
    }
}

/// A way of signing with what it leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manner {
    /// By drawing: these lines.
    Drawn(Drawing),
    /// By typing consent.
    TypedConsent,
    /// By a number that the clerk tells in the call.
    SpokenTan,
}

impl Manner {
    /// Which way it is.
    pub fn method(&self) -> Method {
        match self {
            Self::Drawn(_) => Method::Drawn,
            Self::TypedConsent => Method::TypedConsent,
            Self::SpokenTan => Method::SpokenTan,
        }
    }

    /// What was drawn.
    pub(super) fn strokes(&self) -> &[Vec<u16>] {
        match self {
            Self::Drawn(drawing) => &drawing.0,
            Self::TypedConsent | Self::SpokenTan => &[],
        }
    }
}

/// How many strokes a drawing may have. More is no signature, and would swell the history.
const STROKES_MAX: usize = 200;
/// How many numbers they may have together, two for each point.
const NUMBERS_MAX: usize = 10_000;
/// The largest number of a point.
const NUMBER_MAX: u16 = 10_000;

/// What somebody drew: a line for each stroke, as x and y in turn. It has neither pressure nor speed: those are
/// biometric data (Art. 9 GDPR).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing(Vec<Vec<u16>>);

impl Drawing {
    /// A drawing of strokes, if it is one: nobody signs with an empty sheet.
    pub fn new(strokes: Vec<Vec<u16>>) -> Option<Self> {
        let whole = |stroke: &Vec<u16>| {
            !stroke.is_empty() && stroke.len().is_multiple_of(2) && stroke.iter().all(|number| *number <= NUMBER_MAX)
        };
        let numbers: usize = strokes.iter().map(Vec::len).sum();
        let fits = (1..=STROKES_MAX).contains(&strokes.len()) && numbers <= NUMBERS_MAX;
        (fits && strokes.iter().all(whole)).then_some(Self(strokes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_has_a_line_and_no_more_than_somebody_draws() {
        for none in [
            vec![],
            vec![vec![]],
            vec![vec![1, 2], vec![]],
            vec![vec![1]],
            vec![vec![1, 10_001]],
            vec![vec![1, 2]; 201],
            vec![vec![1; 10_002]],
        ] {
            assert_eq!(Drawing::new(none), None);
        }
        assert!(Drawing::new(vec![vec![0, 10_000]]).is_some() && Drawing::new(vec![vec![1, 2]; 200]).is_some());
    }
}
