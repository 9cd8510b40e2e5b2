//! The people of an initiative: who must be spoken to, what was said, and what their teams are asked for.

use super::{Asked, Draft, Fault};
use crate::words::{DONE, PITCHES, REASONS, TEAM_WORK};
use canvass::model::{Category, Stage};

impl Draft<'_> {
    pub(super) fn pitches(&mut self) {
        for (audience, benefit, text) in PITCHES {
            if *audience == "exec" && self.has(Fault::NoExecutivePitch) {
                continue;
            }
            self.line("\n[[pitch]]");
            self.put("audience", audience);
            self.put("text", format_args!("{text}."));
            self.line(format_args!("benefits = [\"{benefit}\"]"));
            if *audience == "exec" {
                let figure = self.random.between(8, 80);
                self.put("figure", format_args!("EUR {figure} k a quarter"));
            }
        }
    }

    /// Everybody who must be spoken to, with the audience they belong to: the manager who is forgotten, if any, first.
    pub(super) fn required(&self) -> Vec<(String, &'static str)> {
        let organisation = self.organisation;
        let mut people: Vec<(String, &str)> = Vec::new();
        for asked in &self.asked {
            people.push((organisation.em(asked.team), "em"));
            people.push((organisation.pm(asked.team), "pm"));
        }
        for asked in &self.asked {
            people.push((organisation.exec(asked.team), "exec"));
        }
        if let Some(changed) = self.asked.first().map(|asked| asked.team) {
            people.extend(organisation.members_of(changed).take(1).map(|sme| (sme, "sme")));
            let around = [organisation.depends_on(changed), organisation.needed_by(changed)];
            people.extend(around.into_iter().flatten().map(|team| (organisation.em(team), "em")));
        }
        people.push((organisation.exec(self.home), "exec"));
        if self.category == Category::Security {
            people.push((organisation.security_lead(), "security"));
        }
        let mut seen = std::collections::BTreeSet::from([self.owner.clone()]);
        people.retain(|(person, _)| seen.insert(person.clone()));
        people
    }

    pub(super) fn people(&mut self) {
        let mut required = self.required();
        if !self.is_planned() {
            let mut place = 0;
            required.retain(|(_, audience)| {
                place += 1;
                place <= 3 || *audience == "security"
            });
        } else if self.has(Fault::ManagerForgotten) && !required.is_empty() {
            required.remove(0);
        }
        let mut waiting = Vec::new();
        for (place, (person, audience)) in required.into_iter().enumerate() {
            if self.is_agreed() || place == 0 || self.random.chance(60) {
                let date = self.random.between(13, 40);
                self.conversation(date, &person, audience, place == 0 && self.is_planned());
            } else {
                waiting.push(person);
            }
        }
        if self.has(Fault::UnknownPerson) {
            self.conversation(13, "nobody-knows-them", "sme", false);
        }
        if self.is_planned()
            && let Some(team) = self.asked.first().map(|asked| asked.team)
            && !self.has(Fault::ManagerForgotten)
            && self.is_agreed()
            && self.random.chance(40)
        {
            let (pm, em, date) = (self.organisation.pm(team), self.organisation.em(team), self.ago(9));
            self.line(format_args!("\n[[conversation]]\ndate = {date}\nwith = [\"{pm}\", \"{em}\"]"));
            self.line("format = \"group\"\noutcome = \"neutral\"");
        }
        for person in waiting {
            let (by, owner) = (self.today.plus_days(7), self.owner.clone());
            self.line("\n[[stakeholder]]");
            self.put("person", person);
            self.line(format_args!("plan = {{ by = {by}, owner = \"{owner}\" }}"));
        }
    }

    pub(super) fn conversation(&mut self, days: i64, person: &str, audience: &str, lacks_data: bool) {
        let date = self.ago(days);
        self.line(format_args!("\n[[conversation]]\ndate = {date}\nwith = [\"{person}\"]\nformat = \"one_on_one\""));
        if lacks_data {
            self.line("asks = [\"contract\"]");
        }
        if PITCHES.iter().any(|(known, ..)| *known == audience) {
            self.put("pitch", audience);
        }
        if lacks_data {
            self.line("outcome = \"lacks_data\"");
            self.line("needs = [{ id = \"how-often\", text = \"how often does it happen, and when?\" }]");
        } else {
            let outcome = self.random.pick(&["supportive", "neutral", "informed"]);
            self.put("outcome", outcome);
        }
        if self.random.chance(20) {
            let stance = self.random.pick(&["champion", "supportive", "neutral", "concerned"]);
            self.line(format_args!("stance = {{ {person} = \"{stance}\" }}"));
        }
        if self.stage == Stage::Delivered {
            let promised = self.today.plus_days(90);
            self.line(format_args!("follow_up_by = {promised}"));
        }
    }

    pub(super) fn asks(&mut self) {
        let accepted = matches!(self.stage, Stage::Committed | Stage::Delivered);
        for (place, Asked { team, id, kind, medium, days }) in std::mem::take(&mut self.asked).into_iter().enumerate() {
            let (what, why) = (self.random.pick(TEAM_WORK), self.random.pick(REASONS));
            let team_name = self.organisation.team(team);
            self.line("\n[[ask]]");
            self.put("id", id);
            self.put("team", &team_name);
            self.put("kind", kind);
            self.put("size", if medium { "medium" } else { "small" });
            self.put("what", what);
            self.put("why_you", why);
            if !(self.has(Fault::BareAsk) && place == 0 && self.stage == Stage::Proposal) {
                let done = self.random.pick(DONE);
                self.put("done_when", done);
                self.line(format_args!("effort = {{ min = {}, max = {days} }}", (days / 2).max(1)));
            }
            self.line(format_args!("need_by = {}", self.quarter.end.plus_days(-30)));
            self.line("steps = [\"pilot\"]");
            if self.has(Fault::StrangeDecider) && place == 0 {
                let stranger = self.organisation.members_of(team).next().unwrap_or_default();
                self.put("decider", stranger);
            }
            if medium && let Some(champion) = self.organisation.members_of(team).next() {
                self.put("champion", champion);
            }
            let (presented, answered) = (self.ago(13), self.ago(8));
            let status = if accepted { "accepted" } else { "presented" };
            if self.is_agreed() {
                self.put("status", status);
                self.line(format_args!("presented_on = {presented}"));
                self.line(format_args!("issue = {{ repo = \"acme/{team_name}\", number = {} }}", self.number + 1));
            }
            if accepted {
                self.line(format_args!("answered_on = {answered}\ncommitted_effort = {days}"));
                self.put("answer", "yes, in the first half of the cycle");
            }
            self.asked.push(Asked { team, id, kind, medium, days });
        }
    }
}
