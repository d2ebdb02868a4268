//! Attempts to pay online. One is open at a time; what the provider says counts, whenever it says it, and money that
//! comes in is never lost: it settles the fee once, and otherwise goes back.

use chrono::Days;

use super::{
    Attempt, AttemptCommand as Command, AttemptStanding, Event, Fee, Ground, Received, Refusal, Source, Standing,
    is_word,
};
use crate::asked::{Asked, OnlinePayment};
use crate::calendar::{end_of, local_date};
use crate::ids::{PaymentId, derived};
use crate::money::Cents;

pub(super) fn decide(fee: &Fee, command: &Command, asked: &Asked<super::Command>) -> Result<Vec<Event>, Refusal> {
    let case = fee.claim.case;
    match command {
        &Command::Request { payment } => request(fee, payment, asked),
        Command::RecordStarted { reference: word, .. } | Command::RecordUnclear { word, .. } if !is_word(word) => {
            Err(Refusal::BadWord)
        }
        Command::RecordFailed { code: Some(word), .. } if !is_word(word) => Err(Refusal::BadWord),
        Command::RecordStarted { attempt, reference, mark } => {
            // The first word counts. It is of use also when nobody waits any more: by it late money is found.
            Ok(match of(fee, *attempt)?.reference {
                None => {
                    vec![Event::AttemptStarted { attempt: *attempt, reference: reference.clone(), mark: *mark }]
                }
                Some(_) => vec![],
            })
        }
        &Command::RecordUnanswered { attempt } => {
            let known = of(fee, attempt)?;
            let new = known.is_open() && known.reference.is_none() && !known.unanswered;
            Ok(if new { vec![Event::AttemptUnanswered { attempt }] } else { vec![] })
        }
        Command::RecordUnclear { attempt, word } => {
            let known = of(fee, *attempt)?;
            let new = known.is_open() && known.unclear.as_ref() != Some(word);
            Ok(if new { vec![Event::AttemptUnclear { case, attempt: *attempt, word: word.clone() }] } else { vec![] })
        }
        // That it could not begin is no news of what has begun: another node may have had it begun meanwhile.
        Command::RecordFailed { attempt, code: Some(_) } if of(fee, *attempt)?.reference.is_some() => Ok(vec![]),
        Command::RecordFailed { attempt, code } => {
            let failed = || vec![Event::AttemptFailed { attempt: *attempt, code: code.clone() }];
            Ok(if of(fee, *attempt)?.is_open() { failed() } else { vec![] })
        }
        &Command::RecordCancelled { attempt } => {
            Ok(if of(fee, attempt)?.is_open() { vec![Event::AttemptCancelled { attempt }] } else { vec![] })
        }
        // A timer that comes early, or after somebody has paid, changes nothing.
        &Command::Expire { attempt } => {
            let known = of(fee, attempt)?;
            let over = known.is_open() && known.expires_at <= asked.at;
            let unresolved = (known.unanswered && known.reference.is_none()) || known.unclear.is_some();
            Ok(if over { vec![Event::AttemptExpired { case, attempt, unresolved }] } else { vec![] })
        }
        &Command::Close { attempt, finding, ref missed_by } => {
            let (known, by) = (of(fee, attempt)?, asked.by.actor);
            match (known.standing, known.finding, missed_by) {
                (_, Some(found), _) if found == finding => Ok(vec![]),
                (AttemptStanding::Expired, None, _) if known.unresolved => {
                    if !finding.is_of_end() {
                        return Err(Refusal::FindingNotFitting);
                    }
                    Ok(vec![Event::AttemptClosed { case, attempt, finding, by }])
                }
                (
                    AttemptStanding::Paid | AttemptStanding::Overpaid | AttemptStanding::OtherAmount,
                    None,
                    Some(readers),
                ) => {
                    if !finding.is_of_money() {
                        return Err(Refusal::FindingNotFitting);
                    }
                    if finding.takes_two() && readers.contains(&by) {
                        return Err(Refusal::OwnStatement);
                    }
                    Ok(vec![Event::AttemptClosed { case, attempt, finding, by }])
                }
                // What somebody else has found stands; what came in meanwhile, too.
                (
                    AttemptStanding::Open
                    | AttemptStanding::Failed
                    | AttemptStanding::Cancelled
                    | AttemptStanding::Expired
                    | AttemptStanding::Paid
                    | AttemptStanding::Overpaid
                    | AttemptStanding::OtherAmount
                    | AttemptStanding::ChargedBack,
                    ..,
                ) => Err(Refusal::NotUnresolved),
            }
        }
        Command::RecordPaid { attempt, means, amount, receipt, mark, paid_at } => {
            let (means, amount, receipt, mark, paid_at) = (*means, *amount, receipt.clone(), *mark, *paid_at);
            paid(fee, of(fee, *attempt)?, Received { means, amount, receipt, mark, paid_at })
        }
    }
}

fn of(fee: &Fee, attempt: u16) -> Result<&Attempt, Refusal> {
    fee.attempt(attempt).ok_or(Refusal::NoAttempt)
}

fn request(fee: &Fee, payment: PaymentId, asked: &Asked<super::Command>) -> Result<Vec<Event>, Refusal> {
    match fee.standing {
        Standing::Free => return Err(Refusal::NothingDue),
        Standing::Paid(_) | Standing::Exempt(_) | Standing::Waived => return Err(Refusal::AlreadySettled),
        Standing::WaiverPending => return Err(Refusal::WaiverPending),
        Standing::Cancelled | Standing::RefundDue(_) => return Err(Refusal::Cancelled),
        Standing::Due => {}
    }
    match asked.facts.online_payment {
        OnlinePayment::NotOffered => return Err(Refusal::NotOffered),
        OnlinePayment::Offered => {}
    }
    // The same attempt goes on: a second one beside it could be paid, too.
    if fee.open_attempt().is_some() {
        return Ok(vec![]);
    }
    let max = asked.facts.limits.payment_attempts_max;
    let attempt = u16::try_from(fee.attempts.len() + 1).unwrap_or(u16::MAX);
    if attempt > max {
        return Err(Refusal::TooManyAttempts { max });
    }
    let last = local_date(asked.at) + Days::new(asked.facts.limits.payment_attempt_days.into());
    Ok(vec![Event::AttemptRequested {
        case: fee.claim.case,
        attempt,
        request: derived("attempt", payment.0, &attempt.to_string()),
        amount: fee.claim.amount,
        requested_at: asked.at,
        expires_at: end_of(last),
    }])
}

/// Money came in.
fn paid(fee: &Fee, known: &Attempt, received: Received) -> Result<Vec<Event>, Refusal> {
    let Received { means, amount, receipt, mark, paid_at } = received;
    let (case, attempt) = (fee.claim.case, known.number);
    if amount <= Cents::ZERO {
        return Err(Refusal::WrongAmount { due: fee.claim.amount });
    }
    let late = match known.standing {
        AttemptStanding::Open => false,
        AttemptStanding::Failed | AttemptStanding::Cancelled | AttemptStanding::Expired => true,
        // The provider says it as often as it is asked.
        AttemptStanding::Paid
        | AttemptStanding::Overpaid
        | AttemptStanding::OtherAmount
        | AttemptStanding::ChargedBack => return Ok(vec![]),
    };
    // That money came in counts more than how the treasury calls it.
    let receipt = receipt.filter(|word| is_word(word));
    let mark = mark.filter(|_| receipt.is_some());
    if amount != fee.claim.amount {
        let due = fee.claim.amount;
        return Ok(vec![Event::OtherAmountPaid { case, attempt, means, amount, due, receipt, mark, paid_at }]);
    }
    Ok(vec![match fee.not_owed() {
        None => {
            let items = fee.claim.items.clone();
            Event::PaidOnline { case, attempt, means, amount, items, receipt, mark, paid_at, late }
        }
        Some(because) => Event::Overpaid { case, attempt, because, means, amount, receipt, mark, paid_at },
    }])
}

pub(super) fn remember(fee: &mut Fee, event: Event) {
    match event {
        Event::AttemptRequested { attempt: number, request, requested_at, expires_at, .. } => {
            fee.attempts.push(Attempt {
                number,
                request,
                requested_at,
                expires_at,
                reference: None,
                unanswered: false,
                unclear: None,
                standing: AttemptStanding::Open,
                took: Cents::ZERO,
                unresolved: false,
                finding: None,
            });
        }
        Event::AttemptStarted { attempt, reference, .. } => {
            change(fee, attempt, |known| known.reference = Some(reference));
        }
        Event::AttemptUnanswered { attempt } => change(fee, attempt, |known| known.unanswered = true),
        Event::AttemptUnclear { attempt, word, .. } => change(fee, attempt, |known| known.unclear = Some(word)),
        Event::AttemptFailed { attempt, .. } => ended(fee, attempt, AttemptStanding::Failed, Cents::ZERO),
        Event::AttemptCancelled { attempt } => ended(fee, attempt, AttemptStanding::Cancelled, Cents::ZERO),
        Event::AttemptExpired { attempt, unresolved, .. } => {
            ended(fee, attempt, AttemptStanding::Expired, Cents::ZERO);
            change(fee, attempt, |known| known.unresolved = unresolved);
        }
        Event::AttemptClosed { attempt, finding, .. } => {
            change(fee, attempt, |known| known.finding = Some(finding));
        }
        Event::PaidOnline { attempt, amount, .. } => ended(fee, attempt, AttemptStanding::Paid, amount),
        Event::OtherAmountPaid { attempt, amount, .. } => ended(fee, attempt, AttemptStanding::OtherAmount, amount),
        Event::ChargedBack { attempt, .. } => ended(fee, attempt, AttemptStanding::ChargedBack, Cents::ZERO),
        Event::Overpaid { attempt, amount, .. } => {
            ended(fee, attempt, AttemptStanding::Overpaid, amount);
            fee.goes_back(Source::Attempt(attempt), amount, Ground::NotOwed, None);
        }
        Event::Assessed { .. }
        | Event::Paid { .. }
        | Event::Exempted { .. }
        | Event::WaiverRequested { .. }
        | Event::Waived { .. }
        | Event::WaiverRefused { .. }
        | Event::Cancelled { .. }
        | Event::RefundDue { .. }
        | Event::CaseEnded { .. }
        | Event::ReceiptNumbered { .. }
        | Event::RefundRequested { .. }
        | Event::RefundApproved { .. }
        | Event::RefundDeclined { .. }
        | Event::RefundOrdered { .. }
        | Event::RefundByHand { .. }
        | Event::Refunded { .. } => {}
    }
}

fn change(fee: &mut Fee, attempt: u16, with: impl FnOnce(&mut Attempt)) {
    if let Some(known) = fee.attempt_mut(attempt) {
        with(known);
    }
}

fn ended(fee: &mut Fee, attempt: u16, standing: AttemptStanding, took: Cents) {
    // What somebody has found before money came in says nothing of the money.
    change(fee, attempt, |known| (known.standing, known.took, known.finding) = (standing, took, None));
}
