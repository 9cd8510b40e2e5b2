//! The fake behind a socket of this machine, with nothing but the standard library: faults need the bare connection.

use super::faults::Delivery;
use super::routes::{self, Request, Response};
use super::state::{Moment, State, Victim};
use canvass::forge::clock::RealClock;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

/// A running fake; ends with its value, and fails the test if the client did what no client may.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    over: AtomicBool,
}

impl Server {
    /// A fake whose clock runs `speed` times as fast as the machine's.
    pub(crate) fn start(speed: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut state = State::new(RealClock::scaled(speed));
        state.origin = format!("http://{address}");
        let shared = Arc::new(Shared { state: Mutex::new(state), over: AtomicBool::new(false) });
        let served = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if served.over.load(Ordering::SeqCst) {
                    return;
                }
                let (stream, served) = (stream.unwrap(), Arc::clone(&served));
                thread::spawn(move || serve(&stream, &served));
            }
        });
        Self { address, shared }
    }

    /// The base of its API.
    pub(crate) fn api(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it holds; nothing is answered while this is held.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Forgets what was asked so far.
    pub(crate) fn forget(&self) {
        self.state().log.clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes the listener.
        let _ = TcpStream::connect(self.address);
        let violations = std::mem::take(&mut self.state().violations);
        if !thread::panicking() {
            assert!(violations.is_empty(), "{}", violations.join("\n"));
        }
    }
}

/// Answers the requests of one connection until either side hangs up.
fn serve(stream: &TcpStream, shared: &Shared) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        wait(shared);
        let (delivery, hangs_up, due) = {
            let mut state = shared.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let due = state.victim.as_mut().and_then(Victim::is_due);
            if due == Some(Moment::Before) {
                state.victim.as_mut().unwrap().kill();
                return;
            }
            let delivery = routes::receive(&mut state, &request);
            if due == Some(Moment::After) {
                state.victim.as_mut().unwrap().kill();
                return;
            }
            (delivery, state.hangs_up, due)
        };
        let mut writer = stream;
        if let Delivery::Whole(response) = &delivery {
            record(&request, response);
        }
        match delivery {
            Delivery::Whole(response) | Delivery::Invented(response) => {
                let (head, body) = (head(&response), &response.body);
                let sent = writer.write_all(&[head.as_bytes(), body].concat());
                if due == Some(Moment::Answered) {
                    let mut state = shared.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    state.victim.as_mut().unwrap().kill();
                    return;
                }
                if sent.is_err() || hangs_up {
                    return;
                }
            }
            Delivery::Half(response) => {
                let half = &response.body[..response.body.len() / 2];
                let _ = writer.write_all(&[head(&response).as_bytes(), half].concat());
                return;
            }
            Delivery::Drop => return,
            Delivery::Hang => {
                while !shared.over.load(Ordering::SeqCst) {
                    thread::sleep(Duration::from_millis(20));
                }
                return;
            }
        }
    }
}

/// Lets a moment pass where chance is asked for, so that two processes meet in every order.
fn wait(shared: &Shared) {
    let mut state = shared.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(chance) = &mut state.jitter else { return };
    // Numerical Recipes' linear congruential generator.
    *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let micros = (*chance >> 33) % 6_000;
    drop(state);
    thread::sleep(Duration::from_micros(micros));
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, text)| text.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs.map(|(name, value)| (name.to_owned(), decode(value))).collect();
    Some(Request { method, path: path.to_owned(), query, headers, body })
}

fn decode(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(2);
        out.push(char::from(u8::from_str_radix(code, 16).unwrap()));
        out.push_str(rest);
    }
    out
}

fn head(response: &Response) -> String {
    let mut head = format!("HTTP/1.1 {} Answer\r\n", response.status);
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", response.body.len()));
    head
}

/// Appends what was asked and answered to the file that `CANVASS_RECORD_HTTP` names, to be held against GitHub's
/// published description.
fn record(request: &Request, response: &Response) {
    static FILE: Mutex<()> = Mutex::new(());
    let Ok(path) = std::env::var("CANVASS_RECORD_HTTP") else { return };
    let answer: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let json = response.headers.iter().any(|(name, value)| name == "content-type" && value.contains("json"));
    if !json {
        return;
    }
    let query: BTreeMap<&String, &String> = request.query.iter().collect();
    let accept = request.headers.iter().find(|(name, _)| name == "accept").map(|(_, value)| value);
    let line = json!({ "method": request.method, "path": request.path, "query": query, "accept": accept,
        "body": request.json(), "status": response.status, "answer": answer });
    let _one_at_a_time = FILE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    writeln!(file, "{line}").unwrap();
}
