//! What can go wrong between a client and GitHub, for the n-th request of a kind.

use super::routes::Response;
use super::state::State;
use serde_json::json;

/// How a request is mistreated.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// The connection is closed before anything is done.
    DropBefore,
    /// The connection is closed after it was done.
    DropAfter,
    /// A status without having done anything.
    Status(u16),
    /// A status after having done it.
    StatusAfter(u16),
    /// Too much was asked: a status, headers, and what is said.
    Limit(u16, Vec<(&'static str, String)>, &'static str),
    /// It is done and never answered.
    Hang,
    /// It is done, and half of the answer arrives.
    Half,
    /// It is done, and something in between answers with a page.
    Html,
    /// It is said to be elsewhere.
    Redirect(u16, String),
    /// It is answered with this text.
    Text(u16, String),
}

#[derive(Clone, Debug)]
pub(crate) struct Fault {
    method: &'static str,
    part: &'static str,
    /// Requests of the kind that pass before, and how many are then mistreated.
    pass: usize,
    times: usize,
    act: Act,
}

/// What the server does with an answer.
#[derive(Debug)]
pub(crate) enum Delivery {
    Whole(Response),
    /// An answer that GitHub itself would not give.
    Invented(Response),
    /// Announces all of it and sends half.
    Half(Response),
    Drop,
    Hang,
}

impl Fault {
    /// Mistreats the first request of `method` whose path holds `part`.
    pub(crate) fn first(method: &'static str, part: &'static str, act: Act) -> Self {
        Self { method, part, pass: 0, times: 1, act }
    }

    pub(crate) fn after(self, pass: usize) -> Self {
        Self { pass, ..self }
    }

    pub(crate) fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    /// Whether it is this request's turn; counts it.
    pub(crate) fn strikes(&mut self, method: &str, path: &str) -> bool {
        if self.times == 0 || method != self.method || !path.contains(self.part) {
            return false;
        }
        if self.pass > 0 {
            self.pass -= 1;
            return false;
        }
        self.times -= 1;
        true
    }

    pub(crate) fn act(&self) -> Act {
        self.act.clone()
    }
}

impl Act {
    /// Carries the request out if it is to be, and says what is delivered.
    pub(crate) fn on(&self, state: &mut State, effect: impl FnOnce(&mut State) -> Response) -> Delivery {
        let text = |status: u16| Response::error(status, "Something went wrong");
        match self {
            Self::DropBefore => Delivery::Drop,
            Self::DropAfter => {
                effect(state);
                Delivery::Drop
            }
            Self::Status(status) => Delivery::Invented(text(*status)),
            Self::StatusAfter(status) => {
                effect(state);
                Delivery::Invented(text(*status))
            }
            Self::Limit(status, headers, said) => {
                let after = headers.iter().find(|(name, _)| *name == "retry-after");
                let reset = headers.iter().find(|(name, _)| *name == "x-ratelimit-reset");
                let now = state.clock.millis();
                let mut response = Response::json(*status, &json!({ "message": said, "documentation_url": "" }));
                let seconds = |text: &str| text.parse::<i64>().unwrap();
                state.silent_until = match (after, reset) {
                    (Some((_, text)), _) => now + seconds(text) * 1_000,
                    (None, Some((_, text))) => now + seconds(text) * 1_000,
                    (None, None) => now + 60_000,
                };
                for (name, value) in headers {
                    // Written as a number of seconds from now, sent as a moment.
                    let value = match *name {
                        "x-ratelimit-reset" => (now / 1_000 + 1 + seconds(value)).to_string(),
                        _ => value.clone(),
                    };
                    response.headers.push(((*name).into(), value));
                }
                Delivery::Invented(response)
            }
            Self::Hang => {
                effect(state);
                Delivery::Hang
            }
            Self::Half => Delivery::Half(effect(state)),
            Self::Html => {
                let status = effect(state).status;
                Delivery::Invented(Response {
                    status,
                    headers: vec![("content-type".into(), "text/html".into())],
                    body: b"<html><body>Please log in</body></html>".to_vec(),
                })
            }
            Self::Redirect(status, url) => {
                let mut response = Response::error(*status, "Moved Permanently");
                response.headers.push(("location".into(), url.clone()));
                Delivery::Invented(response)
            }
            Self::Text(status, text) => {
                Delivery::Invented(Response { status: *status, headers: Vec::new(), body: text.clone().into_bytes() })
            }
        }
    }
}
