//! Questions that put the answer into somebody's mouth: by which words they do, and how to ask instead.
//!
//! The patterns are data. Where questions stand, and how serious a leading one is, is left to [`crate::rules`].

/// Something that makes a question lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leading {
    /// What the words do, such as `asks for an opinion`.
    pub pattern: &'static str,
    /// The words of the question that do it.
    pub words: String,
    /// A question that does not.
    pub rewrite: String,
}

/// Where in a sentence a pattern counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At its beginning; `and`, `but`, `so` and the like may stand before it.
    Opening,
    /// Anywhere.
    Anywhere,
    /// Anywhere, unless an interrogative such as `what` or `when` leaves the answer open before it.
    Closed,
    /// At its end.
    Closing,
    /// At its end, behind a comma or a dash.
    Tagged,
}

/// How a question is asked instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rewrite {
    /// What was done the last time.
    LastTime,
    /// What is done, from one end to the other.
    Steps,
    /// What was used.
    Parts,
}

/// Words by which a question leads.
struct Pattern {
    name: &'static str,
    place: Place,
    /// Words one after the other; `a|b` is either, `[a]` may be missing, `(a)` must follow.
    words: &'static str,
    rewrite: Rewrite,
}

const OPINION: &str = "asks for an opinion";
const PROBLEM: &str = "suggests a problem";
const REASON: &str = "asks for a justification";
const DEGREE: &str = "suggests a degree";
const AGREEMENT: &str = "asks for agreement";
const EXAGGERATION: &str = "exaggerates";

/// Of two that begin at the same word, the first counts.
const PATTERNS: &[Pattern] = &[
    Pattern { name: AGREEMENT, place: Place::Tagged, words: "right|correct|no", rewrite: Rewrite::LastTime },
    Pattern { name: AGREEMENT, place: Place::Closing, words: "isn't it", rewrite: Rewrite::LastTime },
    Pattern { name: AGREEMENT, place: Place::Closing, words: "don't you [think]", rewrite: Rewrite::LastTime },
    Pattern {
        name: OPINION,
        place: Place::Anywhere,
        words: "do|did|would|could|don't|wouldn't you [not|ever|often|really] wish|agree|hate|love|like|struggle",
        rewrite: Rewrite::LastTime,
    },
    Pattern {
        name: OPINION,
        place: Place::Closed,
        words: "do|did|would|could|don't|wouldn't you [not|ever|often|really] think|feel|want|need|prefer",
        rewrite: Rewrite::LastTime,
    },
    Pattern {
        name: PROBLEM,
        place: Place::Anywhere,
        words: "do|did you [ever|currently|often|sometimes|still|usually|regularly|also|really] have \
                [a] [lot|lots|number|couple] [of] [any|some|many|several|few|big|serious] \
                problem|problems|issue|issues|trouble|troubles|difficulty|difficulties|concern|concerns",
        rewrite: Rewrite::LastTime,
    },
    Pattern {
        name: PROBLEM,
        place: Place::Anywhere,
        words: "what|which problem|problems|issue|issues|trouble|troubles|difficulty|difficulties|concern|concerns \
                do|did you [ever|currently|often|sometimes|still|usually|regularly|also|really] have",
        rewrite: Rewrite::LastTime,
    },
    Pattern {
        name: PROBLEM,
        place: Place::Closed,
        words: "are|were you [ever|currently|often|sometimes|still|also|really] frustrated|annoyed|bothered|unhappy",
        rewrite: Rewrite::LastTime,
    },
    Pattern {
        name: REASON,
        place: Place::Anywhere,
        words: "why do|does|did|is|are|don't|doesn't you|your",
        rewrite: Rewrite::Steps,
    },
    Pattern {
        name: DEGREE,
        place: Place::Anywhere,
        words: "how bad|painful|annoying|frustrating|hard|difficult (is|are|was|were|would|it|that|this)",
        rewrite: Rewrite::LastTime,
    },
    Pattern {
        name: DEGREE,
        place: Place::Anywhere,
        words: "how easy|useful (is|are|was|were|would|it|that|this)",
        rewrite: Rewrite::Parts,
    },
    Pattern { name: DEGREE, place: Place::Anywhere, words: "how much better|easier|faster", rewrite: Rewrite::Parts },
    Pattern {
        name: AGREEMENT,
        place: Place::Opening,
        words: "isn't|aren't|wouldn't|don't|shouldn't",
        rewrite: Rewrite::LastTime,
    },
    Pattern {
        name: EXAGGERATION,
        place: Place::Anywhere,
        words: "always huge|slow|broken|late",
        rewrite: Rewrite::Steps,
    },
];

/// Words that may stand before an opening.
const LEAD_IN: &[&str] = &["and", "but", "or", "so", "then", "well", "now"];
/// Words that leave the answer open.
const OPEN: &[&str] = &["what", "when", "where", "which", "who", "whom", "how"];
/// The most words that are taken over into a rewrite.
const MOST_WORDS: usize = 5;

/// The first thing that makes `question` lead, in the order of its words.
#[must_use]
pub fn leading(question: &str) -> Option<Leading> {
    all(question).into_iter().next()
}

/// Everything that makes `question` lead, sentence by sentence, in the order of its words.
#[must_use]
pub fn all(question: &str) -> Vec<Leading> {
    sentences(question).iter().flat_map(|sentence| in_sentence(sentence)).collect()
}

fn in_sentence(sentence: &[Word<'_>]) -> Vec<Leading> {
    let mut found: Vec<(usize, usize, &Pattern)> = Vec::new();
    for start in 0..sentence.len() {
        for pattern in PATTERNS {
            let Some(length) = pattern.length_at(sentence, start) else { continue };
            // What two patterns see in the same words is said once.
            if !found.iter().any(|(before, length, _)| start < before + length) {
                found.push((start, length, pattern));
            }
        }
    }
    let told = |(start, length, pattern): (usize, usize, &Pattern)| {
        let words = sentence.iter().skip(start).take(length);
        let rest: Vec<&Word<'_>> = sentence.iter().skip(start + length).collect();
        Leading {
            pattern: pattern.name,
            words: words.map(|word| word.text).collect::<Vec<_>>().join(" "),
            rewrite: pattern.rewrite(sentence.get(start + length - 1), &rest),
        }
    };
    found.into_iter().map(told).collect()
}

impl Pattern {
    /// How many words from `start` on match.
    fn length_at(&self, sentence: &[Word<'_>], start: usize) -> Option<usize> {
        let before = sentence.get(..start)?;
        let mut end = start;
        for element in self.words.split(' ') {
            let next =
                |element: &str| sentence.get(end).is_some_and(|word| element.split('|').any(|wanted| word.is(wanted)));
            if let Some(inner) = element.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
                if !next(inner) {
                    return None;
                }
                continue;
            }
            let (element, optional) = match element.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(inner) => (inner, true),
                None => (element, false),
            };
            if next(element) {
                end += 1;
            } else if !optional {
                return None;
            }
        }
        let holds = match self.place {
            Place::Anywhere => true,
            Place::Opening => before.iter().all(|word| word.is_any(LEAD_IN)),
            Place::Closed => {
                // "When you deploy, do you need help" is closed again behind the comma.
                let clause = sentence.get(..=start)?.iter().rposition(|word| word.follows_break).unwrap_or(0);
                let behind = sentence.get(end..)?;
                // "…, or later?" leaves a choice; "…, or not?" leaves none.
                let choice = behind.windows(2).any(|pair| {
                    matches!(pair, [or, other] if or.follows_break && or.is("or") && !other.is_any(&["not", "no", "do"]))
                });
                !choice && !before.iter().skip(clause).any(|word| word.is_any(OPEN))
            }
            Place::Closing => end == sentence.len() && start > 0,
            Place::Tagged => end == sentence.len() && sentence.get(start).is_some_and(|word| word.follows_break),
        };
        holds.then_some(end - start)
    }

    /// How to ask instead, with what the question is about where its words tell for certain; `last` is the last word
    /// that matched, `rest` what follows it.
    fn rewrite(&self, last: Option<&Word<'_>>, rest: &[&Word<'_>]) -> String {
        let last_is = |words: &[&str]| last.is_some_and(|word| word.is_any(words));
        // "how hard is it to find a log" is about finding one, and so is "do you struggle to find a log".
        let done = || {
            let degree = after(rest, &["is it to", "was it to"]).filter(|_| self.name == DEGREE);
            let verb = last_is(&["struggle", "need", "hate", "love"]);
            degree.or_else(|| after(rest, &["to"]).filter(|_| verb))
        };
        let worked = || thing(rest, &["with"]).filter(|_| self.name == PROBLEM).map(|with| format!("work with {with}"));
        let used = || thing(rest, &["is", "are", "was", "were"]);
        match (self.rewrite, done().or_else(worked)) {
            (Rewrite::Steps, _) => "What are the steps from … to …?".to_owned(),
            (_, Some(done)) => format!("When did you last {done}? Walk me through it."),
            (Rewrite::LastTime, None) => "When did you last …? Walk me through it.".to_owned(),
            (Rewrite::Parts, None) if rest.first().is_some_and(|word| word.is("would")) => match imagined(rest) {
                Some(what) => format!("When did you last need {what}? Walk me through it."),
                None => "When did you last …? Walk me through it.".to_owned(),
            },
            (Rewrite::Parts, None) => {
                let of = used().map(|used| format!(" of {used}")).unwrap_or_default();
                format!("Which parts{of} did you use, and for what?")
            }
        }
    }
}

/// What `rest` says behind one of the `openings`, if it says little.
fn after(rest: &[&Word<'_>], openings: &[&str]) -> Option<String> {
    let opened = |opening: &&str| {
        let length = opening.split(' ').count();
        let same = opening.split(' ').enumerate().all(|(at, wanted)| rest.get(at).is_some_and(|word| word.is(wanted)));
        same.then_some(length)
    };
    let said = rest.get(openings.iter().find_map(opened)?..)?;
    let short = (1..=MOST_WORDS).contains(&said.len()) && said.iter().skip(1).all(|word| !word.follows_break);
    short.then(|| said.iter().map(|word| word.text).collect::<Vec<_>>().join(" "))
}

/// What there would be, in "would a dashboard be".
fn imagined(rest: &[&Word<'_>]) -> Option<String> {
    let [_, article, more @ .., be] = rest else { return None };
    let named = article.is_any(&["a", "an"]) && (1..MOST_WORDS).contains(&more.len()) && be.is("be");
    let words = || std::iter::once(article).chain(more).map(|word| word.text);
    named.then(|| words().collect::<Vec<_>>().join(" "))
}

/// As [`after`], where what is said is surely the name of a thing: it begins like one, or is a single word.
fn thing(rest: &[&Word<'_>], openings: &[&str]) -> Option<String> {
    let said = after(rest, openings)?;
    let first = said.split(' ').next()?.to_lowercase();
    let named = ["the", "your", "our", "this", "these", "that", "those"].contains(&first.as_str());
    let alone = !said.contains(' ') && !["it", "them", "that", "this"].contains(&first.as_str());
    (named && said.contains(' ') || alone && !first.ends_with("ing")).then_some(said)
}

/// A word of a sentence.
struct Word<'q> {
    /// As it is written, without marks around it.
    text: &'q str,
    /// In lower case, without apostrophes, for some leave them out and some write them curly.
    plain: String,
    /// Whether a comma, a dash or the like stands before it.
    follows_break: bool,
}

impl Word<'_> {
    /// Whether it is the word of a pattern.
    fn is(&self, wanted: &str) -> bool {
        wanted.chars().filter(|c| *c != '\'').eq(self.plain.chars())
    }

    fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|wanted| self.is(wanted))
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{ff07}' | '`' | '\u{b4}')
}

/// The sentences of `text` as words; dots within a word, such as in `canvass.toml`, end none.
fn sentences(text: &str) -> Vec<Vec<Word<'_>>> {
    let mut sentences = vec![Vec::new()];
    let mut follows_break = false;
    for chunk in text.split_whitespace() {
        // A slash or a dash without spaces joins two words as a space does, but breaks nothing.
        for piece in chunk.split_inclusive(['–', '—', '/', '…']) {
            let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
            let (before, behind) = match piece.find(word).filter(|_| !word.is_empty()) {
                Some(at) => (piece.get(..at).unwrap_or_default(), piece.get(at + word.len()..).unwrap_or_default()),
                None => (piece, ""),
            };
            follows_break |= breaks(before);
            if !word.is_empty() {
                let plain = word.chars().filter(|c| !is_apostrophe(*c)).flat_map(char::to_lowercase).collect();
                if let Some(sentence) = sentences.last_mut() {
                    sentence.push(Word { text: word, plain, follows_break });
                }
                follows_break = breaks(behind);
            }
            if piece.contains(['?', '!']) || behind.contains('.') {
                sentences.push(Vec::new());
                follows_break = false;
            }
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Whether `marks` set what follows apart.
fn breaks(marks: &str) -> bool {
    marks.contains([',', ';', ':', '-', '–', '—', '…', '('])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The three questions of the model, with questions that learn the same without leading.
    const TWINS: &[(&str, &[&str], &str)] = &[
        (
            "Do you have problems with Chef?",
            &[PROBLEM],
            "Have you created a Chef cookbook while working here? If so, tell me when and walk me through how.",
        ),
        (
            "Do you wish correlating weeks to priority happened automatically?",
            &[OPINION],
            "When did you last match weeks with priorities? Walk me through what you did.",
        ),
        (
            "Why does your team do so few deploys? And why are they always huge?",
            &[REASON, EXAGGERATION],
            "What are the steps from a merged change to one that customers see? How many changes were in the last deploy?",
        ),
    ];

    /// Questions that lead, with what they do.
    const LEADING: &[(&str, &str)] = &[
        ("Did you like the new dashboard?", OPINION),
        ("would you agree that the release train is slow", OPINION),
        ("Would you not want it to be faster?", OPINION),
        ("Wouldn\u{2019}t you love one button for this?", OPINION),
        ("Could you feel the difference?", OPINION),
        ("Do you struggle to find logs?", OPINION),
        ("What do you hate about on-call?", OPINION),
        ("When you deploy, do you need somebody beside you?", OPINION),
        ("And do  you\tprefer the old tool?", OPINION),
        ("DO YOU HAVE ANY CONCERNS?", PROBLEM),
        ("Do you have trouble with the build?", PROBLEM),
        ("Do you have difficulties finding the runbook?", PROBLEM),
        ("Do you ever have trouble logging in?", PROBLEM),
        ("Do you currently have any issues?", PROBLEM),
        ("Do you have a lot of problems with Chef?", PROBLEM),
        ("Are you frustrated by slow builds?", PROBLEM),
        ("What problems do you have with Chef?", PROBLEM),
        ("Do you want to be faster, or not?", OPINION),
        ("Why do you deploy on Fridays?", REASON),
        ("Why doesnt your team write tests?", REASON),
        ("So why is your queue that long?", REASON),
        ("How painful are the deploys?", DEGREE),
        ("How useful was the report?", DEGREE),
        ("How much faster would you be?", DEGREE),
        ("And how hard is it to roll back?", DEGREE),
        ("Isn't the search slow?", AGREEMENT),
        ("But shouldn\u{2019}t it page you?", AGREEMENT),
        ("Don't the alerts come too late?", AGREEMENT),
        ("The search is slow, right?", AGREEMENT),
        ("You wait for the build, correct?", AGREEMENT),
        ("You wait for it \u{2014} no?", AGREEMENT),
        ("The search is slow, isn\u{2019}t it?", AGREEMENT),
        ("It takes too long, don't you think?", AGREEMENT),
        ("Are the reports always late?", EXAGGERATION),
        ("What makes it always broken?", EXAGGERATION),
        ("Tell me about last week. Do you wish it had been calmer?", OPINION),
    ];

    /// Questions that do not lead, many of which have the words of those that do.
    const NEUTRAL: &[&str] = &[
        "When did you last deploy? Walk me through it.",
        "What are the steps from commit to production?",
        "Which parts of the dashboard did you use, and for what?",
        "What did you need before you could begin?",
        "How did you feel when the page came?",
        "Which of the two did you prefer last time, and when?",
        "Whom did you want to reach?",
        "What would you need to know first?",
        "Do you have access to the logs?",
        "Do you have a runbook?",
        "Why was the deploy stopped?",
        "Why are there two queues?",
        "How often did you deploy last month?",
        "How many people were paged?",
        "How did you find the log?",
        "How much time did it take?",
        "Who is always told?",
        "Is anything always on?",
        "What did you do right after the alert?",
        "Did you turn left or right?",
        "Was the answer right?",
        "Which answer was no?",
        "Have you done this before, and when?",
        "Tell me about the last incident you were part of.",
        "What happened next?",
        "Walk me through the last time you paid here in the evening.",
        "Did you think-pair-share it?",
        "Do your colleagues like it?",
        "Would the team wish for it?",
        "Show me where you looked. What isn't there?",
        "Walk me through how difficult cases are handled.",
        "How hard did you press the button?",
        "Do you have trouble-free deploys?",
        "Did you want to cancel at that point, or later?",
        "",
        "?!\u{2026} \u{2014} ,",
    ];

    fn patterns(question: &str) -> Vec<&'static str> {
        all(question).into_iter().map(|leading| leading.pattern).collect()
    }

    #[test]
    fn the_questions_of_the_model_are_caught_and_their_twins_pass() {
        for (question, expected, twin) in TWINS {
            assert_eq!(patterns(question), *expected, "{question}");
            assert_eq!(all(twin), [], "{twin}");
        }
    }

    #[test]
    fn leading_questions_are_told_by_what_they_do() {
        for (question, expected) in LEADING {
            assert_eq!(patterns(question), [*expected], "{question}");
        }
        for question in NEUTRAL {
            assert_eq!(all(question), [], "{question}");
        }
    }

    #[test]
    fn rewrites_fit_the_sentence_and_do_not_lead_themselves() {
        let rewrites = [
            ("Do you have problems with Chef?", "When did you last work with Chef? Walk me through it."),
            ("Do you have issues with your laptop?", "When did you last work with your laptop? Walk me through it."),
            ("Do you have trouble with deploying to Chef?", "When did you last …? Walk me through it."),
            ("Do you have trouble with it?", "When did you last …? Walk me through it."),
            ("Do you have trouble finding logs?", "When did you last …? Walk me through it."),
            ("How hard is it to find a log?", "When did you last find a log? Walk me through it."),
            ("How easy was it to roll back?", "When did you last roll back? Walk me through it."),
            ("Do you struggle to find a log?", "When did you last find a log? Walk me through it."),
            ("Do you want to be faster?", "When did you last …? Walk me through it."),
            ("How useful is the new dashboard?", "Which parts of the new dashboard did you use, and for what?"),
            ("How useful are the reports of the auditors of spring?", "Which parts did you use, and for what?"),
            ("How useful would it be?", "When did you last …? Walk me through it."),
            ("How useful would a dashboard be?", "When did you last need a dashboard? Walk me through it."),
            ("What problems do you have with Chef?", "When did you last work with Chef? Walk me through it."),
            ("Why does your team do so few deploys?", "What are the steps from … to …?"),
        ];
        for (question, expected) in rewrites {
            assert_eq!(leading(question).unwrap().rewrite, expected, "{question}");
        }
        let questions = TWINS.iter().map(|twin| twin.0).chain(LEADING.iter().map(|leads| leads.0));
        for leading in questions.flat_map(all) {
            assert_eq!(all(&leading.rewrite), [], "{leading:?}");
        }
    }

    #[test]
    fn the_words_that_lead_are_named_as_they_are_written() {
        let words = |question: &str| all(question).into_iter().map(|leading| leading.words).collect::<Vec<_>>();
        assert_eq!(
            words("So, Don\u{2019}t you (really) wish it, or do you not agree?"),
            ["Don\u{2019}t you really wish", "do you not agree"]
        );
        assert_eq!(words("Why does your build fail, and why are they always slow?"), ["Why does your", "always slow"]);
    }
}
