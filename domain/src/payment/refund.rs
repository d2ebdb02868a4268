//! Money that goes back: never more than came in, once, and by the word of two people.

use super::{
    Event, Fee, Ground, Obstacle, Refund, RefundCommand as Command, RefundStanding, Refusal, Source, Standing, is_word,
};
use crate::asked::ActorId;
use crate::money::Cents;

pub(super) fn decide(fee: &Fee, command: &Command, by: ActorId) -> Result<Vec<Event>, Refusal> {
    use RefundStanding::{Approved, ByHand, Declined, Done, Ordered, Requested};

    let case = fee.claim.case;
    match command {
        &Command::Request { source, amount, ground } => {
            let max = fee.left_of(source);
            if amount <= Cents::ZERO || amount > max {
                return Err(Refusal::MoreThanPaid { max });
            }
            Ok(vec![Event::RefundRequested { case, refund: fee.next_refund(), source, amount, ground, by }])
        }
        &Command::Approve { refund } => {
            let wanted = fee.wanted(refund)?;
            match wanted.standing {
                Requested if wanted.wanted_by == Some(by) => Err(Refusal::OwnRefund),
                Requested => {
                    let &Refund { source, amount, .. } = wanted;
                    let approved = Event::RefundApproved { case, refund, source, amount, by };
                    Ok(match source {
                        Source::Attempt(_) => vec![approved],
                        Source::Counter => {
                            vec![approved, Event::RefundByHand { case, refund, obstacle: Obstacle::Counter }]
                        }
                    })
                }
                Approved | Ordered | ByHand | Done => Ok(vec![]),
                Declined => Err(Refusal::RefundDecided),
            }
        }
        &Command::Decline { refund } => {
            let wanted = fee.wanted(refund)?;
            match (wanted.standing, wanted.ground) {
                (Declined, _) => Ok(vec![]),
                // Of a case that has come to nothing nothing is kept, whatever somebody had asked for before.
                (Requested, _) if fee.has_ended() => Err(Refusal::RefundOwed),
                (Requested, Ground::CaseEnded | Ground::NotOwed | Ground::OtherAmount) => Err(Refusal::RefundOwed),
                (Requested, Ground::WaivedLater | Ground::WronglyCharged) => {
                    Ok(vec![Event::RefundDeclined { case, refund }])
                }
                (Approved | Ordered | ByHand | Done, _) => Err(Refusal::RefundDecided),
            }
        }
        &Command::RecordOrdered { refund } => match fee.wanted(refund)?.standing {
            Approved => Ok(vec![Event::RefundOrdered { refund }]),
            Ordered | ByHand | Done => Ok(vec![]),
            Requested | Declined => Err(Refusal::NotApproved),
        },
        &Command::RecordImpossible { refund, obstacle } => match fee.wanted(refund)?.standing {
            Approved | Ordered => Ok(vec![Event::RefundByHand { case, refund, obstacle }]),
            ByHand | Done => Ok(vec![]),
            Requested | Declined => Err(Refusal::NotApproved),
        },
        &Command::RecordDone { refund } => {
            let &Refund { source, amount, standing, .. } = fee.wanted(refund)?;
            match standing {
                Approved | Ordered => Ok(vec![Event::Refunded { case, refund, source, amount, order: None }]),
                // Once it is the treasury's, the provider has said that it does not.
                ByHand | Done => Ok(vec![]),
                Requested | Declined => Err(Refusal::NotApproved),
            }
        }
        Command::RecordByHand { order, .. } if !is_word(order) => Err(Refusal::BadWord),
        &Command::RecordByHand { refund, ref order } => {
            let &Refund { source, amount, standing, .. } = fee.wanted(refund)?;
            match standing {
                // What nobody has asked for takes two people, too: one agrees, and another pays out.
                ByHand if is_alone(fee.wanted(refund)?, by) => Err(Refusal::OwnRefund),
                ByHand => Ok(vec![Event::Refunded { case, refund, source, amount, order: Some(order.clone()) }]),
                Requested | Declined => Err(Refusal::NotApproved),
                Approved | Ordered => Err(Refusal::NotByHand),
                // Never "already so": whoever pays out twice has to hear of it.
                Done => Err(Refusal::RefundDecided),
            }
        }
    }
}

/// Whether nobody else has had a hand in it: the office found out by itself, and whoever acts now has agreed to it.
fn is_alone(refund: &Refund, by: ActorId) -> bool {
    refund.wanted_by.is_none_or(|wanted_by| wanted_by == ActorId::SYSTEM) && refund.approved_by == Some(by)
}

pub(super) fn remember(fee: &mut Fee, event: Event) {
    match event {
        Event::RefundDue { amount, by, .. } => {
            // Only what is paid is given back when its case ends.
            let Standing::Paid(source) = fee.standing else { return };
            fee.goes_back(source, amount, Ground::CaseEnded, by);
            fee.standing = Standing::RefundDue(source);
        }
        Event::RefundRequested { source, amount, ground, by, .. } => fee.goes_back(source, amount, ground, Some(by)),
        // All of it was on its way back already.
        Event::CaseEnded { .. } => {
            if let Standing::Paid(source) = fee.standing {
                fee.standing = Standing::RefundDue(source);
            }
        }
        Event::RefundApproved { refund, by, .. } => {
            becomes(fee, refund, RefundStanding::Approved);
            if let Some(known) = fee.refund_mut(refund) {
                known.approved_by = Some(by);
            }
        }
        Event::RefundDeclined { refund, .. } => becomes(fee, refund, RefundStanding::Declined),
        Event::RefundOrdered { refund } => becomes(fee, refund, RefundStanding::Ordered),
        Event::RefundByHand { refund, .. } => becomes(fee, refund, RefundStanding::ByHand),
        Event::Refunded { refund, .. } => becomes(fee, refund, RefundStanding::Done),
        Event::Assessed { .. }
        | Event::Paid { .. }
        | Event::Exempted { .. }
        | Event::WaiverRequested { .. }
        | Event::Waived { .. }
        | Event::WaiverRefused { .. }
        | Event::Cancelled { .. }
        | Event::ReceiptNumbered { .. }
        | Event::AttemptRequested { .. }
        | Event::AttemptStarted { .. }
        | Event::AttemptUnanswered { .. }
        | Event::AttemptUnclear { .. }
        | Event::AttemptFailed { .. }
        | Event::AttemptCancelled { .. }
        | Event::AttemptExpired { .. }
        | Event::AttemptClosed { .. }
        | Event::PaidOnline { .. }
        | Event::Overpaid { .. }
        | Event::OtherAmountPaid { .. }
        | Event::ChargedBack { .. } => {}
    }
}

fn becomes(fee: &mut Fee, refund: u16, standing: RefundStanding) {
    if let Some(known) = fee.refund_mut(refund) {
        known.standing = standing;
    }
}
