//! The receipt for a fee that was paid (Quittung), under its number in the year's gapless series.

use documents::render::{self, Charge, Languages, Paper};
use domain::calendar::local_date;
use domain::catalogue::{Basis, Catalogue};
use domain::payment;
use projections::case_file::FeeRecord;

use super::called;

/// The receipt of a fee. Nothing as long as it has no number.
pub(super) fn of(fee: &FeeRecord, edition: u32, catalogue: &Catalogue, languages: Languages) -> Option<Paper> {
    let number = fee.receipt?;
    let means = match (fee.means, fee.online_means) {
        (Some(payment::Means::Cash), _) => render::Means::Cash,
        (Some(payment::Means::Card), _) => render::Means::Card,
        (None, Some(_)) => render::Means::Online,
        (None, None) => return None,
    };
    let charge = |item: &payment::Item| {
        let what = called::service(catalogue, edition, item.service, languages);
        let what = if item.quantity == 1 { what } else { format!("{} × {what}", item.quantity) };
        Charge { what, law: law(item.basis).to_owned(), cents: item.amount().0 }
    };
    Some(Paper::Receipt(render::Receipt {
        number: format!("{}/{}", number.year, number.number),
        items: fee.items.iter().map(charge).collect(),
        total_cents: fee.amount.0,
        means,
        paid: local_date(fee.settled_at?),
    }))
}

/// What sets a fee.
fn law(basis: Basis) -> &'static str {
    match basis {
        Basis::JvKostG1130 => "Nr. 1130 KV JVKostG",
        Basis::JvKostG1132 => "Nr. 1132 KV JVKostG",
        Basis::MunicipalTariff => "Gebührensatzung",
        Basis::Bmg24 => "§ 24 Abs. 2 BMG",
        Basis::Bmg18 => "§ 18 Abs. 3 BMG",
        Basis::Ao139a => "§ 139a AO",
    }
}
