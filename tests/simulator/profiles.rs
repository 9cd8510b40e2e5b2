//! What goes wrong, how often, and in which company: a profile for each single fault, some for several, one for all.

/// How often each thing goes wrong: times out of a thousand, where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Faults {
    /// A run dies, at any step: before it does what it was about to, or after and before it knows of it.
    pub(crate) crash: u32,
    /// A run sleeps for up to two hours between two steps.
    pub(crate) sleep: u32,
    /// A request fails without an answer, and had no effect.
    pub(crate) lost_request: u32,
    /// A request has its effect, and the answer is lost.
    pub(crate) lost_answer: u32,
    /// An issue arrives later than the answer, within the quarantine of its claim.
    pub(crate) late: u32,
    /// An issue arrives later than the quarantine: beyond the promise.
    pub(crate) too_late: u32,
    /// A list lacks everything.
    pub(crate) empty_list: u32,
    /// A list lacks some issues.
    pub(crate) partial_list: u32,
    /// A list cannot be read, or one issue cannot.
    pub(crate) failing_read: u32,
    /// Lists lie as often as they like, and not only for as many looks as are confirmed: beyond the promise.
    pub(crate) lists_lie_on: bool,
    /// New issues are listed, and found by number, only minutes later.
    pub(crate) lagging: u32,
    /// The ledger cannot be read.
    pub(crate) ledger_unread: u32,
    /// A change of the ledger is turned down as if another run had made one.
    pub(crate) save_rejected: u32,
    /// A change of the ledger has no answer: it was made, was not, or is made a while later.
    pub(crate) save_unknown: u32,
    /// The ledger may not be changed.
    pub(crate) save_refused: u32,
    /// Somebody deletes the ledger; the next run starts it anew.
    pub(crate) ledger_deleted: u32,
    /// The host wants no request for a long while.
    pub(crate) halt: u32,
    /// The host refuses a request.
    pub(crate) refused: u32,
    /// A repository is archived, hidden or without issues for a while.
    pub(crate) repo_down: u32,
    /// A repository is given another name, or its name to another one.
    pub(crate) repo_moved: u32,
    /// A second run at the same time.
    pub(crate) second_run: u32,
    /// The second run is somebody else's, with another login.
    pub(crate) other_login: bool,
    /// A run that was due does not take place.
    pub(crate) dropped: u32,
    /// People do something, between any two steps.
    pub(crate) people: u32,
    /// The files change: an ask says something else, comes, or is taken out.
    pub(crate) files: u32,
    /// Somebody declines the plan.
    pub(crate) declined: u32,
    /// Asks move to another backlog with the files.
    pub(crate) backlog_moves: bool,
}

impl Faults {
    pub(crate) const NONE: Self = Self {
        crash: 0,
        sleep: 0,
        lost_request: 0,
        lost_answer: 0,
        late: 0,
        too_late: 0,
        empty_list: 0,
        partial_list: 0,
        failing_read: 0,
        lists_lie_on: false,
        lagging: 0,
        ledger_unread: 0,
        save_rejected: 0,
        save_unknown: 0,
        save_refused: 0,
        ledger_deleted: 0,
        halt: 0,
        refused: 0,
        repo_down: 0,
        repo_moved: 0,
        second_run: 0,
        other_login: false,
        dropped: 0,
        people: 0,
        files: 0,
        declined: 0,
        backlog_moves: false,
    };

    /// Several at once.
    const EVERYTHING: Self = Self {
        crash: 30,
        sleep: 10,
        lost_request: 80,
        lost_answer: 100,
        late: 80,
        empty_list: 80,
        partial_list: 80,
        failing_read: 50,
        lagging: 200,
        ledger_unread: 20,
        save_rejected: 30,
        save_unknown: 80,
        save_refused: 10,
        ledger_deleted: 20,
        halt: 20,
        refused: 30,
        repo_down: 30,
        repo_moved: 10,
        second_run: 400,
        other_login: true,
        dropped: 200,
        people: 30,
        files: 10,
        declined: 20,
        ..Self::NONE
    };
}

/// Faults under a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    /// What goes wrong.
    pub(crate) name: &'static str,
    pub(crate) faults: Faults,
    /// Whether the promise holds: no surplus issue ever.
    pub(crate) promised: bool,
}

const fn promised(name: &'static str, faults: Faults) -> Profile {
    Profile { name, faults, promised: true }
}

const fn beyond(name: &'static str, faults: Faults) -> Profile {
    Profile { name, faults, promised: false }
}

const NONE: Faults = Faults::NONE;

/// Every profile, in the order of the page.
pub(crate) const PROFILES: &[Profile] = &[
    promised("nothing goes wrong", Faults { files: 20, declined: 100, ..NONE }),
    promised("runs crash, at any step", Faults { crash: 100, ..NONE }),
    promised("requests are lost", Faults { lost_request: 400, ..NONE }),
    promised("answers are lost", Faults { lost_answer: 500, ..NONE }),
    promised("issues arrive late, within Q", Faults { late: 500, ..NONE }),
    promised("lists are empty", Faults { empty_list: 400, ..NONE }),
    promised("lists lack issues", Faults { partial_list: 500, ..NONE }),
    promised("lists and issues cannot be read", Faults { failing_read: 300, ..NONE }),
    promised("new issues are listed minutes later", Faults { lagging: 700, ..NONE }),
    promised("the ledger cannot be read", Faults { ledger_unread: 300, ..NONE }),
    promised("changes of the ledger are rejected", Faults { save_rejected: 400, ..NONE }),
    promised("changes of the ledger are not answered", Faults { save_unknown: 400, ..NONE }),
    promised("the ledger may not be changed", Faults { save_refused: 300, ..NONE }),
    promised("the ledger is deleted", Faults { ledger_deleted: 300, ..NONE }),
    promised("the host wants silence", Faults { halt: 300, ..NONE }),
    promised("the host refuses", Faults { refused: 400, ..NONE }),
    promised("repositories are archived for a while", Faults { repo_down: 300, ..NONE }),
    promised("repositories are renamed and replaced", Faults { repo_moved: 100, ..NONE }),
    promised("two runs at once", Faults { second_run: 900, ..NONE }),
    promised("runs do not take place", Faults { dropped: 600, ..NONE }),
    promised("people do what they like", Faults { people: 100, files: 20, ..NONE }),
    promised("runs sleep for hours, another takes over", Faults { sleep: 60, second_run: 900, ..NONE }),
    promised(
        "crashes, lost answers, lying lists",
        Faults {
            crash: 60,
            lost_answer: 300,
            lost_request: 100,
            empty_list: 200,
            partial_list: 200,
            failing_read: 50,
            ..NONE
        },
    ),
    promised(
        "two runs, crashes, an unsteady ledger",
        Faults {
            crash: 60,
            second_run: 900,
            save_rejected: 100,
            save_unknown: 200,
            ledger_unread: 50,
            lost_answer: 200,
            late: 200,
            ..NONE
        },
    ),
    promised(
        "two runs of two people, answers lost",
        Faults { second_run: 700, other_login: true, lost_answer: 400, crash: 40, ..NONE },
    ),
    promised(
        "the ledger is deleted, lists lie, answers are lost",
        Faults { ledger_deleted: 250, empty_list: 300, partial_list: 300, lost_answer: 300, second_run: 300, ..NONE },
    ),
    promised(
        "people, two runs, crashes, changing files",
        Faults {
            people: 80,
            second_run: 600,
            crash: 40,
            lost_answer: 200,
            lagging: 200,
            files: 40,
            backlog_moves: true,
            ..NONE
        },
    ),
    promised("everything", Faults::EVERYTHING),
    beyond("issues arrive later than Q (no promise)", Faults { too_late: 500, second_run: 300, ..NONE }),
    beyond(
        "lists lie longer than K (no promise)",
        Faults { lists_lie_on: true, empty_list: 500, partial_list: 500, lost_answer: 400, ..NONE },
    ),
    beyond(
        "everything, beyond Q and K (no promise)",
        Faults { too_late: 100, lists_lie_on: true, ..Faults::EVERYTHING },
    ),
];
