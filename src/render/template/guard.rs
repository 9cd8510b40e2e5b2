//! Does what a template asks for, and gives up where that takes too much time or memory.
//!
//! Steps are counted by the template engine; what one step may take (a list of lists of lists compared with another, a
//! number written with a billion digits) is not. So the work is done beside, and looked at while it goes on.

use std::fmt;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

/// How long a template may take; the largest report takes a second.
const LONGEST: Duration = Duration::from_secs(10);
/// Bytes of memory it may make the process grow by.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// Lists lie in each other as deep as a template has lines, and are left behind one inside the other.
const STACK: usize = 64 * 1024 * 1024;

/// What a template takes too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    Time,
    Memory,
    /// It did not end as it should, or could not begin.
    Fault,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time => write!(f, "it takes longer than {} s", LONGEST.as_secs()),
            Self::Memory => write!(f, "it needs more than {} MiB of memory", MOST_BYTES >> 20),
            Self::Fault => f.write_str("it cannot be filled in"),
        }
    }
}

/// What `work` gives.
///
/// # Errors
///
/// When it takes too much; it is then left to itself, and ends with the process.
pub(super) fn guarded<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Excess> {
    within(LONGEST, MOST_BYTES, work)
}

fn within<T: Send + 'static>(
    longest: Duration,
    most: u64,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Excess> {
    let (done, result) = channel();
    let (started, before) = (Instant::now(), memory());
    // Nobody waits any more for what comes too late.
    let beside = move || drop(done.send(work()));
    Builder::new().name("template".into()).stack_size(STACK).spawn(beside).map_err(|_| Excess::Fault)?;
    loop {
        match result.recv_timeout(LOOK) {
            Ok(result) => return Ok(result),
            Err(RecvTimeoutError::Disconnected) => return Err(Excess::Fault),
            Err(RecvTimeoutError::Timeout) if started.elapsed() > longest => return Err(Excess::Time),
            Err(RecvTimeoutError::Timeout) => {
                let grown = memory().zip(before).map_or(0, |(now, before)| now.saturating_sub(before));
                if grown > most {
                    return Err(Excess::Memory);
                }
            }
        }
    }
}

/// Bytes that the process holds in memory, where the system tells.
fn memory() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    // Pages have at least 4 KiB on every system that has this file.
    Some(pages.split(' ').nth(1)?.parse::<u64>().ok()? * 4096)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_or_given_up() {
        assert_eq!(guarded(|| 7), Ok(7));
        let idle = || std::thread::sleep(Duration::from_secs(5));
        assert_eq!(within(Duration::from_millis(30), MOST_BYTES, idle), Err(Excess::Time));
        assert_eq!(guarded(|| std::panic::resume_unwind(Box::new(()))), Err::<(), _>(Excess::Fault));
        if memory().is_some() {
            // Pages count once they are written to.
            let hoard = || {
                let hoard = vec![1_u8; 40 << 20];
                std::thread::sleep(Duration::from_secs(1));
                hoard.len()
            };
            assert_eq!(within(LONGEST, 20 << 20, hoard), Err(Excess::Memory));
        }
    }
}
