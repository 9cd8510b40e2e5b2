//! The company that initiatives are planned in: people, teams, systems, strategy and cycles.

use crate::random::Random;
use crate::words::{DOMAINS, FIRST_NAMES, LAST_NAMES};
use canvass::model::Date;
use std::fmt::Write as _;

/// Teams that share an executive and a goal.
const DEPARTMENT: usize = 8;
/// Tables in one file beyond which a kind becomes a folder with a file each.
const ONE_FILE: usize = 1_500;
/// The quarters that work is planned for, the first one being planned right now.
const QUARTERS: i16 = 8;

/// A company of numbered people and teams, so that every id follows from a number.
///
/// Person 0 leads security; then follow the executives, one for each department; then a product manager and an
/// engineering manager for each team; then everybody else, team after team.
pub(crate) struct Organisation {
    pub(crate) seed: u64,
    pub(crate) teams: usize,
    pub(crate) people: usize,
    /// The most active initiatives that one person leads.
    pub(crate) owner_max: usize,
}

/// One planning cycle.
pub(crate) struct Quarter {
    pub(crate) id: String,
    pub(crate) start: Date,
    pub(crate) end: Date,
    pub(crate) planning: Date,
}

impl Organisation {
    pub(crate) fn departments(&self) -> usize {
        self.teams.div_ceil(DEPARTMENT)
    }

    pub(crate) fn person(&self, number: usize) -> String {
        format!("{}-{number}", word(FIRST_NAMES, number).to_lowercase())
    }

    pub(crate) fn team(&self, number: usize) -> String {
        let domain = word(DOMAINS, number);
        format!("{domain}-{number}")
    }

    /// The system that team `number` owns.
    pub(crate) fn system(&self, number: usize) -> String {
        format!("{}-core", self.team(number))
    }

    pub(crate) fn security_lead(&self) -> String {
        self.person(0)
    }

    pub(crate) fn exec(&self, team: usize) -> String {
        self.person(1 + team / DEPARTMENT)
    }

    pub(crate) fn pm(&self, team: usize) -> String {
        self.person(1 + self.departments() + 2 * team)
    }

    pub(crate) fn em(&self, team: usize) -> String {
        self.person(2 + self.departments() + 2 * team)
    }

    fn first_member(&self) -> usize {
        1 + self.departments() + 2 * self.teams
    }

    /// How many people are neither executives nor managers.
    pub(crate) fn members(&self) -> usize {
        self.people - self.first_member()
    }

    /// The team of member `number`.
    pub(crate) fn team_of_member(&self, number: usize) -> usize {
        number % self.teams
    }

    pub(crate) fn member(&self, number: usize) -> String {
        self.person(self.first_member() + number)
    }

    /// The members of a team, the first two of whom know its system.
    pub(crate) fn members_of(&self, team: usize) -> impl Iterator<Item = String> {
        (team..self.members()).step_by(self.teams).map(|number| self.member(number))
    }

    /// Another team of the same department, `offset` places on.
    pub(crate) fn neighbour(&self, team: usize, offset: usize) -> usize {
        let first = team / DEPARTMENT * DEPARTMENT;
        let size = DEPARTMENT.min(self.teams - first);
        first + (team - first + offset) % size
    }

    /// The team whose system that of `team` cannot work without.
    pub(crate) fn depends_on(&self, team: usize) -> Option<usize> {
        (!team.is_multiple_of(DEPARTMENT)).then(|| team - 1)
    }

    /// The team whose system cannot work without that of `team`.
    pub(crate) fn needed_by(&self, team: usize) -> Option<usize> {
        let next = team + 1;
        (next < self.teams && self.depends_on(next) == Some(team)).then_some(next)
    }

    pub(crate) fn strategy_item(&self, team: usize) -> String {
        format!("goal-{}", team / DEPARTMENT)
    }

    /// The problem that the department of `team` knows of.
    pub(crate) fn problem(&self, team: usize) -> String {
        format!("repairs-{}", team / DEPARTMENT)
    }

    /// Quarter `number` after the one that is planned now; −2 is over.
    pub(crate) fn quarter(&self, number: i16) -> Quarter {
        let since = 2027 * 4 + number;
        let (year, quarter) = (since.div_euclid(4), since.rem_euclid(4));
        let first = |year, quarter: i16| Date::new(year, i8::try_from(quarter * 3 + 1).unwrap_or(1), 1);
        let start = first(year, quarter).unwrap_or_else(crate::as_of);
        let next = first(year + (quarter + 1) / 4, (quarter + 1) % 4).unwrap_or(start);
        Quarter {
            id: format!("{year}-q{}", quarter + 1),
            start,
            end: next.plus_days(-1),
            planning: start.plus_days(-21),
        }
    }

    /// Which quarter work with a running number is planned for.
    pub(crate) fn planned_for(&self, number: usize) -> Quarter {
        self.quarter(i16::try_from(number % QUARTERS.unsigned_abs() as usize).unwrap_or(0))
    }

    /// Every file but the initiatives, as (path, text).
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![
            ("canvass.toml".to_owned(), self.workspace()),
            ("strategy.toml".to_owned(), self.strategy()),
            ("cycles.toml".to_owned(), self.cycles()),
            ("problems.toml".to_owned(), self.problems()),
            ("themes.toml".to_owned(), "[reliability]\ntitle = \"Work that stays done\"\n".to_owned()),
        ];
        let people = (0..self.people).map(|number| (self.person(number), self.person_table(number)));
        let departments =
            (0..self.departments()).map(|number| (format!("department-{number}"), self.department(number)));
        let teams = (0..self.teams).map(|number| (self.team(number), self.team_table(number)));
        let systems = (0..self.teams).map(|number| (self.system(number), self.system_table(number)));
        files.extend(kind("people", people.collect()));
        files.extend(kind("teams", departments.chain(teams).collect()));
        files.extend(kind("systems", systems.collect()));
        files
    }

    fn workspace(&self) -> String {
        format!(
            "name = \"Generated, seed {}\"\nvisibility = \"private\"\n\n[thresholds]\nowner_max = {}\n\n\
             [[required_roles]]\nwhen = {{ category = \"security\" }}\nperson = \"{}\"\n",
            self.seed,
            self.owner_max,
            self.security_lead()
        )
    }

    fn strategy(&self) -> String {
        (0..self.departments()).fold(String::new(), |mut text, number| {
            let owner = self.person(1 + number);
            let _ = write!(
                text,
                "[goal-{number}]\ntitle = \"Customers of department {number} can rely on what we promise\"\n\
                 owner = \"{owner}\"\nhorizon = \"2028\"\nurl = \"https://wiki.example.com/strategy/{number}\"\n\n"
            );
            text
        })
    }

    fn problems(&self) -> String {
        (0..self.departments()).fold(String::new(), |mut text, number| {
            let (problem, system) = (self.problem(number * DEPARTMENT), self.system(number * DEPARTMENT));
            let _ = write!(
                text,
                "[{problem}]\ntitle = \"Runs of department {number} end without anybody noticing\"\n\
                 systems = [\"{system}\"]\nstate = \"known\"\n\n"
            );
            text
        })
    }

    fn cycles(&self) -> String {
        (-2..QUARTERS).fold(String::new(), |mut text, number| {
            let Quarter { id, start, end, planning } = self.quarter(number);
            let freeze = start.plus_days(-7);
            let _ = write!(
                text,
                "[{id}]\nkind = \"quarter\"\nstart = {start}\nend = {end}\nplanning_start = {planning}\n\
                 freeze = {freeze}\n\n"
            );
            text
        })
    }

    fn person_table(&self, number: usize) -> String {
        let managers = 1 + self.departments()..self.first_member();
        let (rank, team) = match number {
            0 => ("lead", self.team(0)),
            _ if number < managers.start => ("exec", format!("department-{}", number - 1)),
            _ if managers.contains(&number) => ("manager", self.team((number - managers.start) / 2)),
            _ => ("ic", self.team(self.team_of_member(number - managers.end))),
        };
        let (first, last) = (word(FIRST_NAMES, number), word(LAST_NAMES, number / FIRST_NAMES.len() + number));
        format!("name = \"{first} {last}\"\nteam = \"{team}\"\nrank = \"{rank}\"\n")
    }

    fn department(&self, number: usize) -> String {
        let exec = self.person(1 + number);
        let (pm, em) = (self.pm(number * DEPARTMENT), self.em(number * DEPARTMENT));
        format!("name = \"Department {number}\"\npm = \"{pm}\"\nem = \"{em}\"\nexec = \"{exec}\"\n")
    }

    fn team_table(&self, number: usize) -> String {
        let team = self.team(number);
        let members: Vec<String> = self.members_of(number).map(|member| format!("\"{member}\"")).collect();
        format!(
            "name = \"{}\"\nparent = \"department-{}\"\npm = \"{}\"\nem = \"{}\"\nmembers = [{}]\ncapacity = {}\n\
             backlog = {{ repo = \"acme/{team}\", labels = [\"planning\"], accepts = true }}\n",
            capitalised(&team),
            number / DEPARTMENT,
            self.pm(number),
            self.em(number),
            members.join(", "),
            Random::of(self.seed, number).between(24, 40) * 10,
        )
    }

    fn system_table(&self, number: usize) -> String {
        let mut random = Random::of(self.seed ^ 1, number);
        let smes: Vec<String> = self.members_of(number).take(2).map(|member| format!("\"{member}\"")).collect();
        let mut text = format!(
            "name = \"{}\"\nkind = \"service\"\nowner = \"{}\"\ntier = \"standard\"\n\
             uses = [\"serves the {} domain\"]\nrisks = [\"one queue carries most of the traffic\"]\n\
             health = \"fair\"\nhealth_on = 2026-10-0{}\nsmes = [{}]\nown_availability = 99.9{}\n",
            capitalised(&self.system(number)),
            self.team(number),
            word(DOMAINS, number),
            random.between(1, 9),
            smes.join(", "),
            random.between(0, 9),
        );
        if let Some(other) = self.depends_on(number) {
            let _ = writeln!(text, "depends_on = [{{ system = \"{}\", coupling = \"hard\" }}]", self.system(other));
        }
        text.push_str("monitoring = [\"business\", \"synthetic\", \"events\"]\n");
        let _ = writeln!(text, "runbook = \"https://wiki.example.com/runbooks/{}\"", self.system(number));
        text
    }
}

/// One file of many tables, or a folder of one each where that would grow too large.
fn kind(name: &str, tables: Vec<(String, String)>) -> Vec<(String, String)> {
    if tables.len() > ONE_FILE {
        return tables.into_iter().map(|(id, table)| (format!("{name}/{id}.toml"), table)).collect();
    }
    let text: Vec<String> = tables.into_iter().map(|(id, table)| format!("[{id}]\n{table}")).collect();
    vec![(format!("{name}.toml"), text.join("\n"))]
}

/// One of `words`, chosen by a number that may be larger than their count.
fn word(words: &'static [&'static str], number: usize) -> &'static str {
    words.get(number % words.len()).copied().unwrap_or_default()
}

fn capitalised(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}
