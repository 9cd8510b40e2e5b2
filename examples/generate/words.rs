//! The words that generated texts are made of; which are used where is left to the other files.

pub(crate) const FIRST_NAMES: &[&str] = &[
    "Ana", "Lee", "Omar", "Iris", "Tess", "Raj", "Noor", "Sam", "Kim", "Dana", "Mika", "Jonas", "Aiko", "Paul", "Lena",
    "Tariq", "Eva", "Hugo", "Maya", "Igor", "Nina", "Ravi", "Olga", "Finn", "Zoe", "Karim", "Ines", "Theo", "Yara",
    "Max",
];
pub(crate) const LAST_NAMES: &[&str] = &[
    "Ferreira",
    "Tanaka",
    "Haddad",
    "Lindqvist",
    "Moreau",
    "Patel",
    "Aziz",
    "Whitfield",
    "Nguyen",
    "Okafor",
    "Virtanen",
    "Keller",
    "Sato",
    "Novak",
    "Rossi",
    "Mansour",
    "Jensen",
    "Silva",
    "Costa",
    "Petrov",
    "Kowalski",
    "Iyer",
    "Berg",
];
pub(crate) const DOMAINS: &[&str] = &[
    "billing",
    "search",
    "checkout",
    "identity",
    "shipping",
    "catalog",
    "pricing",
    "ledger",
    "messaging",
    "reports",
    "inventory",
    "returns",
    "loyalty",
    "ads",
    "media",
    "support",
    "fraud",
    "tax",
    "booking",
    "routing",
];
pub(crate) const SUBJECTS: &[&str] = &[
    "refund batches",
    "index rebuilds",
    "session tokens",
    "webhook deliveries",
    "nightly exports",
    "price updates",
    "stock counts",
    "password resets",
    "invoice runs",
    "image uploads",
    "queue retries",
    "address checks",
    "certificate renewals",
    "schema migrations",
    "feature flags",
    "audit trails",
    "rate limits",
    "backup restores",
];
pub(crate) const FAILURES: &[&str] = &[
    "stall whenever a worker restarts",
    "run twice after a timeout",
    "fail without an alert",
    "lose their order under load",
    "need a manual restart every week",
    "take hours instead of minutes",
    "block the release train",
    "hide errors from the people on call",
    "break when a certificate changes",
    "drift from the source of truth",
];
pub(crate) const USERS: &[&str] = &[
    "support agents",
    "merchants",
    "warehouse planners",
    "engineers on call",
    "finance analysts",
    "mobile customers",
    "account managers",
    "new hires",
    "partners with an integration",
    "data analysts",
];
pub(crate) const CHANGES: &[&str] = &[
    "finish their work on the first try",
    "see the result within a minute",
    "hear of a failure before customers do",
    "no longer wait for a manual restart",
    "trust the number on the screen",
    "change a setting without a ticket",
];
pub(crate) const TEAM_WORK: &[&str] = &[
    "accept an idempotency key on every request and answer repetitions with the first result",
    "emit an event when a run ends, with its outcome and its duration",
    "move the job to the shared scheduler and keep the old one for a month",
    "expose the state of each run over the existing status interface",
    "raise the retention of the queue to seven days and document how to replay it",
    "add the missing check to the release pipeline and keep it off for a week",
];
pub(crate) const REASONS: &[&str] = &[
    "the service is yours and nobody else may change its contract",
    "you answer the pages, so you know which signals help",
    "your platform is the only place where all runs pass through",
    "the data model belongs to you and others build on it",
];
pub(crate) const DONE: &[&str] = &[
    "the contract test in your pipeline shows it and the runbook names it",
    "two weeks pass without a manual restart, seen on the shared dashboard",
    "every run of a week shows up with its outcome, sampled with you",
    "the old path has had no traffic for seven days",
];
pub(crate) const EVIDENCE: &[&str] = &[
    "runs failed on {n} of the last 60 nights and were restarted by hand",
    "{n} tickets in a quarter name the same cause",
    "people on call were woken {n} times in two months for it",
    "{n} % of the runs ended later than promised",
    "in {n} accounts the numbers had to be corrected afterwards",
];
pub(crate) const QUESTIONS: &[&str] = &[
    "When did that last happen? Walk me through what you did.",
    "What are the steps from the alert to the moment you close it?",
    "Which parts did you use last week, and for what?",
    "Whom did you ask first, and what came of it?",
    "What did you try before that?",
];
pub(crate) const FINDINGS: &[&str] = &[
    "people keep a private list of what to restart and in which order",
    "the first sign is a question from a customer, not an alert",
    "newcomers wait for somebody who has seen it before",
    "the numbers are copied to a sheet because the screen is not believed",
];
pub(crate) const RISKS: &[&str] = &[
    "two clients rely on the old order of events",
    "the month-end run leaves no room for a slow first day",
    "the vendor changes its interface during the pilot",
    "the team on call hears of the change too late",
];
pub(crate) const RESPONSES: &[&str] = &[
    "keep the old path behind a flag for a month",
    "run both side by side and compare for a week",
    "ask the two clients to test against the pilot first",
    "rehearse the rollback with the people on call",
];
pub(crate) const UPDATES: &[&str] = &[
    "The pilot's measure is agreed and the first numbers are in; nothing blocks the next step.",
    "Both teams have heard what is asked of them, and one has named a week for it.",
    "We cut the second step in two after talking to the people on call.",
    "The open question about retention is answered; the plan stays as it is.",
];
pub(crate) const PITCHES: &[(&str, &str, &str)] = &[
    (
        "pm",
        "undistracted_roadmap",
        "Your roadmap is interrupted by this twice a week; a small change ends the interruptions",
    ),
    (
        "em",
        "less_firefighting",
        "Your people are paged for it and can do nothing lasting about it; this takes the page away",
    ),
    ("exec", "retention", "Customers notice before we do, and some of them leave over it"),
];
