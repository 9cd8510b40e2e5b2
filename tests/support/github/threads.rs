//! The fake's comments, pull requests and runs of workflows.

use super::json;
use super::routes::{Request, Response, check_form, paged};
use super::state::State;
use serde_json::{Value, json};

/// GitHub refuses longer ones.
const MOST_CHARACTERS: usize = 65_536;

/// Whether there is an issue or pull request of that number; what is answered if not.
fn thread(state: &State, at: usize, number: &str) -> Result<u64, Response> {
    let number: u64 = number.parse().unwrap();
    if state.repos[at].deleted.contains(&number) {
        return Err(Response::error(410, "This issue was deleted"));
    }
    match state.repos[at].issues.contains_key(&number) {
        true => Ok(number),
        false => Err(Response::error(404, "Not Found")),
    }
}

pub(crate) fn list(state: &mut State, at: usize, number: &str, request: &Request) -> Response {
    let number = match thread(state, at, number) {
        Ok(number) => number,
        Err(response) => return response,
    };
    check_form(state, request, "per_page=100");
    let repo = &state.repos[at];
    let of_thread = repo.comments.iter().filter(|(_, comment)| comment.number == number);
    let all: Vec<Value> =
        of_thread.map(|(id, comment)| json::comment(&state.origin, &repo.name, *id, comment)).collect();
    paged(state, at, &format!("issues/{number}/comments"), "per_page=100", request, &all)
}

fn refused(body: &str) -> Option<Response> {
    let too_long = body.chars().count() > MOST_CHARACTERS;
    too_long.then(|| Response::error(422, "Validation Failed: body is too long (maximum is 65536 characters)"))
}

pub(crate) fn say(state: &mut State, at: usize, number: &str, wish: &Value) -> Response {
    let number = match thread(state, at, number) {
        Ok(number) => number,
        Err(response) => return response,
    };
    let body = wish["body"].as_str().unwrap();
    if let Some(refused) = refused(body) {
        return refused;
    }
    let (name, login) = (state.repos[at].name.clone(), state.login.clone());
    let id = state.say(&name, number, Some(&login), body.trim());
    Response::json(201, &json::comment(&state.origin, &name, id, &state.repos[at].comments[&id]))
}

pub(crate) fn edit(state: &mut State, at: usize, id: &str, wish: &Value) -> Response {
    let id: u64 = id.parse().unwrap();
    let (origin, name) = (state.origin.clone(), state.repos[at].name.clone());
    let Some(comment) = state.repos[at].comments.get_mut(&id) else { return Response::error(404, "Not Found") };
    let body = wish["body"].as_str().unwrap();
    if let Some(refused) = refused(body) {
        return refused;
    }
    comment.body = body.trim().to_owned();
    Response::json(200, &json::comment(&origin, &name, id, comment))
}

pub(crate) fn pulls(state: &mut State, at: usize, request: &Request) -> Response {
    let form = "state=open&sort=updated&direction=desc&per_page=100";
    check_form(state, request, form);
    let repo = &state.repos[at];
    let all: Vec<Value> =
        repo.pulls.iter().map(|(number, sha)| json::pull(&state.origin, repo, *number, sha)).collect();
    paged(state, at, "pulls", form, request, &all)
}

pub(crate) fn runs(state: &mut State, at: usize, file: &str, request: &Request) -> Response {
    check_form(state, request, "status=success&per_page=1");
    let repo = &state.repos[at];
    let Some(times) = repo.workflows.get(file) else { return Response::error(404, "Not Found") };
    let runs: Vec<Value> = times.iter().take(1).map(|time| json::run(&state.origin, repo, file, time)).collect();
    Response::json(200, &json!({ "total_count": times.len(), "workflow_runs": runs }))
}
