//! Runs over a stretch of days: one after the other, two at once step by step, late, dropped, killed.

use super::bugs::Bug;
use super::keeper::SOURCE;
use super::profiles::Faults;
use super::world::{CONFIRMATIONS, MINUTE, QUARANTINE, World};
use canvass_backlog::Key;
use canvass_backlog::decide::Policy;
use canvass_backlog::plan::{Action, Limits};
use canvass_backlog::run::{Answer, Ending, Mode, Order, Run, Save, Step, Write, Written};
use canvass_model::workspace::Caps;
use std::collections::BTreeSet;

/// How many runs are due in one world.
const RUNS: u32 = 8;
/// Whom runs write as.
const LOGINS: [&str; 2] = ["canvass[bot]", "ana"];
/// More steps than any run needs.
const MOST_STEPS: u32 = 400;

/// Somebody who carries out one run.
#[derive(Debug)]
pub(crate) struct Runner {
    pub(crate) run: Run,
    name: String,
    mode: Mode,
    login: &'static str,
    bug: Option<Bug>,
    /// When it last looked at the repositories.
    observed: i64,
    shown: Option<BTreeSet<(&'static str, Key, Option<u64>)>>,
    silenced: bool,
    /// A run that only plans and is told the same, up to its plan.
    twin: Option<Run>,
    steps: u32,
    pub(crate) wakes_at: i64,
}

fn id_of(action: &Action) -> (&'static str, Key, Option<u64>) {
    (action.kind.word(), action.key.clone(), action.kind.number())
}

impl Runner {
    pub(crate) fn new(world: &mut World, nth: u32, login: &'static str, bug: Option<Bug>, mode: Mode) -> Self {
        let policy = Policy { quarantine: QUARANTINE, confirmations: CONFIRMATIONS };
        let name = format!("run-{nth}");
        let order = Order {
            wanted: world.wanted(),
            source: SOURCE,
            limits: Limits { caps: Caps { run: 1000, repo: 1000, team: 1000 }, allowed: None },
            policy: bug.map_or(policy, |bug| bug.policy(policy)),
            authors: if world.names_logins { LOGINS.map(str::to_owned).into() } else { BTreeSet::new() },
            run: name.clone(),
            mode,
            starts_ledger: false,
        };
        let plans_too = matches!(mode, Mode::Apply) && world.chance.of(60);
        let twin = plans_too.then(|| Run::new(Order { mode: Mode::Plan, ..order.clone() }));
        Self {
            run: Run::new(order),
            name,
            mode,
            login,
            bug,
            observed: world.now,
            shown: None,
            silenced: false,
            twin,
            steps: 0,
            wakes_at: 0,
        }
    }

    /// Goes one step further; whether there is another.
    pub(crate) fn goes_on(&mut self, world: &mut World) -> bool {
        let Faults { crash, sleep, .. } = world.faults;
        if *self.run.step() == Step::Done || world.chance.of(crash / 2) {
            return false;
        }
        if world.chance.of(sleep) {
            self.wakes_at = world.now + world.chance.seconds(8 * QUARANTINE);
            return true;
        }
        self.steps += 1;
        if self.steps > MOST_STEPS {
            world.violated(format!("{} does not end: {:?}", self.name, self.run.step()));
            return false;
        }
        self.run.wake(world.now);
        let step = self.run.step().clone();
        let answer = self.carry_out(step, world);
        world.tell(|_| format!("{}: {answer:?}", self.name));
        let took = world.chance.seconds(3);
        world.pass(took);
        if world.chance.of(crash / 2) {
            return false;
        }
        if let Some(twin) = self.twin.as_mut().filter(|twin| *twin.step() != Step::Done) {
            twin.answer(answer.clone(), world.now);
        }
        self.run.answer(answer, world.now);
        *self.run.step() != Step::Done
    }

    fn carry_out(&mut self, step: Step, world: &mut World) -> Answer {
        match step {
            Step::ReadLedger => {
                let mut read = world.read_ledger();
                if let (Some(bug), Ok(Some((ledger, _)))) = (self.bug, &mut read) {
                    *ledger = bug.read(ledger.clone(), world);
                }
                Answer::Ledger(read)
            }
            Step::Observe { repos, authors } => {
                self.observed = world.now;
                let answer = world.observe(&repos, &authors, self.login);
                self.bug.map_or(answer.clone(), |bug| bug.see(answer, world))
            }
            Step::Fetch(repo, number) => {
                let fetched = world.fetch(&repo, number);
                Answer::Issue(self.bug.map_or(fetched.clone(), |bug| bug.fetched(fetched)))
            }
            Step::Confirm(repo) => Answer::Facts(world.confirm(&repo)),
            Step::Approve => {
                self.judge_twin(world);
                self.shown = Some(self.run.plan().actions.iter().map(id_of).collect());
                Answer::Approved(!world.chance.of(world.faults.declined))
            }
            Step::Save(save) => Answer::Saved(self.save(save, world)),
            Step::Wait(until) => {
                world.pass((until - world.now).max(0));
                Answer::Waited
            }
            Step::Write(write) => Answer::Written(self.write(write, world)),
            Step::Done => unreachable!(),
        }
    }

    /// I12: who is told the same plans the same.
    fn judge_twin(&mut self, world: &mut World) {
        let Some(twin) = self.twin.take() else { return };
        if *twin.step() != Step::Approve || twin.plan().digest() != self.run.plan().digest() {
            world.violated("I12: two plans from the same inputs differ");
        }
    }

    fn save(&self, save: Save, world: &mut World) -> canvass_backlog::run::Saved {
        if self.mode == Mode::Plan {
            world.violated("I10: a plan changed the ledger");
        }
        let save = self.bug.map_or(save.clone(), |bug| bug.save(save, world));
        world.save(&save, &self.name)
    }

    fn write(&mut self, write: Write, world: &mut World) -> Written {
        if self.mode == Mode::Plan || self.mode == Mode::Bootstrap {
            world.violated("I10: a run wrote that may not");
        }
        if self.silenced {
            world.violated("I9: a run wrote although the host wanted silence");
        }
        let id = match &write {
            Write::Create { body, .. } => {
                ("create", canvass_backlog::Marker::read(body).map(|marker| marker.key), None)
            }
            Write::Update { number, .. } => ("update", None, Some(*number)),
            Write::Close { number, .. } => ("close_duplicate", None, Some(*number)),
        };
        let is_shown = |shown: &BTreeSet<(&'static str, Key, Option<u64>)>| {
            shown.iter().any(|(word, key, number)| {
                *word == id.0 && id.1.as_ref().is_none_or(|own| own == key) && *number == id.2
            })
        };
        if !self.shown.as_ref().is_some_and(is_shown) {
            world.violated(format!("I8: {write:?} was not in the plan that was shown"));
        }
        let write = self.bug.map_or(write.clone(), |bug| bug.request(write));
        let mut written = world.write(&write, &self.name, self.login, self.observed);
        if self.bug == Some(Bug::RetryPost) && matches!(written, Written::Unknown(_)) {
            written = world.write(&write, &self.name, self.login, self.observed);
        }
        self.silenced |= matches!(written, Written::Halt(_));
        written
    }
}

/// What came of one world.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) surplus: u32,
    pub(crate) doubled: u32,
    pub(crate) lost: u32,
    pub(crate) violation: Option<String>,
}

/// Lets the world of `seed` go through days of `faults`, and through clean ones at the end.
pub(crate) fn live(seed: u64, faults: Faults, bug: Option<Bug>, aloud: bool) -> Outcome {
    let mut world = World::new(seed, faults);
    world.aloud = aloud;
    let mut runners: Vec<Runner> = Vec::new();
    let mut begun = 0;
    while begun < RUNS || !runners.is_empty() {
        if begun < RUNS && runners.iter().all(|runner| runner.wakes_at > world.now) {
            let gap = world.chance.pick(&[1, 20, 60, 5 * MINUTE, 15 * MINUTE, 31 * MINUTE, 60 * MINUTE, 360 * MINUTE]);
            world.pass(gap);
            begun += 1;
            if world.chance.of(faults.dropped) {
                continue;
            }
            meanwhile(&mut world, 10);
            runners.push(begin(&mut world, begun * 2, bug));
            if world.chance.of(faults.second_run) {
                runners.push(begin(&mut world, begun * 2 + 1, bug));
            }
        }
        let awake: Vec<usize> = (0..runners.len()).filter(|nth| runners[*nth].wakes_at <= world.now).collect();
        if awake.is_empty() {
            world.pass(MINUTE);
            continue;
        }
        let nth = world.chance.pick(&awake);
        if !runners[nth].goes_on(&mut world) {
            runners.swap_remove(nth);
        }
        meanwhile(&mut world, 1);
        if world.violation.is_some() {
            break;
        }
    }
    rest(&mut world, bug);
    let World { surplus, violation, .. } = &world;
    Outcome { surplus: *surplus, violation: violation.clone(), doubled: world.doubled(), lost: world.lost() }
}

fn begin(world: &mut World, nth: u32, bug: Option<Bug>) -> Runner {
    let other = world.faults.other_login && nth % 2 == 1;
    let login = LOGINS[usize::from(other)];
    let mode = match &world.kept.ledger {
        None => Mode::Bootstrap,
        Some(_) if world.chance.of(50) => Mode::Plan,
        Some(_) => Mode::Apply,
    };
    Runner::new(world, nth, login, bug, mode)
}

/// What happens between two steps, `times` as likely as usual.
fn meanwhile(world: &mut World, times: u32) {
    let Faults { people, files, repo_down, repo_moved, ledger_deleted, .. } = world.faults;
    if world.chance.of(people * times.min(3)) {
        world.somebody_acts();
    }
    if world.chance.of(files * times) {
        world.files_change();
    }
    if world.chance.of(repo_down * times / 10) {
        world.repo_goes_down();
    }
    if world.chance.of(repo_moved * times / 10) {
        world.repo_moves();
    }
    if world.chance.of(ledger_deleted * times / 10) {
        world.delete_ledger();
    }
}

/// K + 2 clean runs, and one more that must have nothing to do.
fn rest(world: &mut World, bug: Option<Bug>) {
    world.mend();
    if world.kept.ledger.is_none() {
        clean(world, 1000, bug);
    }
    for nth in 0..CONFIRMATIONS + 2 {
        clean(world, 1001 + nth, bug);
    }
    let (writes, commits) = (world.writes, world.kept.commits);
    let ending = clean(world, 2000, bug);
    if (writes, commits) != (world.writes, world.kept.commits) {
        world.violated("I11: a second clean run wrote");
    }
    if ending != Some(Ending::Complete) {
        world.violated(format!("I11: a second clean run ended as {ending:?}"));
    }
    world.judge_rest();
}

fn clean(world: &mut World, nth: u32, bug: Option<Bug>) -> Option<Ending> {
    world.pass(40 * MINUTE);
    let mode = if world.kept.ledger.is_none() { Mode::Bootstrap } else { Mode::Apply };
    let mut runner = Runner::new(world, nth, LOGINS[0], bug, mode);
    while runner.goes_on(world) {}
    runner.run.ending().cloned()
}
