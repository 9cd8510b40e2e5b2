//! The time of the machine, and waiting for it.

use super::Clock;
use crate::backlog::Seconds;
use std::thread;
use std::time::Duration;

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Seconds {
        jiff::Timestamp::now().as_second()
    }

    fn wait(&self, until: Seconds) {
        let left = until.saturating_sub(self.now());
        if let Ok(seconds) = u64::try_from(left) {
            thread::sleep(Duration::from_secs(seconds));
        }
    }
}
