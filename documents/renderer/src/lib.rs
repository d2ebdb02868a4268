//! Sets the papers of the office with typst, as PDF/A-3a and PDF/UA-1.
//!
//! No other crate of ours names typst. The same sheet gives the same bytes: fonts and templates come with the program or
//! from the authority's folder, the date is the sheet's, and nothing else is reached. What people wrote comes in as
//! values; a template cannot turn them into markup, because `eval` is taken out of its language.

mod isolated;
mod printable;
mod templates;
mod world;

use std::path::Path;

use documents::render::{Failure, Rendered, Renderer, Sheet};
use typst::diag::{SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::{Smart, Value};
use typst::{World as _, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use isolated::{Isolated, Limits, answer};

use printable::Printable;
use templates::Templates;
use world::{Fonts, World};

/// More than any case has. Beyond it something is wrong, and the paper would cost memory.
const TEXT_BYTES_MAX: usize = 256 * 1024;
const PAGES_MAX: usize = 60;

/// How many papers back what was worked out for one of them is still remembered.
const REMEMBERED: usize = 8;

/// Sets papers in this process. It has no limit of time or memory: [`Isolated`] has.
pub struct Typesetter {
    fonts: Fonts,
    templates: Templates,
    printable: Printable,
}

impl Typesetter {
    /// A typesetter with the templates that come with the program. Files in the authority's folder stand in for those of
    /// the same name.
    pub fn new(folder: Option<&Path>) -> Result<Self, Failure> {
        let fonts = Fonts::bundled();
        let printable = Printable::with(&fonts);
        Ok(Self { templates: Templates::read(folder)?, fonts, printable })
    }
}

impl Renderer for Typesetter {
    fn render(&self, sheet: &Sheet) -> Result<Rendered, Failure> {
        let mut data = serde_json::to_value(sheet).expect("a sheet is texts, numbers and dates");
        data["day"] = serde_json::to_value(sheet.day()).expect("a day is a text");
        let bytes = self.printable.make(&mut data);
        if bytes > TEXT_BYTES_MAX {
            return Err(Failure::TooMuch { what: format!("{bytes} bytes of text"), most: TEXT_BYTES_MAX });
        }
        let identity = format!("{}/{}/{}", sheet.paper.template(), sheet.reference, sheet.issued);
        let told = Told::of(&data);
        let data: Value = serde_json::from_value(data).expect("typst has a value for each of JSON");

        let world = World::new(&self.fonts, &self.templates, sheet, data);
        let Warned { output, .. } = typst::compile::<PagedDocument>(&world);
        let document = output.map_err(|errors| told.failure(&world, &errors))?;
        if document.pages().len() > PAGES_MAX {
            let what = format!("{} pages", document.pages().len());
            return Err(Failure::TooMuch { what, most: PAGES_MAX });
        }
        let options = PdfOptions {
            ident: Smart::Custom(identity),
            creator: Smart::Custom(Some("Vorgang".to_owned())),
            timestamp: world.now().map(Timestamp::new_utc),
            standards: PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
                .expect("an archive's and a reader's standard go together"),
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| told.failure(&world, &errors))?;
        let pages = u16::try_from(document.pages().len()).expect("there are at most 60 pages");
        typst::comemo::evict(REMEMBERED);
        Ok(Rendered { pdf, pages })
    }
}

/// The texts of a sheet, so that no message repeats them: messages are logged.
struct Told(Vec<String>);

impl Told {
    fn of(data: &serde_json::Value) -> Self {
        let mut texts = Vec::new();
        collect(data, &mut texts);
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self(texts)
    }

    fn failure(&self, world: &World<'_>, errors: &EcoVec<SourceDiagnostic>) -> Failure {
        let lines = errors.iter().map(|error| {
            let mut message = error.message.to_string();
            for text in self.0.iter().filter(|text| text.len() > 1) {
                message = message.replace(text.as_str(), "…");
            }
            match (error.span.id(), world.range(error.span)) {
                (Some(file), Some(range)) => {
                    let line = world.source(file).ok().and_then(|source| source.lines().byte_to_line(range.start));
                    format!("{}:{}: {message}", file.get().vpath().get_without_slash(), line.map_or(0, |line| line + 1))
                }
                _ => message,
            }
        });
        Failure::Template(lines.collect::<Vec<_>>().join("; "))
    }
}

fn collect(data: &serde_json::Value, texts: &mut Vec<String>) {
    match data {
        serde_json::Value::String(text) => texts.push(text.clone()),
        serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| collect(value, texts)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}
