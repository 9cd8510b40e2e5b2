//! The plan of an initiative: its steps and what they hand over.

use super::Draft;
use canvass::model::Stage;

impl Draft<'_> {
    pub(super) fn steps(&mut self) {
        let executor = self.organisation.em(self.home);
        let research = self.random.between(2, 4);
        self.line(
            "\n[[step]]\nid = \"measure\"\ntext = \"count what is repaired by hand, and by whom\"\nkind = \"research\"",
        );
        self.line(format_args!("effort = {research}\nusable_alone = true\nself_serve = true"));
        self.put("feedback", "a dashboard that support reads every Monday");
        for (id, text, days) in
            [("pilot", "one team, one region, four weeks", 9), ("rollout", "every team, old path off", 7)]
        {
            self.line(format_args!("\n[[step]]\nid = \"{id}\"\ntext = \"{text}\"\nkind = \"{id}\"\neffort = {days}"));
        }
        self.line("\n[step.release]");
        self.put("executor", executor);
        self.line("rollback = [\"turn the flag off\", \"replay what waits in the queue\"]");
        self.put("verified_by", "a week without a repair among what is piloted");
    }

    pub(super) fn deliverables(&mut self) {
        let status = if self.stage == Stage::Delivered { "done" } else { "not_started" };
        let (start, owner) = (self.quarter.start, self.owner.clone());
        let plan = [("pilot", "pilot", "pilot", 4, 52), ("guide", "rollout", "docs", 53, 80)];
        for (id, step, kind, from, until) in plan {
            self.line(format_args!("\n[[deliverable]]\nid = \"{id}\"\nstep = \"{step}\""));
            self.put("text", format_args!("the numbers of the {step}"));
            self.put("kind", kind);
            self.put("owner", owner.clone());
            self.line(format_args!("start = {}\nend = {}", start.plus_days(from), start.plus_days(until)));
            self.put("status", status);
        }
    }
}
