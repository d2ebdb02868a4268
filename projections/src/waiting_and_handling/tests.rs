//! Tests of waiting and handling times.

use domain::booking::CancelReason;
use domain::catalogue::ServiceCode;
use domain::testing::{CLARA, DAVID, at, clerk, date};

use super::*;
use crate::testing::visits::{Offer, Wish, booking, wish};
use crate::testing::{Models, Office, SCOPE, later};

const ELSEWHERE: ScopeId = ScopeId(Uuid::from_u128(0x5c1));
const MONDAY: &str = "2026-03-02T08:00:00Z";

fn office() -> Office {
    let mut office = Office::default();
    office.offer(SCOPE, MONDAY, 18, (20, 20));
    office
}

fn online(n: u128) -> Wish {
    Wish { medium: Medium::Online, ..wish(n, MONDAY) }
}

fn all(models: &Models, by: Period) -> Vec<Visits> {
    models.waiting_and_handling(Some(SCOPE), date("2026-03-01"), date("2026-03-31"), by).expect("an answer")
}

/// The only group.
async fn one(office: &Office) -> Visits {
    let visits = all(&office.read().await, Period::Month);
    let [visits] = visits[..] else { panic!("one group: {visits:?}") };
    visits
}

#[tokio::test]
async fn half_and_nine_tenths_of_all_waited_and_took_no_longer() {
    let mut office = office();
    for n in 1..=10 {
        let minutes = i64::try_from(n).expect("ten");
        office.serve(&wish(n, MONDAY), minutes, 10 + 2 * minutes);
    }
    let visits = one(&office).await;
    assert_eq!(visits.served, Count::of(10));
    assert_eq!(visits.waiting, Spread { p50_secs: Some(5 * 60), p90_secs: Some(9 * 60) });
    assert_eq!(visits.handling, Spread { p50_secs: Some(20 * 60), p90_secs: Some(28 * 60) });
    let phone = Group {
        start: date("2026-03-01"),
        service: Some(ServiceCode::ChangeOfResidence),
        medium: Medium::Phone,
        channel: Channel::Video,
    };
    assert_eq!(visits.group, phone);
}

#[tokio::test]
async fn nobody_waits_before_the_start_and_who_is_late_waits_from_then_on() {
    // Checked in and let in, both in minutes from the start.
    let visits = [(-10, -5), (-10, 4), (0, 4), (20, 24), (30, 34)];
    let mut office = office();
    for (n, (checks_in, let_in)) in (1..).zip(visits) {
        office.appoint(&wish(n, MONDAY));
        office.check_in(booking(n), later(at(MONDAY), checks_in));
        // Whoever is called, however often, waits until they are let in.
        office.call(booking(n), later(at(MONDAY), let_in - 3));
        office.call(booking(n), later(at(MONDAY), let_in - 1));
        office.start(booking(n), later(at(MONDAY), let_in));
        office.finish(booking(n), &[], later(at(MONDAY), let_in + 10));
    }
    let visits = one(&office).await;
    assert_eq!(visits.waiting, Spread { p50_secs: Some(4 * 60), p90_secs: Some(4 * 60) });
    assert_eq!(visits.handling, Spread { p50_secs: Some(10 * 60), p90_secs: Some(10 * 60) });
}

// Called at 0, let in at 2, sent for papers at 5, back at 35, called again at 40, taken up at 41.
#[tokio::test]
async fn who_is_called_back_has_joined_with_the_call_before_they_were_first_let_in() {
    let mut office = office();
    for n in 1..=5 {
        office.appoint(&wish(n, MONDAY));
        let minute = |mins| later(at(MONDAY), mins);
        office.check_in(booking(n), minute(0));
        office.call(booking(n), minute(0));
        office.start(booking(n), minute(2));
        let park = booking::Park { booking: booking(n), why: booking::ParkReason::Papers };
        office.run(&park, clerk(CLARA), minute(5)).expect("she serves them");
        office.check_in(booking(n), minute(35));
        office.call(booking(n), minute(40));
        office.start(booking(n), minute(41));
        office.finish(booking(n), &[], minute(46));
    }
    let visits = one(&office).await;
    assert_eq!(visits.joining, Spread { p50_secs: Some(2 * 60), p90_secs: Some(2 * 60) });
    assert_eq!(visits.handling.p50_secs, Some(8 * 60));
}

#[tokio::test]
async fn handling_is_the_time_in_which_the_line_stood() {
    let mut office = office();
    for n in 1..=5 {
        office.change_of_residence(&wish(n, MONDAY), ("Lovelace", "Ada"));
    }
    let visits = one(&office).await;
    assert_eq!(visits.handling, Spread { p50_secs: Some(18 * 60), p90_secs: Some(18 * 60) });
}

// Hand-computed: 5 visits of 10 + 4 minutes around half an hour in which nobody served them; 20 were planned for each.
#[tokio::test]
async fn handling_adds_up_over_interruptions_and_parked_time_is_none() {
    let mut office = office();
    for n in 1..=5 {
        office.appoint(&wish(n, MONDAY));
        let minute = |mins| later(at(MONDAY), mins);
        office.check_in(booking(n), minute(0));
        office.call(booking(n), minute(2));
        office.start(booking(n), minute(2));
        let park = booking::Park { booking: booking(n), why: booking::ParkReason::Enquiry };
        office.run(&park, clerk(CLARA), minute(12)).expect("she serves them");
        office.run(&booking::Resume { booking: booking(n) }, clerk(DAVID), minute(42)).expect("he is free");
        let finish = booking::Finish { booking: booking(n), delivered: vec![] };
        office.run(&finish, clerk(DAVID), minute(46)).expect("he serves them");
    }
    let visits = one(&office).await;
    assert_eq!(
        visits.waiting,
        Spread { p50_secs: Some(2 * 60), p90_secs: Some(2 * 60) },
        "until they were first let in"
    );
    assert_eq!(visits.handling, Spread { p50_secs: Some(14 * 60), p90_secs: Some(14 * 60) });
    assert_eq!(visits.planned, Spread { p50_secs: Some(20 * 60), p90_secs: Some(20 * 60) });
    assert_eq!(visits.real_to_planned, Some(70.0 / 100.0));
}

#[tokio::test]
async fn who_is_sent_elsewhere_counts_where_they_are_served() {
    let mut office = office();
    office.offer(ELSEWHERE, MONDAY, 6, (0, 9));
    for n in 1..=5 {
        office.appoint(&wish(n, MONDAY));
        office.check_in(booking(n), at(MONDAY));
        let send = booking::Redirect { booking: booking(n), to: ELSEWHERE };
        office.run(&send, clerk(CLARA), later(at(MONDAY), 1)).expect("they wait");
        office.call(booking(n), later(at(MONDAY), 6));
        office.start(booking(n), later(at(MONDAY), 6));
        office.finish(booking(n), &[], later(at(MONDAY), 16));
    }
    let models = office.read().await;
    assert_eq!(all(&models, Period::Month), []);
    let there = models.waiting_and_handling(Some(ELSEWHERE), date("2026-03-01"), date("2026-03-31"), Period::Month);
    let there = there.expect("an answer");
    assert_eq!((there[0].served.count, there[0].waiting.p50_secs), (Some(5), Some(6 * 60)), "they keep their turn");
}

#[tokio::test]
async fn appointments_are_counted_from_their_confirmation_and_holds_that_were_let_go_apart() {
    let mut office = office();
    // A week, four days, two days, one day and an hour ahead: half of all had no more than two days.
    for (n, ahead) in (1..).zip([7 * 24, 4 * 24, 2 * 24, 24, 1]) {
        office.appoint(&Wish { asked_at: later(at(MONDAY), -60 * ahead), ..wish(n, MONDAY) });
    }
    for n in 6..=10 {
        office.hold(&wish(n, MONDAY));
        office.cancel(booking(n), CancelReason::Citizen, later(wish(n, MONDAY).asked_at, 5));
    }
    let visits = one(&office).await;
    assert_eq!((visits.confirmed.count, visits.let_go.count, visits.served.count), (Some(5), Some(5), Some(0)));
    assert_eq!(visits.ahead, Spread { p50_secs: Some(2 * 24 * 3600), p90_secs: Some(7 * 24 * 3600) });
}

#[tokio::test]
async fn appointments_are_counted_by_the_way_in_which_they_were_made() {
    let mut office = office();
    office.offer(ELSEWHERE, MONDAY, 6, (9, 9));
    for n in 1..=7 {
        office.appoint(&wish(n, MONDAY));
    }
    for n in 11..=15 {
        office.appoint(&online(n));
    }
    for n in 21..=26 {
        office.appoint(&Wish { medium: Medium::Counter, scope: ELSEWHERE, ..wish(n, MONDAY) });
    }
    let models = office.read().await;
    let ways = |scope| {
        let narrow = Narrow { scope, service: None };
        let ways = models.ways(narrow, date("2026-03-02"), date("2026-03-02"), Period::Day).expect("an answer");
        let [ways] = &ways[..] else { panic!("one day: {ways:?}") };
        ways.clone()
    };
    let all = ways(None);
    assert_eq!(all.appointments, Count::of(18));
    let media = [(Medium::Online, Count::of(5)), (Medium::Phone, Count::of(7)), (Medium::Counter, Count::of(6))];
    assert_eq!(all.media, media);
    assert_eq!(all.channels, [(Channel::Video, Count::of(12)), (Channel::Counter, Count::of(6))]);
    assert_eq!(all.languages, [(Some("de".to_owned()), Count::of(18))]);
    assert_eq!(ways(Some(ELSEWHERE)).media[2], (Medium::Counter, Count::of(6)));
    // One more by phone elsewhere would follow from all by phone less those here.
    office.appoint(&Wish { scope: ELSEWHERE, ..wish(30, MONDAY) });
    let models = office.read().await;
    let here = models
        .ways(Narrow { scope: Some(SCOPE), ..Narrow::default() }, date("2026-03-02"), date("2026-03-02"), Period::Day)
        .expect("an answer");
    assert!(here[0].media.iter().all(|(_, count)| *count == Count::HIDDEN), "{here:?}");
}

#[tokio::test]
async fn four_are_hidden_with_their_times_and_five_are_shown() {
    let mut office = office();
    for n in 1..=4 {
        office.serve(&wish(n, MONDAY), 5, 10);
    }
    let hidden = one(&office).await;
    assert_eq!((hidden.served, hidden.waiting, hidden.handling), (Count::of(4), Spread::default(), Spread::default()));
    assert!(hidden.served.suppressed && hidden.served.count.is_none());
    assert_eq!((hidden.missed, hidden.no_show_rate), (Count::of(0), None));
    office.serve(&wish(5, MONDAY), 5, 10);
    let shown = one(&office).await;
    assert_eq!((shown.served.count, shown.no_show_rate), (Some(5), Some(0.0)));
    assert_eq!(shown.waiting.p50_secs, Some(5 * 60));
}

#[tokio::test]
async fn who_waited_in_vain_has_neither_stayed_away_nor_been_served() {
    let mut office = office();
    for n in 1..=5 {
        office.appoint(&wish(n, MONDAY));
        office.check_in(booking(n), at(MONDAY));
        office.end_day(booking(n), at("2026-03-02T23:00:00Z"));
    }
    let visits = one(&office).await;
    assert_eq!((visits.unserved, visits.served, visits.missed), (Count::of(5), Count::of(0), Count::of(0)));
    assert_eq!(visits.no_show_rate, None);
}

#[tokio::test]
async fn who_stays_away_is_counted_against_who_came() {
    let mut office = office();
    for n in 1..=15 {
        office.serve(&wish(n, MONDAY), 0, 10);
    }
    for n in 16..=19 {
        office.appoint(&wish(n, MONDAY));
        office.miss(booking(n), later(at(MONDAY), 10));
    }
    let four = one(&office).await;
    assert_eq!((four.served.count, four.missed.count, four.no_show_rate), (Some(15), None, None));
    office.appoint(&wish(20, MONDAY));
    office.miss(booking(20), later(at(MONDAY), 10));
    let five = one(&office).await;
    assert_eq!((five.missed.count, five.no_show_rate), (Some(5), Some(0.25)));
}

#[tokio::test]
async fn who_comes_after_all_has_not_stayed_away() {
    let mut office = office();
    for n in 1..=6 {
        office.appoint(&wish(n, MONDAY));
        office.miss(booking(n), later(at(MONDAY), 10));
    }
    assert_eq!(one(&office).await.missed.count, Some(6));
    office.check_in(booking(1), later(at(MONDAY), 60));
    assert_eq!(one(&office).await.missed.count, Some(5));
    for n in 2..=5 {
        office.check_in(booking(n), later(at(MONDAY), 60));
    }
    for n in 1..=5 {
        office.call(booking(n), later(at(MONDAY), 70));
        office.start(booking(n), later(at(MONDAY), 70));
        office.finish(booking(n), &[], later(at(MONDAY), 80));
    }
    let visits = one(&office).await;
    assert_eq!((visits.served.count, visits.missed.suppressed), (Some(5), true));
    assert_eq!(visits.waiting.p50_secs, Some(10 * 60), "from the second time that they came");
}

#[tokio::test]
async fn giving_back_is_late_from_less_than_a_day_before_the_start() {
    let day_before = at("2026-03-01T08:00:00Z");
    let mut office = office();
    let given_back = |office: &mut Office, n, by, at| {
        office.appoint(&wish(n, MONDAY));
        office.cancel(booking(n), by, at);
    };
    for n in 1..=5 {
        given_back(&mut office, n, CancelReason::Citizen, day_before);
        given_back(&mut office, 100 + n, CancelReason::PlanChanged, later(day_before, 60));
    }
    assert_eq!(one(&office).await.cancelled_late, Count::of(0), "a whole day is in time, and the office is never late");
    for n in 6..=10 {
        given_back(&mut office, n, CancelReason::Citizen, day_before + TimeDelta::seconds(1));
    }
    assert_eq!(one(&office).await.cancelled_late.count, Some(5));
    // The start that counts is the one that the appointment has moved to.
    office.offer(SCOPE, "2026-03-05T08:00:00Z", 6, (0, 5));
    office.appoint(&wish(11, MONDAY));
    office.move_to(booking(11), SCOPE, "2026-03-05T08:00:00Z", day_before);
    office.cancel(booking(11), CancelReason::Citizen, later(at(MONDAY), -60));
    assert_eq!(one(&office).await.cancelled_late.count, Some(5));
    // A hold that is let go was never an appointment.
    office.hold(&Wish { asked_at: later(at(MONDAY), -30), ..wish(12, MONDAY) });
    office.cancel(booking(12), CancelReason::Citizen, later(at(MONDAY), -29));
    assert_eq!(one(&office).await.cancelled_late.count, Some(5));
}

#[tokio::test]
async fn holds_that_ran_out_are_demand_that_was_lost() {
    let mut office = office();
    for n in 1..=5 {
        office.hold(&online(n));
        office.expire(booking(n), later(online(n).asked_at, 16));
    }
    let visits = one(&office).await;
    assert_eq!((visits.group.medium, visits.expired.count), (Medium::Online, Some(5)));
    assert_eq!((visits.served, visits.missed, visits.no_show_rate), (Count::of(0), Count::of(0), None));
}

// Of fifteen times that were given back five are taken by somebody who waits, five unanswered, five declined.
#[tokio::test]
async fn an_offer_from_the_waiting_list_that_nobody_takes_is_no_demand_that_was_lost() {
    let mut office = office();
    for (n, becomes) in (1..=15).zip(Offer::ALL.into_iter().cycle()) {
        office.offer_freed(&wish(n, MONDAY), becomes);
    }
    let visits = all(&office.read().await, Period::Month);
    let counts = |one: &Visits| (one.group.medium, one.confirmed, one.let_go, one.expired, one.unconfirmed);
    let [none, five, fifteen] = [0, 5, 15].map(Count::of);
    assert_eq!(
        visits.iter().map(counts).collect::<Vec<_>>(),
        [(Medium::Online, five, none, none, none), (Medium::Phone, fifteen, none, none, none)]
    );
}

#[tokio::test]
async fn groups_are_services_media_and_periods() {
    let mut office = office();
    office.offer(SCOPE, "2026-03-09T08:00:00Z", 6, (5, 5));
    // Ten past midnight on the first of April in Saarbrücken.
    office.offer(SCOPE, "2026-03-31T22:10:00Z", 6, (5, 5));
    let tax = |n| Wish { services: vec![ServiceCode::TaxId], ..wish(n, MONDAY) };
    let both = |n| Wish { services: vec![ServiceCode::TaxId, ServiceCode::ChangeOfResidence], ..wish(n, MONDAY) };
    let wishes = [tax(1), online(2), wish(3, "2026-03-09T08:00:00Z"), wish(4, "2026-03-31T22:10:00Z"), both(5)];
    for one in wishes {
        office.serve(&one, 0, 10);
    }
    let models = office.read().await;
    let groups = |by| {
        let groups = all(&models, by).into_iter().map(|one| one.group);
        groups.map(|group| (group.start.to_string(), group.service, group.medium)).collect::<Vec<_>>()
    };
    let moving = Some(ServiceCode::ChangeOfResidence);
    let group = |start: &str, service, medium| (start.to_owned(), service, medium);
    assert_eq!(
        groups(Period::Month),
        [
            group("2026-03-01", None, Medium::Phone),
            group("2026-03-01", moving, Medium::Online),
            group("2026-03-01", moving, Medium::Phone),
            group("2026-03-01", Some(ServiceCode::TaxId), Medium::Phone),
        ]
    );
    assert_eq!(
        groups(Period::Day).into_iter().filter(|(_, service, _)| *service == moving).collect::<Vec<_>>(),
        [group("2026-03-02", moving, Medium::Online), group("2026-03-09", moving, Medium::Phone)]
    );
}

#[tokio::test]
async fn a_place_is_counted_alone() {
    let mut office = office();
    office.offer(ELSEWHERE, MONDAY, 6, (0, 9));
    for n in 1..=6 {
        office.serve(&wish(n, MONDAY), 0, 10);
        office.serve(&Wish { scope: ELSEWHERE, ..wish(100 + n, MONDAY) }, 0, 10);
    }
    assert_eq!(one(&office).await.served.count, Some(6));
    let models = office.read().await;
    let everywhere = models.waiting_and_handling(None, date("2026-03-01"), date("2026-03-31"), Period::Month);
    assert_eq!(everywhere.expect("an answer")[0].served.count, Some(12));
}

#[tokio::test]
async fn a_place_with_few_hides_the_count_from_which_it_would_follow() {
    let mut office = office();
    office.offer(ELSEWHERE, MONDAY, 6, (0, 9));
    for n in 1..=6 {
        office.serve(&wish(n, MONDAY), 4, 10);
    }
    office.serve(&Wish { scope: ELSEWHERE, ..wish(100, MONDAY) }, 0, 10);
    let hidden = one(&office).await;
    assert_eq!((hidden.served, hidden.waiting, hidden.no_show_rate), (Count::HIDDEN, Spread::default(), None));
    let models = office.read().await;
    let everywhere = models.waiting_and_handling(None, date("2026-03-01"), date("2026-03-31"), Period::Month);
    assert_eq!(everywhere.expect("an answer")[0].served.count, Some(7));
}

// Of all confirmed appointments, those that are in no other figure are the rest: who gave back in time, or is still to
// come.
#[tokio::test]
async fn a_small_rest_of_the_confirmed_does_not_follow_from_what_became_of_the_others() {
    let mut office = office();
    for n in 1..=10 {
        office.serve(&wish(n, MONDAY), 0, 10);
    }
    for n in 11..=12 {
        office.appoint(&wish(n, MONDAY));
    }
    let two = one(&office).await;
    assert_eq!((two.served.count, two.confirmed, two.ahead), (Some(10), Count::HIDDEN, Spread::default()));
    // What is hidden itself belongs to the rest: with three who stayed away it is five.
    for n in 13..=15 {
        office.appoint(&wish(n, MONDAY));
        office.miss(booking(n), later(at(MONDAY), 10));
    }
    let five = one(&office).await;
    assert_eq!((five.missed, five.confirmed.count), (Count::HIDDEN, Some(15)));
    assert!(five.ahead.p50_secs.is_some(), "{five:?}");
}

#[tokio::test]
async fn a_small_rest_at_one_place_is_not_the_whole_less_the_other_places() {
    let mut office = office();
    office.offer(ELSEWHERE, MONDAY, 6, (20, 20));
    let there = |n| Wish { scope: ELSEWHERE, ..wish(100 + n, MONDAY) };
    for n in 1..=10 {
        office.serve(&wish(n, MONDAY), 0, 10);
        office.serve(&there(n), 0, 10);
    }
    for n in 11..=15 {
        office.appoint(&wish(n, MONDAY));
    }
    for n in 11..=12 {
        office.appoint(&there(n));
    }
    // Five here and two there have not come yet: 27 less 15 and 20 less 10 would tell of the two.
    let here = one(&office).await;
    assert_eq!((here.served.count, here.confirmed), (Some(10), Count::HIDDEN));
    let everywhere =
        office.read().await.waiting_and_handling(None, date("2026-03-01"), date("2026-03-31"), Period::Month);
    let everywhere = everywhere.expect("an answer")[0];
    assert_eq!((everywhere.served.count, everywhere.confirmed.count), (Some(20), Some(27)));
}

// Two questions whose days differ by one would tell what happened on that day.
#[tokio::test]
async fn a_period_is_counted_as_a_whole_whichever_of_its_days_are_asked_for() {
    let mut office = office();
    office.offer(SCOPE, "2026-03-03T08:00:00Z", 6, (0, 9));
    for n in 1..=6 {
        office.serve(&wish(n, MONDAY), 0, 10);
    }
    office.serve(&wish(7, "2026-03-03T08:00:00Z"), 0, 10);
    let models = office.read().await;
    for (from, to) in [("2026-03-01", "2026-03-31"), ("2026-03-02", "2026-03-02"), ("2026-03-03", "2026-03-20")] {
        let visits = models.waiting_and_handling(None, date(from), date(to), Period::Month).expect("an answer");
        assert_eq!(visits.iter().map(|one| one.served.count).collect::<Vec<_>>(), [Some(7)], "{from} to {to}");
    }
}

// Who is called twice comes the second time.
#[tokio::test]
async fn joining_is_from_the_last_call_until_they_talk() {
    let mut office = office();
    for n in 1..=10 {
        let minute = |mins| later(at(MONDAY), mins);
        office.appoint(&wish(n, MONDAY));
        office.check_in(booking(n), minute(0));
        if n <= 5 {
            office.call(booking(n), minute(1));
        }
        office.call(booking(n), minute(4));
        office.start(booking(n), minute(4 + i64::try_from(n).expect("ten")));
        office.finish(booking(n), &[], minute(24));
    }
    let visits = one(&office).await;
    assert_eq!(visits.joining, Spread { p50_secs: Some(5 * 60), p90_secs: Some(9 * 60) });
}

// Handled in 12, 13, 14, 15 and 17 minutes, which is 14:12 on average.
#[tokio::test]
async fn what_a_service_takes_on_average_is_proposed_in_steps_of_five_minutes() {
    let mut office = office();
    let both = |n| Wish { services: vec![ServiceCode::TaxId, ServiceCode::ChangeOfResidence], ..wish(n, MONDAY) };
    for (n, takes) in (1..).zip([12, 13, 14, 15, 17]) {
        office.serve(&wish(n, MONDAY), 0, takes);
        office.serve(&both(100 + n), 0, takes);
    }
    let groups = all(&office.read().await, Period::Month);
    let [several, one] = groups[..] else { panic!("two groups: {groups:?}") };
    assert_eq!((one.proposed_mins, one.real_to_planned), (Some(15), Some(0.71)));
    assert_eq!((several.group.service, several.proposed_mins), (None, None), "their time cannot be divided");
    // A second more than fifteen minutes for each is twenty.
    let mut longer = self::office();
    for n in 1..=5 {
        longer.serve(&wish(n, MONDAY), 0, if n == 1 { 16 } else { 15 });
    }
    assert_eq!(self::one(&longer).await.proposed_mins, Some(20));
}

#[tokio::test]
async fn a_hold_that_waits_for_a_link_in_vain_is_not_one_that_was_left() {
    let mut office = office();
    for n in 1..=11 {
        office.hold(&online(n));
        if n <= 5 {
            office.ask_to_confirm(&online(n));
        }
        office.expire(booking(n), later(online(n).asked_at, 16));
    }
    let visits = one(&office).await;
    assert_eq!((visits.unconfirmed.count, visits.expired.count), (Some(5), Some(6)));
}

// Fifteen are served by video, of whom five fell back to the telephone; of six served at the counter no talk is on record.
#[tokio::test]
async fn ways_tell_over_what_people_talked_in_the_end() {
    let mut office = office();
    for n in 1..=15 {
        office.change_of_residence(&wish(n, MONDAY), ("Lovelace", "Ada"));
        if n <= 5 {
            let of = Occasion::Booking(booking(n));
            let begun = consultation::Event::Begun {
                of,
                medium: consultation::Medium::Phone,
                host: CLARA,
                begun_at: later(at(MONDAY), 4),
                round: 1,
            };
            let talk = event_store::StreamId { kind: 6, id: of.talk().0 };
            office.happens(talk, clerk(CLARA), later(at(MONDAY), 4), begun.into());
        }
    }
    for n in 16..=21 {
        office.serve(&Wish { medium: Medium::Counter, ..wish(n, MONDAY) }, 0, 10);
    }
    let ways = office.read().await.ways(Narrow::default(), date("2026-03-01"), date("2026-03-31"), Period::Month);
    let [ways] = &ways.expect("an answer")[..] else { panic!("one month") };
    assert_eq!(
        ways.talks,
        [
            (None, Count::of(6)),
            (Some(consultation::Medium::Video), Count::of(10)),
            (Some(consultation::Medium::Phone), Count::of(5)),
        ]
    );
    assert_eq!(ways.channels, [(Channel::Video, Count::of(15)), (Channel::Counter, Count::of(6))]);
}

// Six for a change of residence and six for a tax number, half of them online; and five for both.
#[tokio::test]
async fn ways_are_told_of_one_service_where_nobody_is_found_by_that() {
    let mut office = office();
    let tax = |n| Wish { services: vec![ServiceCode::TaxId], ..wish(n, MONDAY) };
    let both = |n| Wish { services: vec![ServiceCode::TaxId, ServiceCode::ChangeOfResidence], ..wish(n, MONDAY) };
    for n in 1..=6 {
        office.appoint(&wish(n, MONDAY));
        office.appoint(&Wish { medium: Medium::Online, ..tax(10 + n) });
    }
    for n in 21..=25 {
        office.appoint(&both(n));
    }
    let tells = |models: &Models, narrow: Narrow| {
        let ways = models.ways(narrow, date("2026-03-02"), date("2026-03-02"), Period::Day).expect("an answer");
        let [ways] = &ways[..] else { panic!("one day: {ways:?}") };
        (ways.appointments.count, ways.media.iter().map(|(_, count)| count.count).collect::<Vec<_>>())
    };
    let of = |service| Narrow { service: Some(service), scope: None };
    let models = office.read().await;
    assert_eq!(tells(&models, Narrow::default()), (Some(17), vec![Some(6), Some(11)]));
    assert_eq!(tells(&models, of(ServiceCode::TaxId)), (Some(6), vec![Some(6), Some(0)]));
    assert_eq!(tells(&models, of(ServiceCode::ChangeOfResidence)), (Some(6), vec![Some(0), Some(6)]));
    // One more for a tax number by telephone: seven are shown, and not in which way; nor what is left of the others.
    office.appoint(&tax(30));
    let models = office.read().await;
    assert_eq!(tells(&models, of(ServiceCode::TaxId)), (Some(7), vec![None, None]));
    assert_eq!(tells(&models, of(ServiceCode::ChangeOfResidence)), (Some(6), vec![None, None]));
}
