//! What a terminal or a log may show of texts that anybody wrote.

/// Fails if a line of `text` is a command to the runner of a job, but for those that begin with one of `ours`.
pub(crate) fn assert_no_command(text: &str, ours: &[&str]) {
    for line in text.lines().map(str::trim_start) {
        let command = line.starts_with("::") && !line.starts_with(":::");
        assert!(!command || ours.iter().any(|ours| line.starts_with(ours)), "{line}");
    }
    assert!(!text.contains("##["), "{text}");
}

/// Fails if `text` holds something that nobody sees, or that moves what is seen.
pub(crate) fn assert_visible(text: &str) {
    let hidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{200b}' | '\u{202e}');
    assert!(!text.contains(hidden), "{text:?}");
}
