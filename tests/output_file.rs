//! Where `--output-file` leads: through links, into what is open already, and past folders that may not be written.

use crate::support::command::{Ran, canvass};
use crate::support::workspace::Workspace;
use assert_cmd::Command;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

/// A workspace, and what `rules` prints in it: long enough to be seen, and the same in every workspace.
fn workspace() -> (Workspace, String) {
    let workspace = Workspace::example();
    let printed = workspace.run(&["rules"]).out;
    assert!(printed.len() > 1_000);
    (workspace, printed)
}

/// Runs `script` in the workspace; `canvass` is the program.
fn shell(workspace: &Workspace, script: &str) {
    let program = canvass(workspace.path()).get_program().to_owned();
    let mut command = Command::new("sh");
    command.current_dir(workspace.path()).args(["-euc", script, "sh"]).arg(program);
    let ran = Ran::of(&mut command);
    assert_eq!(ran.code, 0, "{script}: {ran:?}");
}

#[test]
fn a_dash_is_standard_output() {
    let (workspace, printed) = workspace();
    let ran = workspace.run(&["rules", "--output-file", "-"]);
    assert_eq!((ran.code, ran.out), (0, printed));
    assert!(!workspace.join("-").exists());
    for args in
        [["rules", "--summary", "-"], ["plan", "--out", "-"], ["plan", "--outputs", "-"], ["review", "--out", "-"]]
    {
        workspace.run(&args).assert_refused("standard output is where results go; name a file", "");
        assert!(!workspace.join("-").exists());
    }
}

#[test]
fn a_link_leads_to_the_file_that_is_written() {
    let (workspace, printed) = workspace();
    fs::create_dir_all(workspace.join("out/of")).unwrap();
    workspace.write("out/kept.txt", "old");
    symlink("../kept.txt", workspace.join("out/of/second")).unwrap();
    symlink("out/of/second", workspace.join("first")).unwrap();
    symlink("out/not-there-yet.txt", workspace.join("dangling")).unwrap();
    for (link, file) in [("first", "out/kept.txt"), ("dangling", "out/not-there-yet.txt")] {
        assert_eq!(workspace.run(&["rules", "--output-file", link]).code, 0);
        assert!(workspace.join(link).is_symlink(), "{link} is still a link");
        assert_eq!(workspace.read(file), printed);
        assert!(!workspace.join(file).is_symlink());
    }
    symlink("b", workspace.join("a")).unwrap();
    symlink("a", workspace.join("b")).unwrap();
    workspace.run(&["rules", "--output-file", "a"]).assert_refused("cannot write a: its links lead in a circle", "");
}

#[test]
fn every_name_of_a_file_keeps_it() {
    let (workspace, printed) = workspace();
    workspace.write("one.txt", "old");
    fs::hard_link(workspace.join("one.txt"), workspace.join("two.txt")).unwrap();
    assert_eq!(workspace.run(&["rules", "--output-file", "one.txt"]).code, 0);
    assert_eq!((workspace.read("one.txt"), workspace.read("two.txt")), (printed.clone(), printed));
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_open_already_is_written_where_it_stands() {
    let (workspace, printed) = workspace();
    symlink("/proc/self/fd/1", workspace.join("mine")).unwrap();
    symlink("mine", workspace.join("stdout")).unwrap();
    for name in ["mine", "stdout", "/proc/self/fd/1", "/dev/fd/1"] {
        let script = format!("{{ echo before; \"$1\" rules --output-file {name}; echo after; }} > out.txt");
        shell(&workspace, &script);
        assert_eq!(workspace.read("out.txt"), format!("before\n{printed}after\n"), "{name}");
        shell(&workspace, &format!("\"$1\" rules --output-file {name} | cat > piped.txt"));
        assert_eq!(workspace.read("piped.txt"), printed, "{name}");
        shell(&workspace, &format!("\"$1\" rules --output-file {name} | head -n 1 > piped.txt"));
    }
    shell(&workspace, "{ echo before; \"$1\" rules --output-file /proc/self/fd/3; } 3>> three.txt > out.txt");
    assert_eq!((workspace.read("three.txt"), workspace.read("out.txt")), (printed, "before\n".to_owned()));
    assert!(workspace.join("mine").is_symlink() && workspace.join("stdout").is_symlink());
}

#[test]
fn a_pipe_of_ones_own_is_written_to() {
    let (workspace, printed) = workspace();
    shell(&workspace, "mkfifo pipe; cat pipe > read.txt & \"$1\" rules --output-file pipe; wait");
    assert_eq!(workspace.read("read.txt"), printed);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_may_be_written_where_its_folder_may_not() {
    let (workspace, printed) = workspace();
    workspace.write("shut/out.txt", "old");
    let [folder, file] = ["shut", "shut/out.txt"].map(|path| workspace.join(path));
    let mode = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(workspace.path(), 0o755);
    mode(&file, 0o666);
    mode(&folder, 0o555);
    // To root every folder is open, so somebody else runs it: the program lies where that one may reach it.
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let program = workspace.join("program");
    // Copied by another process: what this one has open for writing, a thread that starts a program hands on to it.
    let copied = Command::new("cp").arg(canvass(workspace.path()).get_program()).arg(&program).output().unwrap();
    assert!(copied.status.success());
    let mut command = if is_root { Command::new("setpriv") } else { Command::new(&program) };
    if is_root {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(&program);
    }
    command.current_dir(workspace.path()).env("HOME", "/nonexistent").args(["rules", "--output-file", "shut/out.txt"]);
    let ran = Ran::of(&mut command);
    mode(&folder, 0o755);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(workspace.read("shut/out.txt"), printed);
    if is_root {
        // Its own file in a folder of somebody else's stays theirs.
        std::os::unix::fs::chown(&file, Some(65534), Some(65534)).unwrap();
        assert_eq!(workspace.run(&["rules", "--output-file", "shut/out.txt"]).code, 0);
        let owner = fs::metadata(&file).unwrap();
        assert_eq!((owner.uid(), owner.gid(), owner.permissions().mode() & 0o777), (65534, 65534, 0o666));
    }
}

/// What lies in a workspace is no path that anybody typed.
#[test]
fn a_link_in_the_outbox_is_not_followed() {
    let workspace = Workspace::empty();
    workspace.write("target.txt", "theirs");
    symlink("target.txt", workspace.join("link")).unwrap();
    let failed = canvass::edit::save::replace(workspace.path(), "link", b"ours").unwrap_err();
    assert_eq!(failed.to_string(), "it is not a regular file");
    assert_eq!(workspace.read("target.txt"), "theirs");
}
