//! One connection to GitHub: requests go out at the pace it allows, once, with the token and to its host alone.
//!
//! The only place with a runtime. What to ask, and what an answer means, is left to its siblings.

use super::address::Address;
use super::error::Error;
use super::pace::{Kind, MOST_WAIT, Pace, Signs};
use super::token::Token;
use super::wire;
use crate::forge::clock::RealClock;
use http::header::{ACCEPT, CONTENT_TYPE, LINK, LOCATION};
use http::{HeaderMap, Method};
use http_body_util::{BodyExt, Limited};
use octocrab::Octocrab;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;
use tokio::runtime::Runtime;

const JSON: &str = "application/vnd.github+json";
/// The bytes of a file instead of a description of it.
pub(super) const RAW: &str = "application/vnd.github.raw+json";
const API_VERSION: (&str, &str) = ("x-github-api-version", "2022-11-28");
const CONNECT: Duration = Duration::from_secs(10);
/// Larger answers are not taken in.
const MOST_BYTES: usize = 10_000_000;
/// Requests under way at once.
const AT_ONCE: usize = 8;
/// How often a read is tried again.
const RETRIES: u32 = 3;
/// Long enough to notice that the host has hung up since the last request.
const LISTEN: Duration = Duration::from_millis(1);

/// A request.
#[derive(Clone, Debug)]
pub(super) struct Call {
    method: Method,
    path: String,
    accept: &'static str,
    body: Option<Value>,
    kind: Kind,
}

impl Call {
    /// Reads `path`.
    pub(super) fn get(path: String) -> Self {
        Self { method: Method::GET, path, accept: JSON, body: None, kind: Kind::Read }
    }

    /// Asks a question that is too long for a path.
    pub(super) fn query(path: &str, body: Value) -> Self {
        Self { method: Method::POST, path: path.to_owned(), accept: JSON, body: Some(body), kind: Kind::Read }
    }

    /// Changes something.
    pub(super) fn write(method: Method, path: String, body: Value) -> Self {
        Self { method, path, accept: JSON, body: Some(body), kind: Kind::Write }
    }

    /// Files an issue.
    pub(super) fn create(path: String, body: Value) -> Self {
        Self { method: Method::POST, path, accept: JSON, body: Some(body), kind: Kind::Create }
    }

    pub(super) fn accepting(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// Whether it was refused because too much was asked.
    pub(super) limited: bool,
    /// Where else it is said to be.
    pub(super) location: Option<String>,
    /// Where the next page is.
    pub(super) next: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// What it says.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, String> {
        // Where, but not what: the text of the error would quote the answer, which may hold anything.
        serde_json::from_slice(&self.body).map_err(|error| {
            format!("the answer is not what was asked for (line {}, column {})", error.line(), error.column())
        })
    }

    /// Whether it is a JSON object, as everything that GitHub itself says about a write.
    pub(super) fn is_object(&self) -> bool {
        self.json::<serde_json::Map<String, Value>>().is_ok()
    }

    /// What it says about a refusal, in the host's words.
    fn message(&self) -> String {
        let said = self.json::<wire::Refusal>().unwrap_or_default();
        let details = said.errors.iter().filter_map(wire::detail);
        std::iter::once(said.message).chain(details).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Nothing was sent: the host asked for a longer silence than a run should keep.
    Silent(String),
    /// The answer is larger than any should be.
    TooLarge,
    /// No answer, or not all of it.
    Lost(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Silent(why) | Self::Lost(why) => f.write_str(why),
            Self::TooLarge => write!(f, "the answer has more than {} MB", MOST_BYTES / 1_000_000),
        }
    }
}

/// A connection.
pub(super) struct Client {
    // Before the runtime, so that it is dropped while that still runs.
    crab: Octocrab,
    runtime: Runtime,
    pub(super) address: Address,
    token: Token,
    clock: RealClock,
    timeout: Duration,
    pace: Pace,
}

impl Client {
    pub(super) fn new(address: Address, token: Token, clock: RealClock, timeout: Duration) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::Setup(error.to_string()))?;
        // The base is the origin alone: octocrab would put the path of an Enterprise base before GraphQL's as well.
        let build = || {
            Octocrab::builder()
                .personal_token(token.expose().to_owned())
                .base_uri(address.origin())?
                .upload_uri(address.origin())?
                .set_connect_timeout(Some(CONNECT))
                .build()
        };
        let crab = {
            let _inside = runtime.enter();
            build().map_err(|error| Error::Setup(token.scrub(&reason(&error))))?
        };
        Ok(Self { crab, runtime, address, token, clock, timeout, pace: Pace::default() })
    }

    pub(super) fn clock(&self) -> RealClock {
        self.clock
    }

    /// What a host said, cut to one line and without the token.
    pub(super) fn scrub(&self, text: &str) -> String {
        self.token.scrub(text)
    }

    /// Reads, many at once, trying again what failed. In the order of `calls`.
    pub(super) fn read_all(&mut self, calls: &[Call]) -> Vec<Result<Reply, Failure>> {
        let mut results: Vec<Option<Result<Reply, Failure>>> = calls.iter().map(|_| None).collect();
        for tries in 1..=RETRIES + 1 {
            let open: Vec<usize> =
                results.iter().enumerate().filter(|(_, result)| is_open(result.as_ref())).map(|(at, _)| at).collect();
            for chunk in open.chunks(AT_ONCE) {
                let batch: Vec<(usize, &Call)> = chunk.iter().filter_map(|at| Some((*at, calls.get(*at)?))).collect();
                let answers = match self.pause(Kind::Read) {
                    Ok(()) => self.exchange(batch.iter().map(|(_, call)| *call)),
                    Err(silent) => batch.iter().map(|_| Err(silent.clone())).collect(),
                };
                for ((at, _), answer) in batch.iter().zip(answers) {
                    if tries <= RETRIES && is_open(Some(&answer)) {
                        self.pace.stumbled(tries, self.clock.millis());
                    }
                    if let Some(result) = results.get_mut(*at) {
                        *result = Some(answer);
                    }
                }
            }
        }
        let settle = |result: Option<Result<Reply, Failure>>| {
            result.unwrap_or_else(|| Err(Failure::Lost("nothing was asked".into())))
        };
        results.into_iter().map(settle).collect()
    }

    /// Reads one.
    pub(super) fn read(&mut self, call: Call) -> Result<Reply, Failure> {
        self.read_all(&[call]).pop().unwrap_or_else(|| Err(Failure::Lost("nothing was asked".into())))
    }

    /// Sends once, whatever comes of it.
    pub(super) fn send(&mut self, call: &Call) -> Result<Reply, Failure> {
        self.pause(call.kind)?;
        let answers = self.exchange(std::iter::once(call));
        answers.into_iter().next().unwrap_or_else(|| Err(Failure::Lost("nothing was sent".into())))
    }

    /// A question that may be sent once only, because asking is dear.
    pub(super) fn ask_once(&mut self, calls: &[Call]) -> Vec<Result<Reply, Failure>> {
        let mut results = Vec::new();
        for chunk in calls.chunks(AT_ONCE) {
            match self.pause(Kind::Read) {
                Ok(()) => results.extend(self.exchange(chunk.iter())),
                Err(silent) => results.extend(chunk.iter().map(|_| Err(silent.clone()))),
            }
        }
        results
    }

    /// Waits until a request of `kind` may be sent, unless that is too long.
    fn pause(&mut self, kind: Kind) -> Result<(), Failure> {
        let (at, now) = (self.pace.earliest(kind), self.clock.millis());
        if at - now > MOST_WAIT {
            let minutes = (at - now + 59_999) / 60_000;
            let unit = if minutes == 1 { "minute" } else { "minutes" };
            return Err(Failure::Silent(format!("GitHub asks to be left alone for {minutes} {unit}")));
        }
        self.clock.wait_until(at);
        Ok(())
    }

    /// Sends all of `calls` at once and takes in what comes back.
    fn exchange<'c>(&mut self, calls: impl Iterator<Item = &'c Call>) -> Vec<Result<Reply, Failure>> {
        let calls: Vec<&Call> = calls.collect();
        let (crab, token, timeout) = (&self.crab, &self.token, self.timeout);
        let answers = self.runtime.block_on(async {
            // Connections rest between two calls of this function and notice only now that they were closed.
            tokio::time::sleep(LISTEN).await;
            futures_util::future::join_all(calls.iter().map(|call| exchange(crab, token, timeout, call))).await
        });
        let now = self.clock.millis();
        let mut replies = Vec::new();
        for (call, answer) in calls.iter().zip(answers) {
            replies.push(match answer {
                Ok((status, headers, body)) => {
                    let text = if status >= 400 { String::from_utf8_lossy(&body) } else { "".into() };
                    let signs = Signs::of(status, &headers, &text, now);
                    self.pace.answered(call.kind, Some(&signs), now);
                    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
                    let next = header(LINK).as_deref().and_then(wire::next_page);
                    Ok(Reply { status, limited: signs.is_limit(), location: header(LOCATION), next, body })
                }
                Err(failure) => {
                    self.pace.answered(call.kind, None, now);
                    Err(failure)
                }
            });
        }
        replies
    }

    /// Why a request was refused.
    pub(super) fn refusal(&self, reply: &Reply) -> String {
        match (reply.message(), reply.status) {
            (message, status) if message.is_empty() => format!("GitHub answered {status}"),
            (message, status) => format!("GitHub answered {status}: {}", self.scrub(&message)),
        }
    }
}

/// Whether a read is to be tried again after `result`.
fn is_open(result: Option<&Result<Reply, Failure>>) -> bool {
    match result {
        None | Some(Err(Failure::Lost(_))) => true,
        Some(Ok(reply)) => reply.limited || reply.status >= 500 || reply.status == 408,
        Some(Err(Failure::Silent(_) | Failure::TooLarge)) => false,
    }
}

type Answer = (u16, HeaderMap, Vec<u8>);

async fn exchange(crab: &Octocrab, token: &Token, timeout: Duration, call: &Call) -> Result<Answer, Failure> {
    let lost = |text: &str| Failure::Lost(token.scrub(text));
    let text = call.body.as_ref().map(Value::to_string);
    // octocrab adds User-Agent and Authorization; what it has a header of must not be set here as well.
    let mut request = http::Request::builder()
        .method(call.method.clone())
        .uri(call.path.as_str())
        .header(ACCEPT, call.accept)
        .header(API_VERSION.0, API_VERSION.1);
    if text.is_some() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    let request = request.body(text.unwrap_or_default()).map_err(|error| lost(&error.to_string()))?;
    let answer = async {
        let response = crab.execute(request).await.map_err(|error| lost(&reason(&error)))?;
        let (parts, body) = response.into_parts();
        let declared = parts.headers.get(http::header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        if declared.and_then(|text| text.parse::<usize>().ok()).is_some_and(|bytes| bytes > MOST_BYTES) {
            return Err(Failure::TooLarge);
        }
        let body = Limited::new(body, MOST_BYTES).collect().await.map_err(|error| {
            if error.is::<http_body_util::LengthLimitError>() {
                Failure::TooLarge
            } else {
                lost("the answer broke off")
            }
        })?;
        Ok((parts.status.as_u16(), parts.headers, body.to_bytes().to_vec()))
    };
    match tokio::time::timeout(timeout, answer).await {
        Ok(answer) => answer,
        Err(_) => Err(Failure::Lost(format!("no answer within {} seconds", timeout.as_secs_f32().ceil()))),
    }
}

/// The last cause of `error`: what wraps it says only that something failed.
fn reason(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
