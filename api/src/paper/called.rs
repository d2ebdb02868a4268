//! How things are called on papers, in the languages of the paper.

use documents::render::Languages;
use domain::catalogue::{Catalogue, ServiceCode};

/// Words in the languages of a paper: German, and English behind it.
pub(super) fn said((de, en): (&str, &str), languages: Languages) -> String {
    match languages {
        Languages::German => de.to_owned(),
        Languages::GermanAndEnglish => format!("{de} / {en}"),
    }
}

/// What a service is called in an edition of the catalogue; by its code where that does not describe it.
pub(super) fn service(catalogue: &Catalogue, edition: u32, service: ServiceCode, languages: Languages) -> String {
    let listed = catalogue.edition(edition).and_then(|edition| edition.service(service));
    listed.map_or_else(
        || domain::names::of(&service).to_owned(),
        |service| said((&service.name_de, &service.name_en), languages),
    )
}
