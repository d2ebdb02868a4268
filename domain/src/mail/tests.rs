//! What may and may not happen to a mail.

use uuid::Uuid;

use super::*;
use crate::ids::{BookingId, MailId};
use crate::permission::{Denied, Role};
use crate::testing::{ADA, BEN, CLARA, acting, at, citizen, clerk, given, system};

const BOOKING: BookingId = BookingId(Uuid::from_u128(4));
const CAUSE: Cause = Cause { position: 7, place: 0 };
const NOW: &str = "2026-03-02T09:00:00Z";

fn queue() -> Command {
    Command::Queue { booking: BOOKING, kind: Kind::Confirmed, cause: CAUSE }
}

fn queued() -> Event {
    Event::Queued { booking: BOOKING, kind: Kind::Confirmed, cause: CAUSE }
}

fn deferred(attempt: u16, retry_at: &str) -> Event {
    Event::Deferred { attempt, code: 451, retry_at: at(retry_at) }
}

fn undelivered(attempt: u16, trouble: Trouble) -> Event {
    Event::Undelivered { attempt, trouble }
}

fn when(history: impl IntoIterator<Item = Event>, command: Command) -> Result<Vec<Event>, Refusal> {
    given::<State>(history).when(system(), at(NOW), command).answer()
}

#[test]
fn a_mail_is_sent_once() {
    assert_eq!(when([], queue()), Ok(vec![queued()]));
    assert_eq!(when([queued()], queue()), Ok(vec![]), "the same thing has happened once");
    let claim = Command::Claim { attempt: 1 };
    let claimed = Event::Claimed { attempt: 1 };
    let sent = Event::Sent { attempt: 1 };
    assert_eq!(when([queued()], claim.clone()), Ok(vec![claimed.clone()]));
    let record = Command::RecordSent { attempt: 1 };
    assert_eq!(when([queued(), claimed.clone()], record.clone()), Ok(vec![sent.clone()]));
    assert_eq!(when([queued(), claimed, sent.clone()], record), Ok(vec![]));
    assert_eq!(when([queued(), sent], claim), Err(Refusal::Done));
}

#[test]
fn of_two_nodes_that_take_an_attempt_for_theirs_one_hands_it_over() {
    let claimed = [queued(), Event::Claimed { attempt: 1 }];
    assert_eq!(when(claimed.clone(), Command::Claim { attempt: 1 }), Err(Refusal::UnderWay));
    assert_eq!(when(claimed, Command::Claim { attempt: 2 }), Err(Refusal::UnderWay));
    assert_eq!(when([queued()], Command::Claim { attempt: 2 }), Err(Refusal::UnderWay), "it does not know the first");
}

#[test]
fn what_became_of_an_attempt_that_was_interrupted_is_not_guessed() {
    let claimed = [queued(), Event::Claimed { attempt: 1 }];
    let unclear = undelivered(1, Trouble::Unclear);
    assert_eq!(when(claimed.clone(), Command::RecordUnclear { attempt: 1 }), Ok(vec![unclear.clone()]));
    assert_eq!(when([queued()], Command::RecordUnclear { attempt: 1 }), Ok(vec![]), "nobody has begun");
    let listed = [queued(), Event::Claimed { attempt: 1 }, unclear];
    let late = when(listed.clone(), Command::RecordSent { attempt: 1 });
    assert_eq!(late, Ok(vec![Event::Sent { attempt: 1 }]), "it had only been slow");
    assert_eq!(when(listed.clone(), Command::RecordDeferral { attempt: 1, code: 451 }), Ok(vec![]));
    given::<State>(listed).when(clerk(CLARA), at(NOW), Command::SendAgain).then([Event::Requeued]);
}

#[test]
fn what_is_not_taken_now_is_tried_ever_later_and_not_for_ever() {
    let defer = |attempt| Command::RecordDeferral { attempt, code: 451 };
    assert_eq!(when([queued()], defer(1)), Ok(vec![deferred(1, "2026-03-02T09:01:00Z")]));
    assert_eq!(when([queued()], defer(2)), Ok(vec![]), "that is not the attempt that is due");
    let tried = |times: u16| {
        let before = (1..=times).map(|attempt| deferred(attempt, NOW));
        when([queued()].into_iter().chain(before), defer(times + 1))
    };
    assert_eq!(tried(2), Ok(vec![deferred(3, "2026-03-02T09:04:00Z")]));
    assert_eq!(tried(10), Ok(vec![deferred(11, "2026-03-02T10:00:00Z")]));
    assert_eq!(tried(23), Ok(vec![undelivered(24, Trouble::GaveUp)]));
}

#[test]
fn what_is_refused_or_comes_back_is_for_somebody_to_look_at() {
    let refused = undelivered(1, Trouble::Refused { code: 550 });
    assert_eq!(when([queued()], Command::RecordRefusal { attempt: 1, code: 550 }), Ok(vec![refused.clone()]));
    let back = Command::RecordReturn { status: (5, 1, 1) };
    let returned = undelivered(1, Trouble::Returned { status: (5, 1, 1) });
    let sent = [queued(), Event::Sent { attempt: 1 }];
    assert_eq!(when(sent.clone(), back.clone()), Ok(vec![returned.clone()]));
    assert_eq!(when(sent.into_iter().chain([returned]), back.clone()), Ok(vec![]), "it comes back once");
    assert_eq!(when([queued()], back.clone()), Ok(vec![]), "nobody sent it");
    assert_eq!(when([queued(), refused], back), Ok(vec![]));
}

#[test]
fn what_is_no_longer_so_is_not_told() {
    let drop = Command::Drop { obsolete: Obsolete::NoLongerSo };
    let dropped = Event::Dropped { obsolete: Obsolete::NoLongerSo };
    assert_eq!(when([queued()], drop.clone()), Ok(vec![dropped.clone()]));
    assert_eq!(when([queued(), deferred(1, NOW)], drop.clone()), Ok(vec![dropped.clone()]));
    assert_eq!(when([queued(), Event::Claimed { attempt: 1 }], drop.clone()), Ok(vec![]), "it is on its way");
    assert_eq!(when([queued(), dropped.clone()], drop), Ok(vec![]));
    assert_eq!(when([queued(), dropped], Command::Claim { attempt: 1 }), Err(Refusal::Done));
}

#[test]
fn staff_send_it_again_or_tell_its_reader_otherwise() {
    let refused = [queued(), undelivered(1, Trouble::Refused { code: 550 })];
    let agent = || acting(BEN, Role::ServiceCentre);
    given::<State>(refused.clone()).when(agent(), at(NOW), Command::SendAgain).then([Event::Requeued]);
    given::<State>(refused.clone()).when(agent(), at(NOW), Command::TellOtherwise).then([Event::ToldOtherwise]);
    let again = refused.clone().into_iter().chain([Event::Requeued]);
    given::<State>(again.clone()).when(agent(), at(NOW), Command::SendAgain).then_nothing();
    assert_eq!(when(again, Command::Claim { attempt: 2 }), Ok(vec![Event::Claimed { attempt: 2 }]));

    let told = refused.into_iter().chain([Event::ToldOtherwise]);
    given::<State>(told.clone()).when(agent(), at(NOW), Command::TellOtherwise).then_nothing();
    given::<State>(told).when(agent(), at(NOW), Command::SendAgain).then_refused(Refusal::Done);
    let claimed = [queued(), Event::Claimed { attempt: 1 }];
    given::<State>(claimed.clone()).when(agent(), at(NOW), Command::SendAgain).then_refused(Refusal::UnderWay);
    given::<State>(claimed).when(agent(), at(NOW), Command::TellOtherwise).then_refused(Refusal::UnderWay);
    given::<State>([]).when(agent(), at(NOW), Command::SendAgain).then_refused(Refusal::Unknown);
}

#[test]
fn only_the_office_says_what_became_of_a_mail() {
    given::<State>([queued()])
        .when(clerk(CLARA), at(NOW), Command::RecordSent { attempt: 1 })
        .then_refused(Refusal::Denied(Denied));
    given::<State>([queued()]).when(citizen(ADA), at(NOW), Command::SendAgain).then_refused(Refusal::Denied(Denied));
}

#[test]
fn each_cause_has_a_mail_of_its_own() {
    let other = Cause { place: 1, ..CAUSE };
    assert_ne!(MailId::of(BOOKING, CAUSE), MailId::of(BOOKING, other));
    assert_eq!(MailId::of(BOOKING, CAUSE), MailId::of(BOOKING, CAUSE));
}
