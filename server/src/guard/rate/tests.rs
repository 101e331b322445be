use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::id::Timestamp;

use super::*;

struct Tested {
    limits: Limits,
    time: Arc<AtomicI64>,
}

fn tested(session_writes: u32, address_writes: u32, newcomer_writes: u32) -> Tested {
    let time = Arc::new(AtomicI64::new(0));
    let ticking = Arc::clone(&time);
    let number = |number| NonZeroU32::new(number).unwrap();
    let allowed = Allowances {
        session_writes: number(session_writes),
        address_writes: number(address_writes),
        newcomer_writes: number(newcomer_writes),
        address_bytes: 1_000_000,
        address_growth: 50_000_000,
    };
    Tested {
        limits: Limits::new(allowed, Arc::new(move || Timestamp(ticking.load(Ordering::Relaxed)))),
        time,
    }
}

impl Tested {
    fn write(&self, address: &str, session: &str, trust: Trust) -> bool {
        let session = Some(session.to_owned());
        self.limits.check(Act::Write, address.parse().unwrap(), session, trust).is_ok()
    }

    fn pass(&self, time: Duration) {
        self.time.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

#[test]
fn a_session_and_an_address_are_limited_and_a_neighbour_is_not() {
    let tested = tested(2, 5, 99);
    let known = |address, session| tested.write(address, session, Trust::Known);
    assert!(known("2001:db8::1", "a") && known("2001:db8::1", "a") && !known("2001:db8::1", "a"));
    assert!(known("2001:db8::1", "b") && known("2001:db8::1", "c"));
    assert!(!known("2001:db8::2", "d"), "the whole /64 has used up its five");
    assert!(known("2001:db8:0:1::1", "e"));
    assert!(tested.limits.check(Act::Call, "2001:db8::1".parse().unwrap(), None, Trust::Newcomer).is_ok());
    tested.pass(MINUTE);
    tested.limits.forget_the_quiet();
    assert!(known("2001:db8::2", "d"));
}

#[test]
fn a_network_of_65_536_homes_has_the_allowance_of_four() {
    let tested = tested(99, 5, 5);
    let taken = (0..1_000)
        .filter(|home| tested.write(&format!("2001:db8:7:{home:x}::1"), "none", Trust::Newcomer))
        .count();
    assert_eq!(taken, 20);
}

#[test]
fn newcomers_of_one_address_write_less_together_and_moderators_as_much_as_they_like() {
    let tested = tested(99, 99, 3);
    let taken = |trust| (0..20).filter(|n| tested.write("192.0.2.1", &format!("{n}"), trust)).count();
    assert_eq!(taken(Trust::Newcomer), 3);
    assert_eq!(taken(Trust::Known), 20);
    assert_eq!((0..10).map(|_| taken(Trust::Moderator)).sum::<usize>(), 200);
}

#[test]
fn newcomers_of_one_address_remove_and_rename_three_times_an_hour() {
    let tested = tested(99, 99, 99);
    let address = "192.0.2.1".parse().unwrap();
    for rare in [Rare::Removal, Rare::Rename] {
        let taken = |trust| (0..20).filter(|_| tested.limits.rare(rare, address, trust).is_ok()).count();
        assert_eq!((taken(Trust::Newcomer), taken(Trust::Known), taken(Trust::Moderator)), (3, 20, 20));
    }
    tested.pass(HOUR);
    assert!(tested.limits.rare(Rare::Removal, address, Trust::Newcomer).is_ok());
}

#[test]
fn in_any_hour_an_address_adds_no_more_than_it_may() {
    for size in [1, 5_000, 700_000, 3_000_000] {
        let tested = tested(99, 99, 99);
        let address = "192.0.2.1".parse().unwrap();
        let mut added = 0;
        for _ in 0..3_600 {
            while tested.limits.grow(address, size).is_ok() {
                added += size;
            }
            tested.pass(Duration::from_secs(1));
        }
        assert!(added <= 50_100_000, "{added} of {size} each");
        assert!(
            size < 1_024 || added >= 40_000_000,
            "{added} of {size} each: the allowance is there to be used"
        );
    }
}

#[test]
fn bytes_are_counted_by_the_minute_and_drafts_by_the_day() {
    let tested = tested(99, 99, 99);
    let address = "192.0.2.1".parse().unwrap();
    let received = || (0..100).filter(|_| tested.limits.receive(address, 100_000).is_ok()).count();
    assert_eq!(received(), 9);
    tested.pass(MINUTE);
    assert_eq!(received(), 9);
    let drafts = || (0..1_000).filter(|_| tested.limits.draft(address, 102_400).is_ok()).count();
    assert_eq!(drafts(), 97);
    tested.pass(HOUR);
    assert!(drafts() <= 5);
}
