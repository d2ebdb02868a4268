//! What is kept beside the log: places of followers, leases, credentials.

use std::time::Duration;

use uuid::Uuid;
use vorgang_event_store::{Backend, Credential, Failure, Position};

use super::build::at;
use crate::ground::{Ground, suite};

suite! {
    a_checkpoint_moves_from_where_it_is_and_from_nowhere_else,
    a_lease_has_one_holder_and_a_new_one_fences_the_old,
    a_node_that_comes_back_takes_its_lease_over_and_fences_off_whoever_it_was,
    a_credential_is_found_by_its_hash_until_it_is_revoked,
}

const ADA: Uuid = Uuid::from_u128(1);
const BEN: Uuid = Uuid::from_u128(2);
const MINUTE: Duration = Duration::from_mins(1);

async fn a_checkpoint_moves_from_where_it_is_and_from_nowhere_else(ground: Ground) {
    let log = ground.open().await;
    let place = async || log.checkpoint("timers").await.expect("it reads");
    assert_eq!(place().await, Position::START);
    assert!(!moves(&log, 1, 2, 0).await, "it is at 0 and not at 1");
    assert!(moves(&log, 0, 5, 0).await);
    assert!(!moves(&log, 0, 5, 0).await, "the same move twice moves nothing twice");
    assert!(moves(&log, 5, 9, 3).await);
    assert!(!moves(&log, 9, 10, 2).await, "a lower token comes too late");
    assert_eq!(place().await, Position(9));
    assert_eq!(log.checkpoint("reactions").await.expect("it reads"), Position::START);
}

async fn a_lease_has_one_holder_and_a_new_one_fences_the_old(ground: Ground) {
    let log = ground.open().await;
    let lease = async |holder, known, ttl| log.lease("timers", holder, known, ttl).await.expect("it answers");
    assert_eq!(lease(ADA, None, MINUTE).await, Some(1));
    assert_eq!(lease(ADA, Some(1), MINUTE).await, Some(1), "it is prolonged");
    assert_eq!(lease(BEN, None, MINUTE).await, None);
    assert_eq!(log.lease("reactions", BEN, None, MINUTE).await.expect("it answers"), Some(1));
    assert!(moves(&log, 0, 5, 1).await);
    // Ada prolongs it for no time at all, so that the database's next tick ends it.
    assert_eq!(lease(ADA, Some(1), Duration::ZERO).await, Some(1));
    let token = loop {
        if let Some(token) = lease(BEN, None, MINUTE).await {
            break token;
        }
    };
    assert_eq!(token, 2);
    assert_eq!(lease(ADA, Some(1), MINUTE).await, None);
    assert_eq!(lease(ADA, None, MINUTE).await, None);
    assert!(!moves(&log, 5, 6, 1).await, "Ada is fenced, though Ben has not moved it yet");
    assert!(moves(&log, 5, 7, token).await);
    assert_eq!(log.checkpoint("timers").await.expect("it reads"), Position(7));
}

async fn a_node_that_comes_back_takes_its_lease_over_and_fences_off_whoever_it_was(ground: Ground) {
    let log = ground.open().await;
    let lease = async |known| log.lease("timers", ADA, known, MINUTE).await.expect("it answers");
    assert_eq!(lease(None).await, Some(1));
    // It has died, and starts again; or it is a copy of the machine.
    assert_eq!(lease(None).await, Some(2));
    assert_eq!(lease(Some(1)).await, None, "whoever knows the old token has lost it");
    assert_eq!(lease(Some(2)).await, Some(2), "and takes nothing back");
    assert_eq!(log.lease("timers", BEN, Some(2), MINUTE).await.expect("it answers"), None, "to know it is not enough");
}

async fn a_credential_is_found_by_its_hash_until_it_is_revoked(ground: Ground) {
    let log = ground.open().await;
    let credential = |n: u8, label: &str| Credential {
        hash: [n; 32],
        actor: Uuid::from_u128(u128::from(n)),
        roles: r#"["clerk", "cashier"]"#.to_owned(),
        expires_at: at(i64::from(n)),
        label: label.to_owned(),
    };
    let (desk, admin) = (credential(1, "desk 1"), credential(2, "Administration"));
    for stored in [&desk, &admin] {
        log.put_credential(stored).await.expect("it writes");
    }
    let bad = Credential { roles: "clerk".to_owned(), ..credential(3, "bad") };
    assert!(matches!(log.put_credential(&bad).await, Err(Failure::Rejected(_))));
    assert_eq!(log.list_credentials().await.expect("it reads"), [admin.clone(), desk.clone()]);
    assert_eq!(log.find_credential(desk.hash).await.expect("it reads"), Some(desk.clone()));

    let renewed = Credential { expires_at: at(99), ..desk };
    log.put_credential(&renewed).await.expect("it writes");
    assert_eq!(log.find_credential(renewed.hash).await.expect("it reads"), Some(renewed.clone()));

    assert!(log.revoke_credential(renewed.hash).await.expect("it writes"));
    assert!(!log.revoke_credential(renewed.hash).await.expect("it writes"), "it is gone already");
    assert_eq!(log.find_credential(renewed.hash).await.expect("it reads"), None);
    assert_eq!(log.list_credentials().await.expect("it reads"), [admin]);
}

async fn moves(log: &Backend, from: u64, to: u64, token: u64) -> bool {
    log.move_checkpoint("timers", Position(from), Position(to), token).await.expect("it answers")
}
