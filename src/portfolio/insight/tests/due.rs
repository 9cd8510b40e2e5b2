//! What is open in a small workspace, in the order in which a session goes through it.

use super::{HEAD, Sample, TODAY, ask, date, talk};
use crate::insight::Index;
use crate::insight::draft::draft;
use crate::insight::due::{Item, Line, Subject, When, later, lines};
use crate::insight::reminders::Occasion;
use crate::model::{Health, TeamId};

/// A line in a line: `x deliverable 2027-01-20 due ana`.
fn told(line: &Line<'_>) -> String {
    let of = match line.subject {
        Subject::Initiative(id, _) => id.as_str(),
        Subject::Cycle(id) => id.as_str(),
        Subject::System(id, _) => id.as_str(),
    };
    let what = match &line.item {
        Item::Deliverable(it) => format!("deliverable {}", it.id),
        Item::Ask(it) => format!("ask {}", it.id),
        Item::Question(it) => format!("question {}", it.q.as_deref().unwrap_or("-")),
        Item::Need(it) => format!("need {}", it.id),
        Item::Action(it) => format!("action {}", it.text),
        Item::Risk(it) => format!("risk {}", it.text),
        Item::FollowUp(with, _) => {
            format!("follow-up {}", with.iter().map(|it| it.as_str()).collect::<Vec<_>>().join("+"))
        }
        Item::Checkpoint(step, _) => format!("checkpoint {}", step.id),
        Item::Change(step, _) => format!("change {}", step.id),
        Item::Release(step, _) => format!("release {}", step.id),
        Item::Reminder(Occasion::SupportEnds, _) => "support".to_owned(),
        Item::Reminder(Occasion::ContractEnds, _) => "contract".to_owned(),
        Item::Reminder(Occasion::PromiseRenewed, _) => "renewal".to_owned(),
        Item::Reminder(Occasion::Practice(scenario), _) => format!("practice {scenario}"),
        Item::Revisit => "revisit".to_owned(),
    };
    let when = match line.when {
        When::Due(day) => format!("due {day}"),
        When::Since(day) => format!("since {day}"),
        When::Undated => "undated".to_owned(),
    };
    let who = line.who.map(|who| who.as_str()).or(line.team.map(|team| team.as_str())).unwrap_or("-");
    format!("{when} {of} {what} {who}")
}

fn all(sample: &Sample) -> Vec<String> {
    lines(&Index::new(&sample.0), date(TODAY)).iter().map(told).collect()
}

#[test]
fn lines_come_by_their_day_whatever_it_means() {
    let initiative = format!(
        "{HEAD}target_cycle = 'c91'\nopen_questions = [{{ q = 'why?', asked_on = 2027-01-10 }}, {{ q = 'how?', answer = 'so' }}, {{ q = 'when?' }}]\n\
         {}{}{}{}{}\
         [[deliverable]]\nid = 'late'\ntext = 'Late'\nowner = 'tom'\nstart = 2027-01-01\nend = 2027-01-20\nstatus = 'in_progress'\n\
         [[deliverable]]\nid = 'done'\ntext = 'Done'\nend = 2027-01-02\nstatus = 'done'\n\
         [[deliverable]]\nid = 'far'\ntext = 'Far'\nstart = 2027-01-15\nend = 2027-06-01\n\
         [[deliverable]]\nid = 'not-yet'\ntext = 'Not yet'\nstart = 2027-03-02\nend = 2027-04-01\nstatus = 'not_started'\n\
         [[deliverable]]\nid = 'just'\ntext = 'Just'\nstart = 2027-03-01\nend = 2027-04-01\n\
         [[risk]]\ntext = 'Rain'\nowner = 'sue'\ndue = 2027-03-01\n[[risk]]\ntext = 'Snow'\ndue = 2027-03-02\n[[risk]]\ntext = 'Sun'\n\
         [[step]]\nid = 'one'\ntext = 'One'\nstart = 2027-02-01\nend = 2027-02-20\n\
         checkpoint = {{ date = 2027-01-25, stop_if = 'no' }}\nchange = {{ window = 'at night', approver = 'lee' }}\nrelease = {{ executor = 'tom' }}\n\
         [[step]]\nid = 'two'\ntext = 'Two'\nstart = 2027-01-01\nend = 2027-01-29\nchange = {{}}\nrelease = {{}}\n\
         checkpoint = {{ date = 2027-01-12 }}\n\
         [[decision]]\ndate = 2027-01-12\nby = 'dana'\nwhat = 'Go on'\n\
         [[retro]]\ndate = 2027-01-08\nactions = [{{ text = 'Mend' }}, {{ text = 'Kept', done = true }}]\n",
        ask("open", "payments", "status = 'presented'\npresented_on = 2027-01-05"),
        ask("draft", "payments", ""),
        ask("yes", "payments", "status = 'accepted'\nanswered_on = 2027-01-20\npresented_on = 2027-01-05"),
        talk(
            "2027-01-06",
            "'ana', 'lee'",
            "group",
            "follow_up_by = 2027-01-13\nneeds = [{ id = 'cost' }, { id = 'known' }]"
        ),
        talk("2027-01-18", "'lee'", "one_on_one", "")
            + "[[evidence]]\nid = 'e'\ndate = 2027-01-19\nkind = 'cost'\nclaim = 'C'\nanswers = ['known']\n",
    );
    let sample = Sample::new(&initiative, &[]);
    assert_eq!(
        all(&sample),
        [
            "since 2027-01-05 x ask open lee",
            "since 2027-01-06 x need cost dana",
            "since 2027-01-08 x action Mend dana",
            "since 2027-01-10 x question why? dana",
            "due 2027-01-13 x follow-up ana dana",
            "due 2027-01-20 x deliverable late tom",
            "due 2027-01-25 x checkpoint one dana",
            "due 2027-02-01 x change one lee",
            "due 2027-02-20 x release one tom",
            "due 2027-03-01 x risk Rain sue",
            "due 2027-04-01 x deliverable just dana",
            "due 2027-06-01 x deliverable far dana",
            "undated x question when? dana",
        ]
    );
    let waiting: Vec<_> = later(sample.record(), date(TODAY)).map(|it| it.id.as_str()).collect();
    assert_eq!(waiting, ["not-yet"]);

    let index = Index::new(&sample.0);
    let lines = lines(&index, date(TODAY));
    let concerns = |team: &str| lines.iter().filter(|line| line.concerns(&index, &TeamId::from(team))).count();
    // What payments is asked, and the change that lee approves.
    assert_eq!((concerns("payments"), concerns("ledger")), (2, 0));
    assert!(lines.iter().all(|line| line.is_of_cycle(&"c91".into()) && !line.is_of_cycle(&"later".into())));
}

#[test]
fn what_ended_leaves_promises_actions_and_a_day_to_look_again() {
    let talked = talk("2027-01-06", "'ana'", "one_on_one", "follow_up_by = 2027-01-13");
    let parked = HEAD.replace("'problem'", "'parked'")
        + "open_questions = [{ q = 'why?' }]\nclosing = { revisit_on = 2027-02-10 }\n"
        + &talked
        + "[[retro]]\nactions = [{ text = 'Mend', owner = 'tom', due = 2027-02-28 }, { text = 'Far', due = 2027-03-02 }]\n";
    let wanted =
        ["due 2027-01-13 x follow-up ana dana", "due 2027-02-10 x revisit dana", "due 2027-02-28 x action Mend tom"];
    assert_eq!(all(&Sample::new(&parked, &[])), wanted);
    // What is not parked is not looked at again.
    assert_eq!(all(&Sample::new(&parked.replace("'parked'", "'dropped'"), &[])), [wanted[0], wanted[2]]);
}

#[test]
fn cycles_and_systems_have_lines_too() {
    let cycles = "[c91]\nkind = 'quarter'\nstart = 2027-04-01\nend = 2027-06-30\nplanning_start = 2027-03-11\nfreeze = 2027-03-25\n\
        [c91.retro]\ndate = 2027-01-20\nactions = [{ text = 'Ask sooner', owner = 'lee' }]\n";
    let systems = "[db]\nname = 'DB'\nowner = 'ledger'\ntier = 'core'\nend_of_support = 2027-02-28\n\
        continuity = [{ scenario = 'zone', practised_on = 2026-08-10 }, { scenario = 'key', practised_on = 2026-12-01 }, { scenario = 'x' }]\n\
        [web]\nname = 'Web'\nowner = 'ledger'\nend_of_support = 2027-03-02\ncontinuity = [{ scenario = 'zone', practised_on = 2026-08-10 }]\n";
    let sample = Sample::new(HEAD, &[("cycles.toml", cycles), ("systems.toml", systems)]);
    assert_eq!(
        all(&sample),
        [
            "since 2027-01-20 c91 action Ask sooner lee",
            "due 2027-02-06 db practice zone ledger",
            "due 2027-02-28 db support ledger"
        ]
    );
}

#[test]
fn an_update_says_what_is_known() {
    let deliverable =
        |id: &str, end: &str, more: &str| format!("[[deliverable]]\nid = '{id}'\ntext = '{id}'\nend = {end}\n{more}\n");
    let updated =
        |health: &str| format!("[[update]]\ndate = 2027-01-15\nby = 'dana'\nhealth = '{health}'\ntext = 'T'\n");
    let calm = HEAD.to_owned()
        + &deliverable("before", "2027-01-15", "status = 'done'")
        + &deliverable("since", "2027-01-16", "status = 'done'")
        + &deliverable("next", "2027-02-16", "")
        + &deliverable("extra", "2027-01-16", "stretch = true")
        + &ask("open", "payments", "status = 'presented'\npresented_on = 2027-01-05")
        + &ask("yes", "payments", "status = 'accepted'\nanswered_on = 2027-01-20")
        + &updated("off_track");
    let told = |text: &str| {
        let sample = Sample::new(text, &[]);
        let index = Index::new(&sample.0);
        let draft = draft(&index, sample.record(), date(TODAY));
        let ids =
            |items: &[&crate::model::Deliverable]| items.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(" ");
        let asks = |items: &[&crate::model::Ask]| items.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(" ");
        let next = draft.next.map(|it| it.id.to_string()).unwrap_or_default();
        let words = [
            ids(&draft.done),
            ids(&draft.late),
            ids(&draft.at_risk),
            asks(&draft.answered),
            asks(&draft.waiting),
            next,
        ];
        (draft.health, words.join("/"))
    };
    // Only the owner can say that it goes better again.
    assert_eq!(told(&calm), (Health::OffTrack, "since///yes/open/next".to_owned()));
    assert_eq!(told(&calm.replace("off_track", "on_track")).0, Health::OnTrack);
    // Late work is at risk at least, and as bad as was said last.
    let late = calm.clone() + &deliverable("late", "2027-01-29", "status = 'in_progress'");
    assert_eq!(told(&late), (Health::OffTrack, "since/late//yes/open/next".to_owned()));
    assert_eq!(told(&late.replace("off_track", "on_track")).0, Health::AtRisk);
    let risky = calm + &deliverable("risky", "2027-02-01", "status = 'at_risk'");
    assert_eq!(
        told(&risky.replace("off_track", "on_track")),
        (Health::AtRisk, "since//risky/yes/open/risky".to_owned())
    );
}
