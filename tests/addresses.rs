//! Addresses with a password in them: whatever is wrong with one, no message quotes what is secret.

use crate::support::command::{Ran, canvass};
use crate::support::repository::TestRepository;

const ADDRESSES: [&str; 6] = [
    "https://user:s3cret@git.example/api/v3",
    "https://s3cret@git.example/acme/plans.git",
    "https://user:s3 cret@git.example/acme/plans",
    "user:s3cret@git.example/acme/plans",
    "ssh://user:s3cret@git.example:22/acme/plans.git",
    "https://git.example/api/v3?token=s3cret",
];

fn assert_no_secret(ran: &Ran, how: &str) {
    for text in [&ran.out, &ran.err] {
        assert!(!text.contains("s3") && !text.contains("cret"), "{how}: {ran:?}");
    }
}

#[test]
fn no_message_quotes_a_password() {
    for address in ADDRESSES {
        let repository = TestRepository::example();
        repository.replace("canvass.toml", "forge = \"outbox\"", "forge = \"github\"");
        repository.commit("on GitHub");
        let run = |args: &[&str], variables: &[(&str, &str)]| {
            let mut command = canvass(repository.path());
            command.args(args).env("HOME", repository.path()).env("CANVASS_TOKEN", "x");
            // A host that no token is sent to: nothing is ever asked.
            command.env("GITHUB_API_URL", "https://git.example");
            Ran::of(command.envs(variables.iter().copied()))
        };
        let plan = ["plan", "--repository", "acme/plans"];
        assert_no_secret(&run(&[&plan[..], &["--api-url", address]].concat(), &[]), "--api-url");
        assert_no_secret(&run(&plan, &[("GITHUB_API_URL", address)]), "GITHUB_API_URL");
        assert_no_secret(&run(&[&plan[..], &["--allow-host", address]].concat(), &[]), "--allow-host");
        for command in ["plan", "apply", "comment"] {
            let variables = [("GITHUB_API_URL", address), ("CANVASS_ALLOW_HOST", address), ("CANVASS_AUTHOR", address)];
            assert_no_secret(&run(&[command, "--help"], &variables), "--help");
        }
        let refused = run(&["plan", "--repository", address], &[]);
        assert_eq!(refused.code, 2, "{refused:?}");
        if !address.contains("token=") {
            assert_no_secret(&refused, "--repository");
            assert_no_secret(&run(&["plan"], &[("GITHUB_REPOSITORY", address)]), "GITHUB_REPOSITORY");
            assert_no_secret(&run(&["validate", "--base", address], &[]), "--base");
            assert_no_secret(&run(&["validate", address], &[]), "a path");
            assert_no_secret(&run(&["systems", "import", "--backstage", address], &[]), "a file to import");
        }
        repository.git.remote("origin", address).unwrap();
        for args in [&["plan"][..], &["apply", "--yes"], &["report", "digest", "--post"], &["review"]] {
            assert_no_secret(&run(args, &[]), "the remote");
        }
        let value = format!("repo = \"{address}\"");
        repository.write("teams.toml", &repository.read("teams.toml").replace("repo = \"kettleby/payments\"", &value));
        for format in ["concise", "json", "github", "sarif", "junit", "markdown"] {
            let ran = run(&["validate", "--output-format", format], &[]);
            if !address.contains("token=") {
                assert_no_secret(&ran, format);
            }
        }
    }
}
