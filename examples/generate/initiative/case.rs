//! The case of an initiative: what is wrong, how one knows, and how it goes; who is asked is left to `people`.

use super::{Draft, Fault};
use crate::words::{CHANGES, EVIDENCE, FINDINGS, QUESTIONS, RESPONSES, RISKS, UPDATES};
use canvass::model::{EvidenceKind, Stage};

impl Draft<'_> {
    pub(super) fn head(&mut self) {
        let (subject, failure, users) = (self.subject(), self.failure(), self.users());
        let count = self.random.between(20, 900);
        self.put("title", format_args!("No more {subject} that {failure}"));
        self.put("owner", self.owner.clone());
        let (product, delivery) = (self.organisation.pm(self.home), self.organisation.em(self.home));
        self.line(format_args!("roles = {{ product = \"{product}\", delivery = \"{delivery}\" }}"));
        self.put("stage", self.stage);
        self.line(format_args!("stage_since = {}", self.ago(12)));
        self.put("category", self.category);
        let kind = self.random.pick(&["rollout", "migration", "platform", "alert_plan", "experiment"]);
        self.put("kind", kind);
        self.put("influence", "influence");
        self.line(format_args!(
            "summary = \"\"\"\nToday {subject} {failure}. About {count} {users} a month are hit by it: they notice late, and \
             \\\nsomebody repairs by hand what should have happened by itself. If the outcome of every run were visible \
             and \\\na repetition harmless, most of these cases would end before anybody notices them.\"\"\""
        ));
        self.line("themes = [\"reliability\"]");
        let goal = self.organisation.strategy_item(self.home);
        self.line(format_args!("aligns_with = [\"{goal}\"]"));
        self.put("target_cycle", self.quarter.id.clone());
        // Which systems it takes is only known once there is a plan.
        let change = self.random.pick(&["config", "interface"]);
        if self.is_planned() {
            let changed = self.asked.first().map_or(self.home, |asked| asked.team);
            let system = self.organisation.system(changed);
            self.line(format_args!("systems = [{{ ref = \"{system}\", change = \"{change}\" }}]"));
        }
        let (days, low) = (self.random.between(20, 60), self.random.between(10, 90) * 1_000);
        self.line(format_args!("appetite = {days}"));
        if self.random.chance(40) {
            let high = low * 2;
            self.line("no_gos = [\"a new service\", \"a change of the vendor\"]");
            self.line(format_args!(
                "value = {{ low = {low}, high = {high}, currency = \"EUR\", basis = \"hours and credits since July\" }}"
            ));
        }
        self.put("cost_of_inaction", format_args!("EUR {} k and 120 hours of repair a quarter", low / 1_000));
        if self.has(Fault::BareExclusion) && self.is_planned() {
            let exec = self.organisation.exec(self.home);
            self.line(format_args!("excluded = [{{ person = \"{exec}\" }}]"));
        }
        self.line("\n[[alternatives]]\ntext = \"do nothing\"\nwhy_not = \"it grows with every customer\"");
        if self.random.chance(30) {
            self.line(
                "\n[[alternatives]]\ntext = \"a second pair of eyes on every run\"\nwhy_not = \"nobody has the time\"",
            );
        }

        if !self.has(Fault::OpenQuestion) && self.random.chance(60) {
            return;
        }
        let asked_on = self.ago(40);
        self.line("\n[[open_questions]]\nq = \"how long does the queue keep what could not be delivered?\"");
        self.line(format_args!("asked_on = {asked_on}"));
        if !self.has(Fault::OpenQuestion) {
            self.put("answer", "seven days, and it can be raised to fourteen");
        }
    }

    pub(super) fn problem(&mut self) {
        let (subject, failure, users) = (self.subject(), self.failure(), self.users());
        let count = self.random.between(20, 900);
        let known = self.organisation.problem(self.home);
        self.line("\n[problem]");
        self.put("who", users);
        self.put("impact", format_args!("wait and repair by hand because {subject} {failure}"));
        self.put("benefit_if_gone", "a quarter of the repairs and most of the waiting disappear");
        self.line(format_args!(
            "affected = {{ count = {count}, unit = \"{users} a month\", basis = \"tickets of August to October 2026\" }}"
        ));
        self.line(format_args!("refs = [\"{known}\"]"));
        let change = self.random.pick(CHANGES);
        self.line("\n[outcome]");
        self.put("goal", format_args!("{users} {change}"));
        if self.random.chance(50) {
            self.put("customer", "answers on the day they ask");
        }
        let kind = self.random.pick(&["retention", "cost", "delivery_speed", "risk"]);
        let figure = self.random.between(8, 80);
        self.line("\n[[outcome.business]]");
        self.put("kind", kind);
        self.put("claim", "fewer credits and fewer hours of repair");
        self.put("figure", format_args!("EUR {figure} k a quarter"));
        if self.random.chance(50) {
            self.put("basis", "credits granted and hours booked since July");
        }
        self.line("\n[[segment]]\nid = \"core-users\"");
        self.put("who", users);
        self.line("core = true");
    }

    pub(super) fn metric(&mut self) {
        let (before, now) = (self.random.between(200, 900), self.random.between(100, 199));
        let subject = self.subject();
        self.line("\n[[metric]]\nid = \"repairs\"");
        self.put("name", format_args!("{subject} repaired by hand"));
        self.put("unit", "a month");
        self.put("source", "https://metrics.example.com/d/repairs");
        let (early, late, target) = (self.ago(45), self.ago(6), self.quarter.end);
        self.line(format_args!("baseline = {{ value = {before}, date = {early} }}"));
        self.line(format_args!("target = {{ value = {}, date = {target} }}", before / 10));
        self.line("direction = \"down\"");
        self.line(format_args!("readings = [{{ value = {now}, date = {late} }}]\nprimary = true"));
    }

    pub(super) fn evidence(&mut self) {
        use EvidenceKind::{Customer, FirstHand, Incident, Metric, Ticket};
        let thin = self.has(Fault::ThinEvidence) && self.stage == Stage::Proposal;
        for (place, kind) in [FirstHand, Ticket, Incident, Metric, Customer].into_iter().enumerate() {
            if thin && place > 0 || place > 2 && self.random.chance(90) {
                break;
            }
            let (claim, figure) = (self.random.pick(EVIDENCE), self.random.between(3, 60));
            let date = self.random.between(4, 35);
            let date = self.ago(date);
            self.line(format_args!("\n[[evidence]]\nid = \"fact-{place}\"\ndate = {date}"));
            self.put("kind", kind);
            let number = self.number;
            self.put("source", format_args!("https://tickets.example.com/{number}/{place}"));
            self.put("claim", claim.replace("{n}", &figure.to_string()));
            if place == 3 {
                self.line("supports = false");
            }
            if place == 0 && self.is_planned() {
                self.line("answers = [\"how-often\"]");
            }
        }
    }

    pub(super) fn judgements(&mut self) {
        let (em, contact) = (self.organisation.em(self.home), self.owner.clone());
        let (risk, response) = (self.random.pick(RISKS), self.random.pick(RESPONSES));
        let (reviewed, due) = (self.ago(20), self.quarter.end.plus_days(-40));
        self.line("\n[[risk]]");
        self.put("text", risk);
        self.put("response", response);
        self.put("owner", em.clone());
        self.line(format_args!("due = {due}"));
        self.line(format_args!(
            "\n[[review]]\ndate = {reviewed}\nby = \"{em}\"\nlens = \"challenge\"\nverdict = \"changes\""
        ));
        if matches!(self.stage, Stage::Committed | Stage::Delivered) {
            let decided = self.ago(7);
            self.line(format_args!(
                "\n[[decision]]\ndate = {decided}\nby = \"{em}\"\nwhat = \"go ahead\"\nkind = \"accept\""
            ));
        }
        let (from, until) = (self.quarter.start, self.quarter.end);
        self.line("\n[support]");
        self.put("contact", contact);
        self.put("hours", "Tue and Thu 10:00-12:00 CET");
        self.line(format_args!("from = {from}\nuntil = {until}"));
    }

    pub(super) fn interviews(&mut self) {
        // What has little plan yet has more talking to users instead.
        let count = if self.is_planned() { i64::from(self.random.chance(10)) } else { self.random.between(1, 3) };
        for place in 0..count {
            let (date, minutes) = (self.ago(22 + place), self.random.between(20, 30));
            let (first, second) = (self.random.pick(QUESTIONS), self.random.pick(FINDINGS));
            let interviewer = self.owner.clone();
            self.line(format_args!("\n[[interview]]\nid = \"talk-{place}\"\ndate = {date}\nminutes = {minutes}"));
            self.line("segment = \"core-users\"\nparticipants = [{ alias = \"user 12\", rank = \"ic\" }]");
            self.line(format_args!(
                "interviewers = [\"{interviewer}\"]\nquestions = [\"{first}\"]\nfindings = [\"{second}\"]"
            ));
            let shared = self.ago(15);
            self.line(format_args!("shared = [{{ date = {shared}, how = \"summary to everybody on call\" }}]"));
        }
    }

    pub(super) fn updates(&mut self) {
        let earlier = self.random.chance(10).then_some(24);
        for days in earlier.into_iter().chain([10]) {
            let (date, text, by) = (self.ago(days), self.random.pick(UPDATES), self.owner.clone());
            self.line(format_args!(
                "\n[[update]]\ndate = {date}\nby = \"{by}\"\nhealth = \"on_track\"\ntext = \"{text}\""
            ));
        }
    }

    pub(super) fn closing(&mut self) {
        let (decided, by) = (self.ago(5), self.organisation.em(self.home));
        match self.stage {
            Stage::Delivered => {
                self.line(format_args!("\n[[retro]]\ndate = {decided}\nfindings = \"the pilot took twice as long\""));
                self.line("\n[closing]\nreason = \"the metric is where it should be\"");
            }
            Stage::Parked => {
                let revisit = self.today.plus_days(120);
                self.line("\n[closing]\nreason = \"the queue is replaced in spring\"");
                self.line(format_args!("revisit_on = {revisit}"));
            }
            Stage::Dropped => self.line("\n[closing]\nreason = \"the numbers did not hold\""),
            _ => return,
        }
        self.line(format_args!("date = {decided}\ndecided_by = \"{by}\""));
        self.put("lesson", "ask the people on call first");
    }
}
