//! The closed sets of words a file may use, each an enum whose spelling is its value in TOML.

/// Declares enums whose variants have one fixed spelling, used by TOML, JSON and every message.
#[macro_export]
macro_rules! vocabulary {
    ($($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
            pub enum $name {
                $($(#[$variant_meta])* #[serde(rename = $word)] $variant),+
            }

            impl $name {
                /// Every word of the set, in its order.
                pub const ALL: &[Self] = &[$(Self::$variant),+];

                /// The word as files spell it.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self { $(Self::$variant => $word),+ }
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.pad(self.as_str())
                }
            }

            impl std::str::FromStr for $name {
                type Err = String;

                fn from_str(text: &str) -> Result<Self, String> {
                    match text {
                        $($word => Ok(Self::$variant),)+
                        _ => Err(format!("expected one of {}", [$($word),+].join(", "))),
                    }
                }
            }

            impl schemars::JsonSchema for $name {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn inline_schema() -> bool {
                    true
                }

                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!({ "type": "string", "enum": [$($word),+] })
                }
            }
        )+
    };
}
vocabulary! {
    /// How far an initiative has come; ordered, so that later stages compare greater.
    Stage {
        /// A thought worth a file.
        Idea = "idea",
        /// The problem is stated and quantified.
        Problem = "problem",
        /// What is to be done, and who is asked for what.
        Proposal = "proposal",
        /// Everybody is met and the asks are complete.
        Ready = "ready",
        /// Teams have said yes and named their effort.
        Committed = "committed",
        /// Done, measured and learned from.
        Delivered = "delivered",
        /// Set aside until a date.
        Parked = "parked",
        /// Given up, with a lesson.
        Dropped = "dropped",
    }
    /// What kind of value the work brings.
    Category {
        /// New or better product.
        Product = "product",
        /// Keeping the lights on.
        Ktlo = "ktlo",
        /// Reliability.
        Reliability = "reliability",
        /// Security.
        Security = "security",
        /// Paying back technical debt.
        TechDebt = "tech_debt",
        /// Rules and law.
        Compliance = "compliance",
        /// Lower cost.
        Cost = "cost",
    }
    /// What form the work takes.
    InitiativeKind {
        /// Try it and measure.
        Experiment = "experiment",
        /// Change what wakes people.
        AlertPlan = "alert_plan",
        /// Bring something to every team.
        Rollout = "rollout",
        /// A user interface.
        Ui = "ui",
        /// Agree a service level.
        SlaNegotiation = "sla_negotiation",
        /// Something others build on.
        Platform = "platform",
        /// Move from one thing to another.
        Migration = "migration",
        /// Practise a failover.
        FailoverDrill = "failover_drill",
        /// Examine before buying or adopting.
        DueDiligence = "due_diligence",
        /// None of these.
        Other = "other",
    }
    /// How far the owner's own reach goes.
    Influence {
        /// The owner can do it.
        Control = "control",
        /// The owner can persuade those who can.
        Influence = "influence",
        /// Neither.
        Beyond = "beyond",
    }
    /// The place of a person in the organisation.
    Rank {
        /// Individual contributor.
        Ic = "ic",
        /// Technical or team lead.
        Lead = "lead",
        /// Manager of people.
        Manager = "manager",
        /// Executive.
        Exec = "exec",
        /// A customer.
        Customer = "customer",
    }
    /// A role that answers for a team.
    Role {
        /// Product manager.
        Pm = "pm",
        /// Engineering manager.
        Em = "em",
        /// Executive.
        Exec = "exec",
    }
    /// For whom a message is written.
    Audience {
        /// Product managers.
        Pm = "pm",
        /// Engineering managers.
        Em = "em",
        /// Executives.
        Exec = "exec",
        /// Experts of a system.
        Sme = "sme",
        /// Engineers of a team.
        Engineers = "engineers",
        /// Human resources.
        Hr = "hr",
        /// Security.
        Security = "security",
        /// Finance and procurement.
        Finance = "finance",
        /// Sales and customer success.
        Sales = "sales",
        /// Customers and users.
        Customers = "customers",
    }
    /// What a listener gets out of it.
    Benefit {
        /// Fewer interruptions.
        FewerInterruptions = "fewer_interruptions",
        /// Undistracted roadmap time.
        UndistractedRoadmap = "undistracted_roadmap",
        /// Happier customers.
        HappierCustomers = "happier_customers",
        /// Less firefighting.
        LessFirefighting = "less_firefighting",
        /// A stable product.
        StableProduct = "stable_product",
        /// Happier engineers.
        HappierEngineers = "happier_engineers",
        /// The brand.
        Brand = "brand",
        /// Revenue.
        Revenue = "revenue",
        /// Retention.
        Retention = "retention",
        /// Less risk.
        Risk = "risk",
        /// Less cost.
        Cost = "cost",
    }
    /// Which business outcome a claim is about.
    BusinessKind {
        /// Faster, more confident delivery.
        DeliverySpeed = "delivery_speed",
        /// Customers stay.
        Retention = "retention",
        /// Money earned.
        Revenue = "revenue",
        /// Money saved.
        Cost = "cost",
        /// Risk taken away.
        Risk = "risk",
        /// Reputation.
        Brand = "brand",
    }
    /// What an item of evidence is.
    EvidenceKind {
        /// An incident.
        Incident = "incident",
        /// A support or work ticket.
        Ticket = "ticket",
        /// A measured number.
        Metric = "metric",
        /// An interview.
        Interview = "interview",
        /// A customer's word.
        Customer = "customer",
        /// Seen on the ground, such as on a rotation.
        FirstHand = "first_hand",
        /// Morale and burn-out, aggregated.
        TeamHealth = "team_health",
        /// Money spent.
        Cost = "cost",
        /// An audit finding.
        Audit = "audit",
    }
    /// Whether more or less is better.
    Direction {
        /// More is better.
        Up = "up",
        /// Less is better.
        Down = "down",
    }
    /// A well-known metric; what each means is told in `insight::metrics::PRESETS`.
    MetricPreset {
        /// From a change written to the change at work.
        LeadTime = "lead_time",
        /// How often something is released.
        ReleaseFrequency = "release_frequency",
        /// How many releases have to be mended.
        ChangeFailure = "change_failure",
        /// From an incident's beginning to its end.
        RestoreTime = "restore_time",
        /// How often somebody is paged.
        Pages = "pages",
        /// How often somebody is paged outside of working hours.
        OutOfHoursPages = "out_of_hours_pages",
        /// How often something goes wrong.
        Incidents = "incidents",
        /// How often customers notice first.
        CustomerDetected = "customer_detected",
        /// How much of the time it works.
        Availability = "availability",
    }
    /// How a conversation was held.
    Format {
        /// Two people, alone.
        OneOnOne = "one_on_one",
        /// Several people at once.
        Group = "group",
        /// A message without a meeting.
        Async = "async",
        /// A document read and commented.
        Document = "document",
        /// A presentation.
        Presentation = "presentation",
    }
    /// Who started a conversation.
    Initiator {
        /// We did.
        Us = "us",
        /// They did.
        Them = "them",
    }
    /// How a conversation ended.
    ConversationOutcome {
        /// They know of it.
        Informed = "informed",
        /// They support it.
        Supportive = "supportive",
        /// Neither for nor against.
        Neutral = "neutral",
        /// They have concerns.
        Concerns = "concerns",
        /// They are against it.
        Opposed = "opposed",
        /// They want data first.
        LacksData = "lacks_data",
        /// They decided.
        Decided = "decided",
        /// Nobody came.
        NoShow = "no_show",
    }
    /// Where a person stands; private.
    Stance {
        /// Argues for it.
        Champion = "champion",
        /// For it.
        Supportive = "supportive",
        /// Neither.
        Neutral = "neutral",
        /// Worried.
        Concerned = "concerned",
        /// Against it.
        Opposed = "opposed",
    }
    /// What a team is asked for.
    AskKind {
        /// Work by their engineers.
        Work = "work",
        /// A review.
        Review = "review",
        /// A decision.
        Decision = "decision",
        /// People.
        Staffing = "staffing",
        /// Support while others work.
        Support = "support",
        /// Buying something.
        Procurement = "procurement",
        /// Data or access to it.
        Data = "data",
    }
    /// How large an ask is.
    Size {
        /// Fits beside other work.
        Small = "small",
        /// Needs a place in the plan.
        Medium = "medium",
        /// Takes much of a cycle.
        Large = "large",
    }
    /// Where an ask stands.
    AskStatus {
        /// Not spoken of yet.
        Draft = "draft",
        /// The team has heard it.
        Presented = "presented",
        /// They want data first.
        LacksData = "lacks_data",
        /// Yes.
        Accepted = "accepted",
        /// Not now.
        Deferred = "deferred",
        /// No.
        Declined = "declined",
        /// We took it back.
        Withdrawn = "withdrawn",
        /// Delivered.
        Done = "done",
    }
    /// What a step is.
    StepKind {
        /// One week, one focus, core users.
        PrototypeSprint = "prototype_sprint",
        /// A first team.
        Pilot = "pilot",
        /// Every team.
        Rollout = "rollout",
        /// Building.
        Build = "build",
        /// Finding out.
        Research = "research",
    }
    /// What a deliverable is.
    DeliverableKind {
        /// Findings.
        Research = "research",
        /// A design.
        Design = "design",
        /// A pilot.
        Pilot = "pilot",
        /// Documentation.
        Docs = "docs",
        /// A retrospective.
        Retro = "retro",
        /// Software or operations.
        Technical = "technical",
    }
    /// Where a deliverable stands.
    DeliverableStatus {
        /// Not begun.
        NotStarted = "not_started",
        /// Being worked on.
        InProgress = "in_progress",
        /// May slip.
        PossibleDelay = "possible_delay",
        /// Will slip unless something changes.
        AtRisk = "at_risk",
        /// Done.
        Done = "done",
        /// Will not be done.
        WontDo = "wont_do",
    }
    /// What a decision was about.
    DecisionKind {
        /// Its place in the order of work.
        Priority = "priority",
        /// The architecture.
        Architecture = "architecture",
        /// What is in and what is out.
        Scope = "scope",
        /// Setting it aside.
        Park = "park",
        /// Giving it up.
        Drop = "drop",
        /// Going ahead.
        Accept = "accept",
    }
    /// With what question a review was done.
    Lens {
        /// Is it the right problem?
        Problem = "problem",
        /// Can it be done?
        Feasibility = "feasibility",
        /// Try to prove it wrong.
        Challenge = "challenge",
        /// Is it well said?
        Wording = "wording",
    }
    /// What a review found.
    ReviewVerdict {
        /// It stands.
        Holds = "holds",
        /// It stands with changes.
        Changes = "changes",
        /// It does not stand.
        Rejects = "rejects",
    }
    /// How an initiative is doing.
    Health {
        /// As planned.
        OnTrack = "on_track",
        /// In danger.
        AtRisk = "at_risk",
        /// Not as planned.
        OffTrack = "off_track",
    }
    /// How deeply a system is changed.
    Change {
        /// Touched in thought only.
        None = "none",
        /// Configuration.
        Config = "config",
        /// What others call.
        Interface = "interface",
        /// Stored data.
        Schema = "schema",
        /// The whole of it.
        Replace = "replace",
    }
    /// What a system is.
    SystemKind {
        /// A site or region.
        Facility = "facility",
        /// Something others build on.
        Platform = "platform",
        /// A service.
        Service = "service",
        /// A part of a service.
        Component = "component",
    }
    /// How much depends on a system.
    Tier {
        /// The business stops without it.
        Core = "core",
        /// It hurts without it.
        Standard = "standard",
        /// Nobody is paged for it.
        BestEffort = "best_effort",
    }
    /// The state of a system.
    SystemHealth {
        /// Good.
        Good = "good",
        /// Fair.
        Fair = "fair",
        /// Poor.
        Poor = "poor",
    }
    /// How a system depends on another.
    Coupling {
        /// It is down when the other is.
        Hard = "hard",
        /// It goes on without.
        Soft = "soft",
    }
    /// What is watched.
    MonitoringLayer {
        /// Business metrics.
        Business = "business",
        /// Synthetic checks.
        Synthetic = "synthetic",
        /// Events and logs.
        Events = "events",
    }
    /// Who or what noticed an incident.
    Detector {
        /// An alert.
        Monitoring = "monitoring",
        /// A customer.
        Customer = "customer",
        /// Somebody inside.
        Staff = "staff",
        /// A third party.
        Vendor = "vendor",
        /// Luck.
        Chance = "chance",
    }
    /// Whether a problem still stands.
    ProblemState {
        /// Cause unknown.
        Open = "open",
        /// Cause known.
        Known = "known",
        /// Gone.
        Resolved = "resolved",
    }
    /// How sure one is of a root cause.
    Confidence {
        /// A guess.
        Low = "low",
        /// Likely.
        Medium = "medium",
        /// Shown.
        High = "high",
    }
    /// How long a cycle is.
    CycleKind {
        /// A calendar quarter.
        Quarter = "quarter",
        /// Six weeks.
        SixWeek = "six_week",
        /// Any other length.
        Custom = "custom",
    }
    /// The rhythm cycles are made from when no cycle is written down.
    CadenceKind {
        /// Calendar quarters, named `2027-q1`.
        Quarter = "quarter",
        /// Six weeks from an anchor date, named `2027-c1` in the order of their starts in a year.
        SixWeek = "six_week",
    }
    /// Who may read the repository.
    Visibility {
        /// Anybody.
        Public = "public",
        /// Everybody in the company.
        Internal = "internal",
        /// Its members.
        Private = "private",
    }
    /// Where asks are filed.
    Forge {
        /// Markdown files under `.canvass/outbox`.
        Outbox = "outbox",
        /// GitHub issues.
        Github = "github",
    }
    /// How the weekly digest is posted.
    DigestComment {
        /// A comment for each week.
        Weekly = "weekly",
        /// A single comment that is kept up to date.
        One = "one",
    }
    /// How stances are shown.
    StancePrivacy {
        /// Never.
        Hide = "hide",
        /// They live in an overlay outside of the repository and are shown when it is given.
        Overlay = "overlay",
        /// Always.
        Show = "show",
    }
    /// How strictly a rule is taken.
    Strictness {
        /// Not at all.
        Off = "off",
        /// As a hint.
        Hint = "hint",
        /// As a warning.
        Warning = "warning",
        /// As an error.
        Error = "error",
    }
    /// A day of the week.
    Weekday {
        /// Monday.
        Mon = "mon",
        /// Tuesday.
        Tue = "tue",
        /// Wednesday.
        Wed = "wed",
        /// Thursday.
        Thu = "thu",
        /// Friday.
        Fri = "fri",
        /// Saturday.
        Sat = "sat",
        /// Sunday.
        Sun = "sun",
    }
}

impl Stage {
    /// Delivered, parked and dropped: nothing more is planned, so nothing more is computed.
    #[must_use]
    pub fn is_closed(self) -> bool {
        self >= Self::Delivered
    }
}

impl AskStatus {
    /// Whether the team has given an answer that stands.
    #[must_use]
    pub fn is_answered(self) -> bool {
        matches!(self, Self::Accepted | Self::Done | Self::Deferred | Self::Declined)
    }

    /// Whether the team has answered for good: nothing more is to be won.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Accepted | Self::Done | Self::Declined)
    }

    /// Whether the team has heard it and not answered.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Presented | Self::LacksData)
    }

    /// Whether the answer was yes.
    #[must_use]
    pub fn is_accepted(self) -> bool {
        matches!(self, Self::Accepted | Self::Done)
    }
}

impl Change {
    /// Whether others that depend on the system must adapt.
    #[must_use]
    pub fn is_breaking(self) -> bool {
        matches!(self, Self::Interface | Self::Schema | Self::Replace)
    }
}

impl DeliverableStatus {
    /// Whether nothing more will happen to it.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::WontDo)
    }
}
