//! Somebody is invited to a talk, and what their invitation is worth.

use domain::Role;

use crate::door::{Door, moment};
use crate::operations::{OPERATIONS, Values, done, refused};
use crate::roles::adas;

/// Invites somebody to the talk of Ada's appointment.
async fn invite(door: &Door, token: &str, values: &mut Values) {
    let body = OPERATIONS["invite_guest"].run(door, Some(token), values).await;
    let found = |name: &str| {
        let pointer = format!("/data/consultationInvite/invitation/{name}");
        body.pointer(&pointer).and_then(|text| text.as_str()).unwrap_or_else(|| panic!("{body:#}")).to_owned()
    };
    values.set("guest", found("guest")).set("invitation", found("text"));
}

#[tokio::test]
async fn an_invitation_is_worth_a_ticket_while_somebody_waits_and_the_guest_is_wanted() {
    let door = Door::open().await;
    let (mut values, ada) = (adas(&door).await, door.visitor(0xada));
    assert_eq!(refused(&door, None, "join_as_guest", &values).await, "CONSULTATION_NOT_INVITED", "it is made up");
    invite(&door, &ada, &mut values).await;
    let invitation = values.get("invitation").to_owned();
    assert!(invitation.starts_with("vi1.10041100."), "{invitation}");
    assert_eq!(refused(&door, None, "join_as_guest", &values).await, "CONSULTATION_NOT_THERE", "nobody waits yet");
    door.clock.set(moment("2026-03-02T07:50:00Z"));
    done(&door, Some(&ada), "check_in", &values).await;
    done(&door, None, "join_as_guest", &values).await;

    // Whoever has changed a letter has another invitation, which nobody gave.
    let mut forged = invitation.clone();
    forged.replace_range(20..21, if &invitation[20..21] == "A" { "B" } else { "A" });
    values.set("invitation", forged);
    assert_eq!(refused(&door, None, "join_as_guest", &values).await, "CONSULTATION_NOT_INVITED");
    values.set("invitation", invitation);
    done(&door, Some(&ada), "remove_guest", &values).await;
    assert_eq!(refused(&door, None, "join_as_guest", &values).await, "CONSULTATION_NOT_INVITED", "it was taken back");
}

#[tokio::test]
async fn two_may_be_invited_and_a_third_when_one_is_not_wanted_any_more() {
    let door = Door::open().await;
    let (mut values, ada) = (adas(&door).await, door.visitor(0xada));
    invite(&door, &ada, &mut values).await;
    invite(&door, &door.staff(&[Role::Clerk]).await, &mut values).await;
    assert_eq!(refused(&door, Some(&ada), "invite_guest", &values).await, "CONSULTATION_NO_SEAT_LEFT");
    assert_eq!(refused(&door, Some(&ada), "admit_guest", &values).await, "CONSULTATION_UNKNOWN", "the clerk lets in");
    done(&door, Some(&ada), "remove_guest", &values).await;
    invite(&door, &ada, &mut values).await;
}
