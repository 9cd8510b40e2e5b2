//! Makes text from files harmless where it is printed, one function per sink; what is printed is left to the formats.

use crate::model::hidden::{hidden, is_hidden, may_hide};
use std::borrow::Cow;
use std::fmt::Write;

/// Several lines of plain text: hidden characters as `<U+202E>`, tabs as spaces, lines ended by LF.
pub(crate) fn terminal(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && may_hide(c)) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        let after = || text.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push(' '),
            '\r' if after().starts_with('\n') => {}
            c if may_hide(c) && hidden(text.get(..at).unwrap_or_default(), c, after()).is_some() => {
                push_code_point(&mut out, c);
            }
            c => out.push(c),
        }
    }
    out.into()
}

fn push_code_point(out: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = write!(out, "<U+{:04X}>", u32::from(c));
}

/// Plain text in one line: as [`terminal`], and a line break is a space.
pub(crate) fn line(line: &str) -> Cow<'_, str> {
    match terminal(line) {
        clean if clean.contains('\n') => clean.trim_end_matches('\n').replace('\n', " ").into(),
        clean => clean,
    }
}

/// Stands in for a character of a quoted source line: as many characters as before, so that carets stay in place.
pub(in crate::render) fn excerpt(c: char) -> char {
    match c {
        '\t' => '\t',
        '\u{7f}' => '\u{2421}',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Puts `with` between the signs of every `##[` and `##word[`, which build servers obey anywhere in a line.
fn break_markers(text: &str, with: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find("##") {
        let (before, marker) = rest.split_at(at);
        out.push_str(before);
        let after = marker.trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let signs = marker.len() - marker.trim_start_matches('#').len();
        if after.starts_with('[') {
            out.extend(std::iter::repeat_n('#', signs - 1));
            out.push_str(with);
        } else {
            out.extend(std::iter::repeat_n('#', signs));
        }
        rest = marker.trim_start_matches('#');
    }
    out.push_str(rest);
    out
}

/// A finished text for a terminal or a build log: no line of it is a command to the build server.
pub(crate) fn log(out: String) -> String {
    let mut safe = String::with_capacity(out.len());
    for line in break_markers(&out, " #").split_inclusive('\n') {
        let command = line.trim_start();
        match command.strip_prefix("::") {
            // Three colons name no command; they mark second places.
            Some(rest) if !rest.starts_with(':') => {
                safe.push_str(line.strip_suffix(command).unwrap_or_default());
                safe.push_str(": :");
                safe.push_str(rest);
            }
            _ => safe.push_str(line),
        }
    }
    safe
}

/// A finished JSON document: the same values, hidden characters and build-server markers as `\u` escapes.
pub(in crate::render) fn json(out: String) -> String {
    // As nearly all are, and some are large.
    if !out.contains("##") && out.bytes().all(|byte| byte < 0x7f) {
        return out;
    }
    let broken = break_markers(&out, "\\u0023");
    let mut safe = String::with_capacity(broken.len());
    for c in broken.chars() {
        if c >= '\u{7f}' && is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

/// The message of a workflow command.
pub(in crate::render) fn command_message(message: &str) -> String {
    break_markers(&terminal(message), " #").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
pub(in crate::render) fn command_property(property: &str) -> String {
    command_message(property).replace(':', "%3A").replace(',', "%2C")
}

/// A path as a relative URI reference.
pub(in crate::render) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Breaks a word that a host would turn into a link, a mention or a reference, without being seen.
const BREAK: &str = "&#8203;";
/// As much of a word is not taken for the hash of a commit: hosts want seven letters.
const SHORT_OF_HASH: usize = 6;
/// Nothing longer is a hash.
const MOST_HASH: usize = 64;

/// One line of text inside Markdown, in a table cell as well as in a paragraph: it shows as it is written and does
/// nothing: no mention, reference, link, image, HTML, code, table border or list.
pub(in crate::render) fn markdown(text: &str) -> String {
    markdown_between("", text, "")
}

/// As [`markdown`], where `before` and `after` are shown right beside it: together they do nothing either.
pub(in crate::render) fn markdown_between(before: &str, text: &str, after: &str) -> String {
    let text = line(text);
    let text = text.trim();
    let whole = format!("{before}{text}{after}");
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    if !text.is_empty() && opens(before) {
        out.push_str(BREAK);
    }
    for (at, c) in text.char_indices() {
        let (left, right) = whole.split_at_checked(before.len() + at).unwrap_or_default();
        if comes_alive(left, right) && !out.ends_with(BREAK) {
            out.push_str(BREAK);
        }
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '#' if before.is_empty() && !after.starts_with(|c: char| c.is_ascii_digit()) => out.push_str("\\#"),
            // Without a bracket before them, parentheses are just that.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // Lists and underlined headings.
            '-' | '+' | '=' if before.is_empty() && begins_block(after, c) => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if is_number(before) && begins_block(after, c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    let (left, right) = whole.split_at_checked(before.len() + text.len()).unwrap_or_default();
    if !text.is_empty() && (comes_alive(left, right) || begins_address(left, right)) {
        out.push_str(BREAK);
    }
    out
}

/// Whether a host would make a mention, a reference, a link or a commit of what stands `left` and `right` of a place,
/// so that a break there prevents it.
fn comes_alive(left: &str, right: &str) -> bool {
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let word = |word| ends_with_word(left, word);
    match left.as_bytes().last() {
        Some(b'@') => true,
        // An issue is a number.
        Some(b'#') => digit(right),
        Some(b':') if right.starts_with("//") => true,
        Some(b'w' | b'W') if right.starts_with('.') => word("www"),
        Some(b'h' | b'H') if right.starts_with('-') => word("gh"),
        Some(last) if last.is_ascii_hexdigit() => is_within_hash(left, right),
        _ => false,
    }
}

/// Whether a web address begins at its name for `left`, and goes on in `right`.
fn begins_address(left: &str, right: &str) -> bool {
    right.starts_with("://") && ["http", "https", "ftp"].iter().any(|scheme| ends_with_word(left, scheme))
}

/// Whether what stands before a text waits for it to become a link, a tag, a reference or a sign of Markdown.
fn opens(before: &str) -> bool {
    let signs = ["//", ":/", "](/", "](<", "=\"", "='", "=\"/", "='/", "<", "\\"];
    let signs_with_space = ["](", "]:", "="];
    // A sign may be written by its name, of which the text would be the end.
    let name = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    signs.iter().any(|sign| before.ends_with(sign))
        || signs_with_space.iter().any(|sign| before.trim_end().ends_with(sign))
        || name.ends_with('&')
        || ["www.", "gh-"].iter().any(|word| ends_with_word(before, word))
}

/// Whether a place within what may be the hash of a commit is one to break it at: no piece is long enough for one.
fn is_within_hash(left: &str, right: &str) -> bool {
    let count = |letters: &mut dyn Iterator<Item = u8>| {
        letters.take(MOST_HASH + 1).take_while(u8::is_ascii_alphanumeric).try_fold(0_usize, |length, letter| {
            // Another letter makes it an ordinary word.
            letter.is_ascii_hexdigit().then_some(length + 1)
        })
    };
    let Some(before) = count(&mut left.bytes().rev()) else { return false };
    if before % SHORT_OF_HASH != 0 {
        return false;
    }
    count(&mut right.bytes()).is_some_and(|after| after > 0 && before + after <= MOST_HASH)
}

/// Whether a sign at the beginning of a line, or behind a number there, begins a list or underlines a heading: nothing
/// but more of it or a space follows. What comes behind the text is not known, so its end counts as both.
fn begins_block(after: &str, sign: char) -> bool {
    let rest = after.trim_start_matches(sign);
    rest.is_empty() || after.starts_with(char::is_whitespace) || (rest.len() < after.len() && rest.starts_with(' '))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A message of ours inside Markdown, as [`markdown`]: names that it puts between backticks are shown as code.
pub(in crate::render) fn markdown_message(text: &str) -> String {
    // In code nothing is escaped, so only what can do nothing there is shown as code.
    let plain = |c: char| c.is_ascii_alphanumeric() || " -_./=\"'[]{},()".contains(c);
    let is_code = |piece: &str| !piece.is_empty() && piece.trim() == piece && piece.chars().all(plain);
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        match after.split_once('`') {
            Some((code, behind)) if is_code(code) => {
                push_part(&mut out, before);
                let _ = write!(out, "`{code}`");
                rest = behind;
            }
            _ => {
                push_part(&mut out, before);
                out.push_str("\\`");
                rest = after;
            }
        }
    }
    push_part(&mut out, rest);
    out
}

/// Adds a part of a line, with the spaces around it that stand within the line.
fn push_part(out: &mut String, part: &str) {
    let shown = markdown(part);
    if !out.is_empty() && part.starts_with(char::is_whitespace) {
        out.push(' ');
    }
    out.push_str(&shown);
    if !shown.is_empty() && part.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

/// Several lines of text inside Markdown: paragraphs stay paragraphs, and each is as [`markdown_between`].
pub(in crate::render) fn markdown_text(before: &str, text: &str, after: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let paragraphs: Vec<&str> = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()).collect();
    let last = paragraphs.len().saturating_sub(1);
    let beside = |at: usize| (if at == 0 { before } else { "" }, if at == last { after } else { "" });
    let shown = paragraphs.iter().enumerate().map(|(at, paragraph)| {
        let (before, after) = beside(at);
        markdown_between(before, paragraph, after)
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

/// Parts of the addresses that are linked back from where they lead.
const TRACED: [&str; 5] = ["issues", "pull", "pulls", "commit", "discussions"];

/// Where something can be looked up: a web address is a link, anything else shows as it is written.
///
/// An issue, a pull request or a commit of GitHub is shown and not linked, for a link leaves a trace there.
///
/// `before` is shown right before it, and makes nothing else of the link either, such as an image.
pub(in crate::render) fn markdown_link(before: &str, text: &str) -> String {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/?=&%+,:;!".contains(c);
    let Some(rest) = text.strip_prefix("https://").filter(|rest| rest.chars().all(plain)) else {
        return markdown_between(before, text, "");
    };
    let leaves_trace = rest.split('/').any(|part| TRACED.iter().any(|traced| part.eq_ignore_ascii_case(traced)));
    if leaves_trace || !names_host(rest) {
        return markdown_between(before, text, "");
    }
    let apart = if before.ends_with(['!', '\\']) || opens(before) { BREAK } else { "" };
    format!("{apart}[{}](<{text}>)", markdown(rest))
}

/// Whether what follows `https://` begins with a host, and a port if any.
fn names_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_host = host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    is_host && port.parse::<u16>().is_ok()
}

/// Text to be copied, inside Markdown: a block of code that nothing in it can end.
pub(in crate::render) fn markdown_code(text: &str, language: &str) -> String {
    let clean = log(terminal(text).into_owned());
    let longest = clean.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if clean.ends_with('\n') { "" } else { "\n" };
    let language: String = language.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{fence}{language}\n{clean}{end}{fence}")
}

/// What keeps a word of a title from being a mention or a reference, as [`BREAK`] does in Markdown.
const BREAK_OF_TITLE: char = '\u{200b}';

/// The title of an issue, which hosts show as plain text but for mentions and references.
pub(in crate::render) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = line(text);
    let text = text.trim();
    for (at, c) in text.char_indices() {
        if c == '-' && ends_with_word(text.get(..at).unwrap_or_default(), "gh") {
            out.push(BREAK_OF_TITLE);
        }
        out.push(c);
        if matches!(c, '@' | '#') {
            out.push(BREAK_OF_TITLE);
        }
    }
    out
}

/// A title as people write it, without what [`title`] put in.
pub(in crate::render) fn title_in_words(title: &str) -> String {
    title.replace(BREAK_OF_TITLE, "")
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.len().checked_sub(word.len()).and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hidden_characters_are_named() {
        assert_eq!(
            terminal("a\u{202e}b\u{1b}[31m\tc\r\nd\u{9b}é👩\u{200d}💻"),
            "a<U+202E>b<U+001B>[31m c\nd<U+009B>é👩\u{200d}💻"
        );
        assert_eq!(line("a\r\nb\n"), "a b");
        assert_eq!(line("a\u{2028}b\rc"), "a<U+2028>b<U+000D>c");
    }

    #[test]
    fn no_log_line_is_a_command() {
        assert_eq!(
            log("x\n \u{3000}::error::y\n  ::: a.toml:1:1\n".into()),
            "x\n \u{3000}: :error::y\n  ::: a.toml:1:1\n"
        );
        assert_eq!(log("##[group] ###vso[x] ## [a] ##\n".into()), "# #[group] ## #vso[x] ## [a] ##\n");
    }

    #[test]
    fn json_keeps_its_values() {
        let value = "a\u{202e}##[b]\u{e0041}\u{7f}\u{1b}\\##[";
        let safe = json(serde_json::to_string(value).unwrap());
        assert!(safe.is_ascii() && !safe.contains("##["), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), value);
    }

    #[test]
    fn workflow_commands_are_one_line() {
        assert_eq!(command_message("50%\r\n::error::##[x]"), "50%25%0A::error::# #[x]");
        assert_eq!(command_property("a:b,c\n"), "a%3Ab%2Cc%0A");
    }

    #[test]
    fn markdown_shows_and_does_nothing() {
        assert_eq!(markdown("@ana fixes acme/web#1"), "@&#8203;ana fixes acme/web#&#8203;1");
        assert_eq!(
            markdown("a | b `c` ![x](y) <img> <!-- m --> &"),
            r"a \| b \`c\` \!\[x\](y) &lt;img&gt; &lt;\!-- m --&gt; &amp;"
        );
        assert_eq!(markdown("https://x.y www.x.y gh-12"), "https:&#8203;//x.y www&#8203;.x.y gh&#8203;-12");
        assert_eq!(markdown("gh-x a@b.c #x"), "gh&#8203;-x a@&#8203;b.c #x");
        assert_eq!(markdown("1. a"), r"1\. a");
        assert_eq!(markdown("1) a (b)"), r"1\) a (b)");
        assert_eq!(markdown("- a"), r"\- a");
        assert_eq!(
            (markdown("+3").as_str(), markdown("0.5 days").as_str(), markdown("-3 %").as_str()),
            ("+3", "0.5 days", "-3 %")
        );
        assert_eq!(
            (markdown("---").as_str(), markdown("1.").as_str(), markdown("=").as_str()),
            (r"\---", r"1\.", r"\=")
        );
        assert_eq!(markdown("~~~\n```\n# x"), r"\~\~\~ \`\`\` # x");
        assert_eq!(markdown("# x"), r"\# x");
        assert_eq!(markdown("in #refunds (or #12)"), "in #refunds (or #&#8203;12)");
        assert_eq!(
            markdown_message("ask `a-b` of `@x` lacks `d`, @y and `e"),
            r"ask `a-b` of \`@&#8203;x\` lacks `d`, @&#8203;y and \`e"
        );
        assert_eq!(markdown_message("`a` `b|c` `` ` d"), r"`a` \`b\|c\` \`\` \` d");
        assert_eq!(markdown_text("", "a\nb\r\n\r\n@c", ""), "a b\n\n@&#8203;c");
        assert_eq!(
            markdown_link("", "https://wiki.example/a?b=c_d"),
            r"[wiki.example/a?b=c\_d](<https://wiki.example/a?b=c_d>)"
        );
        for other in [
            "https://github.com/o/r/issues/1",
            "https://x.example/a b",
            "http://x.example",
            "https://@x",
            "wiki",
            "https://",
            "https://?x",
            "https://x::error::y",
            "https://x:99999/",
            "https://x!y/",
        ] {
            assert!(!markdown_link("", other).contains("](<"), "{other}");
        }
        assert_eq!(title("fixes acme/web#1 @team\n::x"), "fixes acme/web#\u{200b}1 @\u{200b}team ::x");
        assert_eq!(markdown("    code"), "code");
        assert_eq!(markdown_code("a = '@b'\n", "toml"), "```toml\na = '@b'\n```");
        assert_eq!(markdown_code("`````\u{202e}\n::x", ""), "``````\n`````<U+202E>\n: :x\n``````");
    }

    #[test]
    fn no_word_is_a_commit() {
        let hash = "4be21a04be21a04be21a04be21a04be21a04be21";
        for text in [hash.to_owned(), format!("acme/plans@{hash}"), format!("x {} y", &hash[..7]), "1234567, x".into()]
        {
            let shown = markdown(&text);
            let mut words = shown.split(|c: char| !c.is_ascii_hexdigit());
            assert!(words.all(|word| word.len() < 7), "{shown}");
            assert_eq!(shown.replace(BREAK, ""), text);
        }
        for word in ["decaded figures", "123456", "20 days", "4be21a04be21ax", "4be21a"] {
            let shown = markdown(word);
            assert_eq!(shown.contains(BREAK), word.starts_with("decaded"), "{shown}");
        }
        let long = "a".repeat(100_000);
        assert_eq!(markdown(&long), long, "too long for one, and read once");
    }

    #[test]
    fn what_stands_beside_a_text_does_not_bring_it_to_life() {
        for (before, text, after) in [
            ("@", "acme", ""),
            ("acme/web#", "1", ""),
            ("", "acme/web#", "1"),
            ("GH-", "1", ""),
            ("", "gh", "-1"),
            ("", "www", ".evil.example"),
            ("www.", "evil.example", ""),
            ("", "https", "://evil.example"),
            ("", "https:", "//evil.example"),
            ("https:/", "/evil.example", ""),
            ("https://", "evil.example", ""),
            ("[x](", "http:evil.example", ")"),
            ("[x](<", "//evil.example", ">)"),
            ("[x]: ", "//evil.example", ""),
            ("<img src=\"", "//evil.example", "\">"),
            ("<", "img src=//evil.example", ">"),
            ("&", "commat;acme", ""),
            ("&comm", "at;acme", ""),
            ("4be", "21a0", ""),
            ("", "4be21a", "0"),
        ] {
            let shown = markdown_between(before, text, after);
            assert!(shown.contains(BREAK), "{before}{shown}{after}");
        }
        for (before, text, after) in [("**", "a", "**"), ("(", "a", ")"), ("a: ", "b", "."), ("| ", "2027-01-31", " |")]
        {
            assert_eq!(markdown_between(before, text, after), text);
        }
    }

    proptest! {
        #[test]
        fn every_sink_holds_for_any_text(any in "\\PC*|[\\x00-\\x7f]*|(##|\\[|::|\n|@|#|<|[a-z]|\u{202e})*") {
            for clean in [terminal(&any), line(&any)] {
                prop_assert_eq!(&*terminal(&clean), &*clean);
            }
            prop_assert!(!line(&any).contains('\n'));
            let log = log(any.clone());
            prop_assert!(!log.contains("##["));
            for line in log.lines().map(str::trim_start) {
                prop_assert!(!line.starts_with("::") || line.starts_with(":::"), "{line}");
            }
            let property = command_property(&any);
            prop_assert!(!property.contains(['\n', '\r', ':', ',']));
            let markdown = markdown(&any);
            prop_assert!(!markdown.contains(['<', '>', '\n']));
            for (at, _) in markdown.match_indices('@') {
                prop_assert!(markdown[at + 1..].starts_with(BREAK));
            }
            let safe = json(serde_json::to_string(&any).unwrap());
            prop_assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), any);
        }
    }
}
