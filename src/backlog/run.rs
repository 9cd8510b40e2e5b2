//! One run, as a machine of steps without any input or output: it says what to do next and is told what came of it.
//!
//! ```text
//! read the ledger ► look at the repositories ► fetch what the lists lack ► plan ► approve
//!     ► claim ten ► send each once ► claim the next ten and record these ► … ► record ► renew
//!         └── lost to another run: from the beginning, with what was sent so far ──┘
//! ```
//!
//! Whoever drives it, a command, a simulator or a test, gets the same promises: nothing is sent that the ledger does
//! not hold a claim of, a claim is sent at most once, and no failure is taken for an absence.

use super::block::Draft;
use super::decide::{Decision, Policy, Sight, decide};
use super::key::{Key, Marker, Source};
use super::ledger::{Entry, Ledger, LedgerError, Seconds, State};
use super::plan::{Action, ActionKind, Limits, OverCap, Plan};
use super::repo::RepoName;
use super::view::{RepoFacts, RepoView, Unavailable};
use super::wanted::Wanted;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub use super::step::{Answer, ReadError, Save, Saved, Step, Version, Write, Written};

/// Asks claimed with one change of the ledger.
const CHUNK: usize = 10;
/// How often a run begins anew because another one changed the ledger.
const MOST_RESTARTS: u32 = 5;
/// Longer waits than this are left to a later run.
const MOST_WAIT: Seconds = 5 * 60;

/// What a run is for.
#[derive(Clone, Debug)]
pub struct Order {
    /// Every ask that a backlog could hold.
    pub wanted: Vec<Wanted>,
    /// The repository of the initiatives.
    pub source: Source,
    /// How much may be filed at once.
    pub limits: Limits,
    /// What is assumed of the host.
    pub policy: Policy,
    /// Logins whose issues are ours, beside those the ledger and the forge know.
    pub authors: BTreeSet<String>,
    /// The name of this run; no two runs have the same.
    pub run: String,
    /// How far it goes.
    pub mode: Mode,
    /// Whether a missing ledger is simply a first run: only where lists are never old.
    pub starts_ledger: bool,
}

/// How far a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To the plan; nothing is written.
    Plan,
    /// To the end; without a ledger it refuses, unless it may start one.
    Apply,
    /// Starts a ledger with what stands in the backlogs already, and files nothing. What is not seen there may have been
    /// sent all the same, so that it counts as claimed.
    Bootstrap,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything that was to be done is done.
    Complete,
    /// It went as far as the plan.
    Planned,
    /// Somebody declined the plan.
    Declined,
    /// Something is left; another run finishes it.
    Incomplete(String),
    /// Nothing was written, and another run would not either.
    Refused(Refusal),
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no ledger, so that nobody knows what was filed.
    NoLedger,
    /// There is a ledger already.
    LedgerExists,
    /// The ledger cannot be used.
    BadLedger(LedgerError),
    /// More would be filed than is allowed at once.
    OverCap(OverCap),
    /// Nobody knows which issues are ours.
    NoAuthor,
    /// The plan is not the one that was approved.
    Stale(Vec<String>),
}

/// An action and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// What was to be written.
    pub action: Action,
    /// What came of it.
    pub result: Written,
}

/// What an action is called when only actions of an approved plan may be done.
type ActionId = (&'static str, Key, Option<u64>);

fn id_of(action: &Action) -> ActionId {
    (action.kind.word(), action.key.clone(), action.kind.number())
}

/// A run under way.
#[derive(Debug)]
pub struct Run {
    order: Order,
    step: Step,
    ledger: Option<Ledger>,
    version: Option<Version>,
    sight: Sight,
    /// When it began to look: what was seen is no newer.
    since: Seconds,
    /// Our own login, where the host tells it.
    identity: Option<String>,
    /// Issues still to be fetched, and repositories still to be asked for their facts.
    to_fetch: VecDeque<(RepoName, u64)>,
    to_confirm: VecDeque<RepoName>,
    plan: Plan,
    approved: Option<BTreeSet<ActionId>>,
    /// What the ledger is to know because of what was seen.
    learned: BTreeMap<Key, Entry>,
    /// Asks of which the ledger may know already what this run saw: a run is one look, however often it begins anew.
    noted: BTreeSet<Key>,
    /// What the ledger is to know because of what this run sent: nothing takes a claim back.
    results: BTreeMap<Key, (Action, Option<Entry>)>,
    creates: VecDeque<Action>,
    others: VecDeque<Action>,
    /// Claimed, and not sent yet.
    claimed: VecDeque<Action>,
    claimed_at: Seconds,
    /// About to be claimed with the change under way.
    claiming: Vec<Action>,
    executed: Vec<Executed>,
    /// Repositories that take nothing more in this run.
    closed: BTreeMap<RepoName, String>,
    restarts: u32,
    stopped: Option<String>,
    ending: Option<Ending>,
}

impl Run {
    /// A run that has not begun.
    #[must_use]
    pub fn new(order: Order) -> Self {
        Self {
            order,
            step: Step::ReadLedger,
            ledger: None,
            version: None,
            sight: Sight::default(),
            since: Seconds::MIN,
            identity: None,
            to_fetch: VecDeque::new(),
            to_confirm: VecDeque::new(),
            plan: Plan::default(),
            approved: None,
            learned: BTreeMap::new(),
            noted: BTreeSet::new(),
            results: BTreeMap::new(),
            creates: VecDeque::new(),
            others: VecDeque::new(),
            claimed: VecDeque::new(),
            claimed_at: Seconds::MIN,
            claiming: Vec::new(),
            executed: Vec::new(),
            closed: BTreeMap::new(),
            restarts: 0,
            stopped: None,
            ending: None,
        }
    }

    /// What to do next.
    #[must_use]
    pub fn step(&self) -> &Step {
        &self.step
    }

    /// The plan, from [`Step::Approve`] on.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The version of the ledger that the plan rests on.
    #[must_use]
    pub fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }

    /// What was seen.
    #[must_use]
    pub fn sight(&self) -> &Sight {
        &self.sight
    }

    /// What was written, and what came of it.
    #[must_use]
    pub fn executed(&self) -> &[Executed] {
        &self.executed
    }

    /// How it ended, once it has.
    #[must_use]
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// Asks it to end as soon as what was sent is recorded.
    pub fn stop(&mut self, why: &str) {
        self.stopped.get_or_insert_with(|| why.to_owned());
    }

    /// Refuses to go on with a plan that is not the one that was approved.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.end(Ending::Refused(refusal));
    }

    /// Tells it the time before a step is taken: after a long sleep, what was claimed before is not sent any more.
    pub fn wake(&mut self, now: Seconds) {
        if matches!(self.step, Step::Write(_)) && !self.claimed.is_empty() && self.is_late(now) {
            self.go_on(now);
        }
    }

    /// Takes what came of the last step.
    pub fn answer(&mut self, answer: Answer, now: Seconds) {
        match (self.step.clone(), answer) {
            (Step::ReadLedger, Answer::Ledger(read)) => self.read(read, now),
            (Step::Observe { .. }, Answer::Seen { repos, identity }) => self.seen(repos, identity, now),
            (Step::Fetch(repo, number), Answer::Issue(fetched)) => {
                self.sight.fetched.insert((repo, number), fetched);
                self.look_closer(now);
            }
            (Step::Confirm(repo), Answer::Facts(facts)) => {
                self.confirmed(&repo, facts);
                self.look_closer(now);
            }
            (Step::Approve, Answer::Approved(true)) => {
                self.approved = Some(self.plan.actions.iter().map(id_of).collect());
                self.begin(now);
            }
            (Step::Approve, Answer::Approved(false)) => self.end(Ending::Declined),
            (Step::Save(save), Answer::Saved(saved)) => self.saved(save, saved, now),
            (Step::Wait(_), Answer::Waited) => self.go_on(now),
            (Step::Write(_), Answer::Written(written)) => self.written(written, now),
            (step, _) => {
                // A driver that answers something else has lost its place; going on could send twice.
                self.end(Ending::Incomplete(format!("the step {step:?} was answered with something else")));
            }
        }
    }

    fn end(&mut self, ending: Ending) {
        self.ending = Some(ending);
        self.step = Step::Done;
    }

    fn read(&mut self, read: Result<Option<(Ledger, Version)>, ReadError>, now: Seconds) {
        self.since = now;
        let (ledger, version) = match read {
            Ok(Some((ledger, version))) => (Some(ledger), Some(version)),
            Ok(None) => (None, None),
            Err(ReadError::Bad(error)) => return self.end(Ending::Refused(Refusal::BadLedger(error))),
            Err(ReadError::Failed(why)) => {
                return self.end(Ending::Incomplete(format!("the ledger could not be read: {why}")));
            }
        };
        match (self.order.mode, &ledger) {
            (Mode::Apply, None) if !self.order.starts_ledger => return self.end(Ending::Refused(Refusal::NoLedger)),
            (Mode::Bootstrap, Some(_)) if self.restarts == 0 => {
                return self.end(Ending::Refused(Refusal::LedgerExists));
            }
            _ => {}
        }
        let starts = self.order.starts_ledger && self.order.mode != Mode::Bootstrap;
        self.ledger = ledger.or_else(|| starts.then(Ledger::default));
        self.version = version;
        self.merge_results();

        let mut repos: BTreeSet<RepoName> = BTreeSet::new();
        for wanted in &self.order.wanted {
            let keys = std::iter::once(&wanted.key).chain(&wanted.before);
            let entry = keys.filter_map(|key| self.ledger.as_ref()?.entries.get(key)).next();
            // The files may name another repository by now.
            repos.extend(entry.map(|entry| entry.repo.clone()));
            repos.insert(wanted.repo.clone());
        }
        let mut authors = self.order.authors.clone();
        authors.extend(self.ledger.iter().flat_map(Ledger::authors).map(str::to_owned));
        self.sight =
            Sight { trusted: authors.iter().map(|author| author.to_ascii_lowercase()).collect(), ..Sight::default() };
        self.step = Step::Observe { repos: repos.into_iter().collect(), authors };
    }

    /// Puts what this run knows of its own requests into a ledger that another run has changed meanwhile.
    fn merge_results(&mut self) {
        let Some(ledger) = &mut self.ledger else { return };
        self.results.retain(|key, (_, result)| {
            let known = ledger.entries.get(key).map(|entry| &entry.state);
            match (known, &result) {
                (Some(State::Filed { number: known, .. }), Some(entry)) => {
                    entry.standing().is_some_and(|own| own < *known)
                }
                (Some(State::Claimed { run, .. }), _) => *run == self.order.run || result.is_some(),
                (Some(State::Gone { .. }), _) | (None, None) | (Some(State::Filed { .. }), None) => false,
                (None, Some(_)) => true,
            }
        });
    }

    /// The ledger with what this run knows beyond it.
    fn known(&self) -> Option<Ledger> {
        let mut ledger = self.ledger.clone()?;
        for (key, (_, result)) in &self.results {
            match result {
                Some(entry) => ledger.entries.insert(key.clone(), entry.clone()),
                None => ledger.entries.remove(key),
            };
        }
        Some(ledger)
    }

    fn seen(
        &mut self,
        repos: BTreeMap<RepoName, Result<RepoView, Unavailable>>,
        identity: Option<String>,
        now: Seconds,
    ) {
        self.sight.trusted.extend(identity.as_ref().map(|login| login.to_ascii_lowercase()));
        self.identity = identity;
        self.sight.repos = repos;
        if self.sight.trusted.is_empty() && !self.order.wanted.is_empty() {
            return self.end(Ending::Refused(Refusal::NoAuthor));
        }
        let known = self.known().unwrap_or_default();
        let unseen = |repo: &RepoName| {
            let numbers = self.sight.unseen(&known, repo);
            numbers.into_iter().map(|number| (repo.clone(), number)).collect::<Vec<_>>()
        };
        self.to_fetch = self.sight.repos.keys().flat_map(unseen).collect();
        self.look_closer(now);
    }

    /// Fetches and confirms what is left to be, then plans.
    fn look_closer(&mut self, now: Seconds) {
        if let Some((repo, number)) = self.to_fetch.pop_front() {
            self.step = Step::Fetch(repo, number);
            return;
        }
        if let Some(repo) = self.to_confirm.pop_front() {
            self.step = Step::Confirm(repo);
            return;
        }
        let ledger = self.known();
        let decide = |wanted: &Wanted| decide(wanted, ledger.as_ref(), &self.sight, self.order.policy, self.since);
        let decisions: Vec<Decision> = self.order.wanted.iter().map(decide).collect();
        self.learned = decisions
            .iter()
            .filter(|decision| !(self.noted.contains(&decision.key) && decision.counts_absence()))
            .filter_map(|decision| Some((decision.key.clone(), self.learn(decision, ledger.is_none(), now)?)))
            .collect();
        self.plan = Plan::new(
            &self.order.wanted,
            decisions,
            ledger.as_ref(),
            &self.sight,
            self.order.source,
            &self.order.limits,
        );
        // Before anything is written somewhere, or learned there, one must know that it is still the same place.
        let unknown = |repo: &&RepoName| match self.sight.repos.get(*repo) {
            Some(Ok(view)) => view.facts.is_none(),
            _ => false,
        };
        let written = self.plan.actions.iter().map(|action| &action.repo);
        let learned = self.learned.values().map(|entry| &entry.repo);
        let repos: BTreeSet<&RepoName> = written.chain(learned).filter(unknown).collect();
        self.to_confirm = repos.into_iter().cloned().collect();
        match self.to_confirm.pop_front() {
            Some(repo) => self.step = Step::Confirm(repo),
            None => self.planned(now),
        }
    }

    /// What the ledger is to know because of `decision`. Without a ledger nobody knows what was sent, so that a first one
    /// takes everything that was not seen for claimed: that absence, too, must be confirmed.
    fn learn(&self, decision: &Decision, is_first: bool, now: Seconds) -> Option<Entry> {
        let claim = || Entry {
            ask: decision.ask.clone(),
            repo: decision.repo.clone(),
            repo_id: self.facts(&decision.repo).map(|facts| facts.id),
            state: State::Claimed { run: self.order.run.clone(), at: now, empties: 0 },
        };
        let starts = is_first && self.order.mode == Mode::Bootstrap;
        decision.entry.clone().or_else(|| starts.then(claim))
    }

    fn confirmed(&mut self, repo: &RepoName, facts: Result<RepoFacts, Unavailable>) {
        match (facts, self.sight.repos.get_mut(repo)) {
            (Ok(facts), Some(Ok(view))) => view.facts = Some(facts),
            (Err(why), _) => drop(self.sight.repos.insert(repo.clone(), Err(why))),
            (Ok(_), _) => {}
        }
    }

    fn planned(&mut self, now: Seconds) {
        if self.order.mode == Mode::Bootstrap {
            self.plan.actions.clear();
            self.plan.over_cap = None;
        }
        match (&self.approved, &self.plan.over_cap) {
            (Some(_), _) => self.begin(now),
            (None, Some(over)) if self.order.mode != Mode::Plan => {
                self.end(Ending::Refused(Refusal::OverCap(over.clone())));
            }
            _ => self.step = Step::Approve,
        }
    }

    /// Starts to write what was planned, and approved, and not done yet.
    fn begin(&mut self, now: Seconds) {
        if self.order.mode == Mode::Plan {
            return self.end(Ending::Planned);
        }
        let done: BTreeSet<ActionId> = self.executed.iter().map(|executed| id_of(&executed.action)).collect();
        let approved = |action: &&Action| {
            let id = id_of(action);
            !done.contains(&id) && self.approved.as_ref().is_some_and(|approved| approved.contains(&id))
        };
        let actions: Vec<Action> = self.plan.actions.iter().filter(approved).cloned().collect();
        let (creates, others) = actions.into_iter().partition(|action| action.kind == ActionKind::Create);
        (self.creates, self.others) = (creates, others);
        self.go_on(now);
    }

    fn go_on(&mut self, now: Seconds) {
        if self.stopped.is_some() {
            self.creates.clear();
            self.others.clear();
        }
        self.skip_closed();
        if self.is_late(now) {
            // Claimed anew, in case another run counts on its never arriving.
            let late = std::mem::take(&mut self.claimed);
            self.creates = late.into_iter().chain(std::mem::take(&mut self.creates)).collect();
        }
        if let Some(action) = self.claimed.front() {
            self.step = Step::Write(self.create(action));
            return;
        }
        if !self.creates.is_empty() {
            return self.claim(now);
        }
        let started = self.version.is_none() && self.order.mode != Mode::Plan;
        if !self.learned.is_empty() || !self.results.is_empty() || started {
            let issues = self.results.values().filter(|(_, result)| result.is_some()).count();
            let message = match (issues, started) {
                (0, true) => "start the ledger".to_owned(),
                (0, false) => "note what was seen".to_owned(),
                (count, _) => format!("record {count} {}", plural(count, "issue")),
            };
            return self.save(Vec::new(), message, now);
        }
        if let Some(action) = self.others.front() {
            self.step = Step::Write(self.change(action));
            return;
        }
        let unknown = self.executed.iter().filter(|done| matches!(done.result, Written::Unknown(_))).count();
        let refused = self.executed.iter().filter(|done| matches!(done.result, Written::Refused { .. })).count();
        let passing = self.plan.unavailable.iter().filter(|item| item.what.passes()).count();
        let ending = match (self.stopped.take(), unknown, refused, passing) {
            (Some(why), ..) => Ending::Incomplete(why),
            (None, 0, 0, 0) => Ending::Complete,
            (None, 0, 0, count) => {
                Ending::Incomplete(format!("{count} {} could not be looked at", plural(count, "ask")))
            }
            (None, 0, count, _) => Ending::Incomplete(format!("{count} {} refused", plural_verb(count, "write"))),
            (None, count, ..) => Ending::Incomplete(format!("{count} {} not answered", plural_verb(count, "write"))),
        };
        self.end(ending);
    }

    /// Whether so much time has passed since the last claim that what is sent now might arrive after its quarantine.
    fn is_late(&self, now: Seconds) -> bool {
        now > self.claimed_at.saturating_add(self.order.policy.quarantine / 3)
    }

    /// Takes back claims that are not to be sent any more, and leaves out what a repository would refuse.
    fn skip_closed(&mut self) {
        let stopped = self.stopped.is_some();
        let claimed = std::mem::take(&mut self.claimed);
        for action in claimed {
            if stopped || self.closed.contains_key(&action.repo) {
                self.results.insert(action.key.clone(), (action, None));
            } else {
                self.claimed.push_back(action);
            }
        }
        let closed = &self.closed;
        self.creates.retain(|action| !closed.contains_key(&action.repo));
        self.others.retain(|action| !closed.contains_key(&action.repo));
    }

    fn claim(&mut self, now: Seconds) {
        let count = self.creates.len().min(CHUNK);
        let wanted = u32::try_from(count).unwrap_or(u32::MAX);
        let at = self.ledger.as_ref().map_or(now, |ledger| ledger.affordable_at(wanted, now));
        if at > now + MOST_WAIT {
            let minutes = (at - now + 59) / 60;
            self.stop(&format!("as many issues were filed as an hour allows; run again in {minutes} minutes"));
            return self.go_on(now);
        }
        if at > now {
            self.step = Step::Wait(at);
            return;
        }
        let claiming: Vec<Action> = self.creates.drain(..count).collect();
        let message = format!("claim {count} {}", plural(count, "ask"));
        self.save(claiming, message, now);
    }

    fn save(&mut self, claiming: Vec<Action>, message: String, now: Seconds) {
        let mut ledger = self.known().unwrap_or_default();
        for (key, entry) in &self.learned {
            // What this run sent is newer than what it saw before.
            if !self.results.contains_key(key) {
                ledger.entries.insert(key.clone(), entry.clone());
            }
        }
        for action in &claiming {
            let state = State::Claimed { run: self.order.run.clone(), at: now, empties: 0 };
            ledger.entries.insert(action.key.clone(), self.entry(action, state));
        }
        if !claiming.is_empty() {
            // Whoever looks for what is sent now, with another login, must take it for ours.
            match &self.identity {
                Some(login) => ledger.trust([login]),
                None => ledger.trust(&self.order.authors),
            }
        }
        ledger.spend(u32::try_from(claiming.len()).unwrap_or(u32::MAX), now);
        self.claiming = claiming;
        self.claimed_at = now;
        self.step = Step::Save(Save { expected: self.version.clone(), ledger, message });
    }

    fn saved(&mut self, save: Save, saved: Saved, now: Seconds) {
        let claiming = std::mem::take(&mut self.claiming);
        match saved {
            Saved::Done(version) => {
                self.ledger = Some(save.ledger);
                self.version = Some(version);
                self.noted.extend(std::mem::take(&mut self.learned).into_keys());
                self.results.clear();
                self.claimed = claiming.into();
                self.go_on(now);
            }
            // Whether it was saved or not, the ledger itself tells. Claims of ours that stand in it after all are not
            // sent: their quarantine settles them.
            Saved::Lost | Saved::Unknown(_) if self.restarts < MOST_RESTARTS => {
                if saved != Saved::Lost {
                    self.noted.extend(std::mem::take(&mut self.learned).into_keys());
                }
                self.restarts += 1;
                self.step = Step::ReadLedger;
            }
            Saved::Lost => self.end(Ending::Incomplete("other runs keep changing the ledger".into())),
            Saved::Unknown(why) | Saved::Refused(why) => {
                self.end(Ending::Incomplete(format!("the ledger could not be changed: {why}")));
            }
        }
    }

    fn entry(&self, action: &Action, state: State) -> Entry {
        Entry {
            ask: format!("{}/{}", action.initiative, action.ask),
            repo: action.repo.clone(),
            repo_id: self.facts(&action.repo).map(|facts| facts.id),
            state,
        }
    }

    fn facts(&self, repo: &RepoName) -> Option<&RepoFacts> {
        self.sight.repos.get(repo)?.as_ref().ok()?.facts.as_ref()
    }

    /// What `repo` is called now.
    fn called(&self, repo: &RepoName) -> RepoName {
        self.facts(repo).map_or(repo, |facts| &facts.name).clone()
    }

    fn create(&self, action: &Action) -> Write {
        let marker = Marker { key: action.key.clone(), source: self.order.source };
        let is_of = |wanted: &&Wanted| wanted.key == action.key || wanted.before.contains(&action.key);
        let draft = self.order.wanted.iter().find(is_of).map(|wanted| wanted.draft.clone());
        let draft = draft.unwrap_or_else(|| Draft::new(&action.title, "", Vec::new()));
        Write::Create { repo: self.called(&action.repo), body: draft.body(&marker), draft }
    }

    fn change(&self, action: &Action) -> Write {
        let repo = self.called(&action.repo);
        match action.kind.clone() {
            ActionKind::Create => self.create(action),
            ActionKind::Update { number, seen, body } => Write::Update { repo, number, seen, body },
            ActionKind::Close { number, of, seen } => Write::Close { repo, number, of, seen },
        }
    }

    fn written(&mut self, written: Written, now: Seconds) {
        let Some(action) = self.claimed.pop_front().or_else(|| self.others.pop_front()) else {
            return self.end(Ending::Incomplete("an answer came to something that was not sent".into()));
        };
        if action.kind == ActionKind::Create {
            match &written {
                Written::Created { number, author, .. } => {
                    let state = State::Filed { number: *number, author: author.clone(), adopted: false, missing: 0 };
                    let entry = self.entry(&action, state);
                    self.results.insert(action.key.clone(), (action.clone(), Some(entry)));
                }
                // Nothing stands there, so that the next run may send it.
                Written::Refused { .. } | Written::Halt(_) | Written::Moved => {
                    self.results.insert(action.key.clone(), (action.clone(), None));
                }
                // The claim stays: it may be there.
                Written::Unknown(_) | Written::Changed => {}
            }
        }
        match &written {
            Written::Refused { why, whole_repo: true } => drop(self.closed.insert(action.repo.clone(), why.clone())),
            Written::Halt(why) => self.stop(&why.clone()),
            _ => {}
        }
        self.executed.push(Executed { action, result: written });
        self.go_on(now);
    }
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}

fn plural_verb(count: usize, noun: &str) -> String {
    if count == 1 { format!("{noun} was") } else { format!("{noun}s were") }
}
