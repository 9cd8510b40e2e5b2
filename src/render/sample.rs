//! A small portfolio, measured, that the tests of pages and documents print.

use super::{Place, coverage, readiness};
use crate::insight::coverage::{Coverage, measure};
use crate::insight::readiness::{Readiness, assess};
use crate::insight::{Index, stage};
use crate::load::{Loaded, Locator, MemoryTree, Options, load};
use crate::model::{Date, InitiativeId, Stage};

const PEOPLE: &str = r#"
dana = { name = "Dana", rank = "ic" }
ana = { name = "Ana", rank = "manager", team = "payments" }
lee = { name = "Lee", rank = "ic", team = "payments" }
kim = { name = "Kim", rank = "exec" }
sam = { name = "Sam", rank = "lead", team = "sre" }
"#;

const TEAMS: &str = r#"
[payments]
name = "Payments"
pm = "lee"
em = "ana"
exec = "kim"
capacity = 100

[sre]
name = "SRE"
em = "sam"
exec = "kim"
"#;

const CYCLES: &str = r#"
[2027-q1]
kind = "quarter"
start = 2027-01-01
end = 2027-03-31
planning_start = 2026-12-11
freeze = 2026-12-25
"#;

const RETRIES: &str = r#"
title = "Retry safely"
owner = "dana"
stage = "proposal"
stage_since = 2026-10-01
category = "reliability"
target_cycle = "2027-q1"

[problem]
who = "shoppers"
impact = "orders are lost"

[[evidence]]
id = "lost"
date = 2026-10-20
kind = "metric"
claim = "2 % of orders are lost"

[[ask]]
id = "idempotent-retries"
team = "payments"
kind = "work"
size = "medium"
what = "accept a retried order once"

[[ask]]
id = "alert"
team = "sre"
kind = "work"
size = "small"
what = "page on lost orders"

[[conversation]]
date = 2026-11-02
with = ["lee"]
format = "one_on_one"
initiated_by = "us"
stance = { lee = "opposed" }

[[conversation]]
date = 2026-07-02
with = ["kim"]
format = "one_on_one"
initiated_by = "us"

[[conversation]]
date = 2026-11-20
with = ["ana", "sam"]
format = "group"
initiated_by = "us"

[[stakeholder]]
person = "ana"
plan = { by = 2026-12-01 }

[[stakeholder]]
person = "::error::p"
roles = ["\u001b[31mred </details> | @ana #1 \u202Etxet 日本語 👩🏽‍🚀"]
"#;

const HOSTILE: &str = r#"
title = "x"
owner = "<img src=x> ##[group] \u001b[31m"
stage = "idea"
stage_since = 2026-11-01
category = "product"
"#;

const FINE: &str = r#"
title = "Fine"
owner = "sam"
stage = "idea"
stage_since = 2026-11-01
category = "product"
target_cycle = "2029-q1"
"#;

/// The portfolio and what is true of it.
pub(super) struct Sample {
    pub(super) loaded: Loaded,
    pub(super) as_of: Date,
    measures: Vec<(InitiativeId, Coverage, Readiness, Option<Stage>)>,
}

impl Sample {
    /// With the three initiatives `hostile`, `retries` and `unplanned`.
    pub(super) fn new() -> Self {
        Self::of(&[("hostile", HOSTILE), ("retries", RETRIES), ("unplanned", FINE)])
    }

    pub(super) fn of(initiatives: &[(&str, &str)]) -> Self {
        let mut files = vec![
            ("canvass.toml".to_owned(), "name = \"Shop\"\n".to_owned()),
            ("people.toml".into(), PEOPLE.into()),
            ("teams.toml".into(), TEAMS.into()),
            ("cycles.toml".into(), CYCLES.into()),
        ];
        files.extend(initiatives.iter().map(|(id, text)| (format!("initiatives/{id}.toml"), (*text).to_owned())));
        let loaded = load(&MemoryTree::new(files), &Options::default());
        let as_of = "2026-11-23".parse().unwrap();
        let index = Index::new(&loaded.portfolio);
        let measure_one = |(id, record)| {
            let coverage = measure(&index, record, as_of)?;
            let readiness = assess(&index, record, &coverage, None, as_of)?;
            Some((InitiativeId::clone(id), coverage, readiness, stage::support(&index, record, as_of).supported))
        };
        let measures = loaded.portfolio.initiatives.iter().filter_map(measure_one).collect();
        Self { loaded, as_of, measures }
    }

    pub(super) fn readiness(&self) -> Vec<readiness::Initiative<'_>> {
        let sources = &self.loaded.sources;
        let locator = Locator::new(sources);
        self.measures
            .iter()
            .map(|(id, coverage, readiness, supported)| {
                let record = &self.loaded.portfolio.initiatives[id].value;
                let place = |at: &_| Place::new(sources, &locator.locate(at));
                readiness::Initiative::new(id.as_str(), record, readiness, coverage, *supported, place)
            })
            .collect()
    }

    pub(super) fn coverage(&self) -> Vec<coverage::Initiative<'_>> {
        self.measures
            .iter()
            .map(|(id, measure, _, _)| {
                let record = &self.loaded.portfolio.initiatives[id].value;
                coverage::Initiative { id: id.as_str(), record, measure }
            })
            .collect()
    }
}
