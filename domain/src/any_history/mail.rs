//! A mail, whatever happens to it.

use super::*;
use crate::mail::{self, Command, Event, Kind, Obsolete};

fn commands() -> impl Strategy<Value = Command> {
    let cause = mail::Cause { position: 7, place: 0 };
    let booking = BookingId(Uuid::from_u128(7));
    let code = prop::sample::select(vec![421, 450, 550]);
    prop_oneof![
        3 => Just(Command::Queue { booking, kind: Kind::Confirmed, cause }),
        6 => (1..5_u16).prop_map(|attempt| Command::Claim { attempt }),
        4 => (1..5_u16).prop_map(|attempt| Command::RecordSent { attempt }),
        4 => (1..5_u16, code.clone()).prop_map(|(attempt, code)| Command::RecordDeferral { attempt, code }),
        2 => (1..5_u16, code).prop_map(|(attempt, code)| Command::RecordRefusal { attempt, code }),
        2 => (1..5_u16).prop_map(|attempt| Command::RecordUnclear { attempt }),
        1 => Just(Command::RecordReturn { status: (5, 1, 1) }),
        1 => Just(Command::Drop { obsolete: Obsolete::NoLongerSo }),
        2 => Just(Command::SendAgain),
        1 => Just(Command::TellOtherwise),
    ]
}

proptest! {
    /// Each attempt is claimed once, none begins after one that went out, and only people begin again after one of which
    /// nobody knows the outcome.
    #[test]
    fn a_mail_goes_out_once_unless_somebody_wants_it_again(steps in steps(staff(), commands())) {
        let (_, history) = all::<mail::State>(steps, false)?;
        let (mut last, mut is_over) = (0, false);
        for (n, (_, event)) in history.iter().enumerate() {
            match *event {
                Event::Queued { .. } => prop_assert_eq!(n, 0),
                Event::Claimed { attempt } => {
                    prop_assert!(!is_over, "{:?}", history);
                    prop_assert_eq!(attempt, last + 1);
                    is_over = true;
                }
                Event::Sent { attempt } => {
                    prop_assert!(attempt == last || attempt == last + 1);
                    (last, is_over) = (attempt, true);
                }
                Event::Deferred { attempt, .. } => (last, is_over) = (attempt, false),
                Event::Undelivered { attempt, .. } => (last, is_over) = (attempt, true),
                Event::Requeued => is_over = false,
                Event::Dropped { .. } | Event::ToldOtherwise => is_over = true,
            }
        }
        let sent = count(&history, |event| matches!(event, Event::Sent { .. }));
        let wanted = count(&history, |event| matches!(event, Event::Queued { .. } | Event::Requeued));
        prop_assert!(sent <= wanted, "{:?}", history);
    }
}
