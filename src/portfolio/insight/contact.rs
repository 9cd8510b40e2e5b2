//! Whom an initiative has spoken to, how and when, read from its conversations alone.
//!
//! Whether anybody had to be spoken to is left to [`super::slots`], how much it counts to [`super::coverage`].

use crate::model::{Date, Format, Initiative, PersonId, Stance};
use std::collections::BTreeMap;

/// How far contact with the holder of a slot has come; ordered, best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The role has no active holder.
    Vacant,
    /// Nobody plans to speak to them.
    Missing,
    /// They are on the list, were written to without an answer, or what is written of it cannot be read.
    Identified,
    /// Reached in a group, by a document, a presentation or an answered message.
    Contacted,
    /// Met one-on-one.
    Met,
}

/// The last time somebody was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// When.
    pub date: Date,
    /// How; a one-on-one with several people is a group.
    pub format: Format,
    /// Place in the initiative's conversations.
    pub conversation: usize,
}

/// Which dated records count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Those up to a day, that day included; later ones are as if not written.
    UpTo(Date),
    /// Those up to a day however long ago, and exclusions past their end with them: what is judged by this never gets
    /// worse by the passing of time alone.
    OfAnyAge(Date),
}

impl Counted {
    /// Whether a record of `date` counts.
    #[must_use]
    pub fn includes(self, date: Date) -> bool {
        match self {
            Self::UpTo(day) | Self::OfAnyAge(day) => date <= day,
        }
    }

    /// Days from `date` to the day counted up to; nothing where days do not count.
    #[must_use]
    pub fn age(self, date: Date) -> Option<i64> {
        match self {
            Self::UpTo(day) => Some(day.days_since(date)),
            Self::OfAnyAge(_) => None,
        }
    }
}

/// What has passed between an initiative and one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonContact {
    /// The best contact; never `Vacant`.
    pub state: State,
    /// Whether every contact was in company.
    pub group_only: bool,
    /// The last contact; messages nobody answered are none.
    pub last: Option<Contact>,
    /// Their latest stance; of several on a day the least favourable.
    pub stance: Option<Stance>,
    stance_on: Option<Date>,
}

impl PersonContact {
    const NONE: Self = Self { state: State::Missing, group_only: false, last: None, stance: None, stance_on: None };

    fn note_contact(&mut self, contact: Contact, state: State, in_company: bool) {
        self.group_only = in_company && (self.group_only || self.last.is_none());
        self.state = self.state.max(state);
        let rank = |contact: &Contact| (contact.date, std::cmp::Reverse(contact.format));
        if self.last.is_none_or(|last| rank(&contact) > rank(&last)) {
            self.last = Some(contact);
        }
    }

    fn note_stance(&mut self, stance: Stance, date: Date) {
        if (Some(date), Some(stance)) > (self.stance_on, self.stance) {
            self.stance_on = Some(date);
            self.stance = Some(stance);
        }
    }
}

/// What has passed between an initiative and everybody.
#[derive(Clone, Debug, Default)]
pub struct Contacts<'a>(BTreeMap<&'a PersonId, PersonContact>);

impl<'a> Contacts<'a> {
    /// Reads the conversations and the stakeholder list of `initiative`.
    #[must_use]
    pub fn of(initiative: &'a Initiative, counted: Counted) -> Self {
        let mut people: BTreeMap<&PersonId, PersonContact> = BTreeMap::new();
        for stakeholder in &initiative.stakeholders {
            people.entry(&stakeholder.person).or_insert(PersonContact::NONE).state = State::Identified;
        }
        let held = initiative.conversations.iter().enumerate();
        for (place, conversation) in held.filter(|(_, it)| it.took_place() && counted.includes(it.date)) {
            let partners = conversation.partners(initiative.owner.as_ref());
            let alone = conversation.format == Format::OneOnOne && partners.len() == 1;
            let format = match conversation.format {
                Format::OneOnOne if !alone => Format::Group,
                format => format,
            };
            let contact = Contact { date: conversation.date, format, conversation: place };
            let in_company = partners.len() > 1 || matches!(format, Format::Group | Format::Presentation);
            for person in partners {
                let entry = people.entry(person).or_insert(PersonContact::NONE);
                if conversation.is_unanswered() || !conversation.unread.is_empty() {
                    entry.state = entry.state.max(State::Identified);
                } else {
                    let state = if alone { State::Met } else { State::Contacted };
                    entry.note_contact(contact, state, in_company);
                }
            }
            for (person, stance) in &conversation.stance {
                people.entry(person).or_insert(PersonContact::NONE).note_stance(*stance, conversation.date);
            }
        }
        Self(people)
    }

    /// What has passed with `person`.
    #[must_use]
    pub fn with(&self, person: &PersonId) -> PersonContact {
        self.0.get(person).copied().unwrap_or(PersonContact::NONE)
    }

    /// Whether `person` was met one-on-one, however long ago.
    #[must_use]
    pub fn has_met(&self, person: &PersonId) -> bool {
        self.with(person).state == State::Met
    }
}
