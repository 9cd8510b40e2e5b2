//! What `act` says of a run: annotations, outputs, summaries, and how it ended.

use serde_json::Value;

/// A run that has ended.
pub(super) struct Acted {
    pub(super) code: i32,
    /// Its log, line by line.
    lines: Vec<Value>,
}

impl Acted {
    pub(super) fn of(output: &std::process::Output) -> Self {
        let text = String::from_utf8_lossy(&output.stdout);
        let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let acted = Self { code: output.status.code().unwrap_or(-1), lines };
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(acted.code == 0 || errors.contains("Error: Job "), "act itself failed: {errors}{}", acted.text());
        acted
    }

    /// This run and a later one of the same workflow as one.
    pub(super) fn and(mut self, mut later: Self) -> Self {
        self.lines.append(&mut later.lines);
        Self { code: self.code.max(later.code), ..self }
    }

    /// Everything that was printed, for the message of a test that fails.
    pub(super) fn text(&self) -> String {
        let told =
            self.lines.iter().filter(|line| !line["msg"].as_str().unwrap_or_default().contains("RepositoryCache"));
        told.filter_map(|line| line["msg"].as_str()).map(|line| format!("{}\n", line.trim_end())).collect()
    }

    fn commands<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Value> {
        self.lines.iter().filter(move |line| line["command"] == name)
    }

    /// Annotations of a level: the file if there is one, the title, the text.
    pub(super) fn annotations(&self, level: &str) -> Vec<String> {
        let shown = |line: &Value| {
            let said = |key: &str| line["kvPairs"][key].as_str().unwrap_or_default().to_owned();
            format!("{}|{}|{}", said("file"), said("title"), line["arg"].as_str().unwrap_or_default())
        };
        self.commands(level).map(shown).collect()
    }

    /// An output of a step of a job, as later steps read it.
    pub(super) fn output(&self, step: &str, name: &str) -> String {
        let of_step = |line: &&Value| line["stepID"] == serde_json::json!([step]) && line["name"] == name;
        self.commands("set-output").filter(of_step).last().map_or_else(
            || panic!("no output {name} of {step}: {}", self.text()),
            |line| line["arg"].as_str().unwrap().to_owned(),
        )
    }

    /// What stands in the summaries of all jobs. A step inside of an action says it once more for the action.
    pub(super) fn summary(&self) -> String {
        let of_job = |line: &&Value| line["stepID"].as_array().is_some_and(|ids| ids.len() == 1);
        self.commands("summary").filter(of_job).filter_map(|line| line["content"].as_str()).collect()
    }

    /// The names of the jobs that ended, each with its result.
    pub(super) fn jobs(&self) -> Vec<String> {
        let result = |line: &Value| Some(format!("{} {}", line["jobID"].as_str()?, line["jobResult"].as_str()?));
        let mut jobs: Vec<String> = self.lines.iter().filter_map(result).collect();
        jobs.sort();
        jobs
    }

    /// How a step ended for each owner of the matrix. `act` has one result for all jobs of a matrix.
    pub(super) fn for_owners(&self, step: &str) -> Vec<String> {
        let ended = |line: &&Value| line["step"] == step && line["stage"] == "Main";
        let of_job = |line: &&Value| line["stepID"].as_array().is_some_and(|ids| ids.len() == 1);
        let result =
            |line: &Value| Some(format!("{} {}", line["matrix"]["owner"].as_str()?, line["stepResult"].as_str()?));
        let mut results: Vec<String> = self.lines.iter().filter(ended).filter(of_job).filter_map(result).collect();
        results.sort();
        results
    }

    /// Whether a step ran, in any job.
    pub(super) fn ran(&self, step: &str) -> bool {
        self.lines.iter().any(|line| line["step"] == step && line["stage"] == "Main" && line["stepResult"].is_string())
    }
}
