//! The machine's clock, and one that runs faster than it.
//!
//! A fast clock lets tests and rehearsals against a local stand-in pass an hour of waiting in seconds. Whether it may
//! be used is left to whoever makes one.

use super::Clock;
use crate::backlog::ledger::Seconds;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Thousandths of a second since the beginning of 1970.
pub type Millis = i64;

/// When all clocks agree, in microseconds: the beginning of 2026. Two processes with clocks of one speed then agree at
/// any moment, so that what one wrote into a ledger is never in the other's future.
const MEETING: i64 = 1_767_225_600 * 1_000_000;
/// Longer sleeps are cut into pieces, for the machine's clock may be set meanwhile.
const NAP: Duration = Duration::from_secs(10);

/// The machine's clock, so many times as fast.
#[derive(Clone, Copy, Debug)]
pub struct RealClock {
    speed: i64,
}

impl Default for RealClock {
    fn default() -> Self {
        Self::scaled(1)
    }
}

impl RealClock {
    /// A clock on which time passes `speed` times as fast, and waiting takes so much less.
    #[must_use]
    pub fn scaled(speed: u32) -> Self {
        Self { speed: i64::from(speed.max(1)) }
    }

    /// Now.
    #[must_use]
    pub fn millis(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let real = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        MEETING.saturating_add((real - MEETING).saturating_mul(self.speed)) / 1_000
    }

    /// Returns at `until` or a little later.
    pub fn wait_until(&self, until: Millis) {
        loop {
            let left = until.saturating_sub(self.millis());
            if left <= 0 {
                return;
            }
            // One more than needed: rounding down must not end a wait too early.
            let micros = u64::try_from(left.saturating_mul(1_000) / self.speed + 1).unwrap_or(u64::MAX);
            thread::sleep(Duration::from_micros(micros).min(NAP));
        }
    }
}

impl Clock for RealClock {
    fn now(&self) -> Seconds {
        self.millis().div_euclid(1_000)
    }

    fn wait(&self, until: Seconds) {
        self.wait_until(until.saturating_mul(1_000));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_when_its_time_has_come() {
        let clock = RealClock::scaled(10_000);
        let until = clock.now() + 60;
        clock.wait(until);
        assert!(clock.now() >= until);
        clock.wait(until - 5);
    }

    #[test]
    fn clocks_of_one_speed_agree() {
        let (first, second) = (RealClock::scaled(100), RealClock::scaled(100));
        let (a, b, c) = (first.millis(), second.millis(), first.millis());
        assert!(a <= b && b <= c);
    }
}
