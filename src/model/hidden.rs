//! Characters that a reader cannot see, and with which a text can say something else than it seems to.
//!
//! Some belong to how people write: emoji are joined, Persian and Indic words are held together or apart, a sign has
//! variants. There they hide nothing. What is done about the others is left to whoever reads or prints.

/// What `character` is, where it stands between `before` and `after` and nobody can see it.
#[must_use]
pub fn hidden(before: &str, character: char, after: &str) -> Option<&'static str> {
    let previous = before.chars().next_back();
    let next = after.chars().next();
    let is_allowed = match character {
        '\n' | '\t' => true,
        '\r' => next == Some('\n'),
        '\u{200c}' => previous.is_some_and(joins),
        '\u{200d}' => previous.is_some_and(joins) || previous.is_some_and(is_sign) && next.is_some_and(is_sign),
        '\u{fe0e}' | '\u{fe0f}' => previous.is_some_and(|c| c.is_ascii_digit() || "#*".contains(c) || has_variants(c)),
        '\u{fe00}'..='\u{fe0d}' => previous.is_some_and(has_variants),
        '\u{e0100}'..='\u{e01ef}' => previous.is_some_and(is_ideograph),
        '\u{180b}'..='\u{180f}' => previous.is_some_and(|c| ('\u{1820}'..='\u{18af}').contains(&c)),
        '\u{115f}' | '\u{1160}' => previous.is_some_and(is_jamo) || next.is_some_and(is_jamo),
        '\u{e0020}'..='\u{e007f}' => is_in_flag(before, character, after),
        _ => false,
    };
    if is_allowed { None } else { name(character) }
}

/// Whether nobody can see `character`, wherever it stands, but for the signs that choose a variant of the one before.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    !is_variant(character) && !matches!(character, '\n' | '\t') && name(character).is_some()
}

/// Whether `character` may be one of them.
#[must_use]
#[inline]
pub fn may_hide(character: char) -> bool {
    !(' '..='~').contains(&character) && name(character).is_some()
}

fn name(character: char) -> Option<&'static str> {
    Some(match character {
        '\0' => "the NUL character",
        c if c.is_control() => "the control character",
        '\u{fdd0}'..='\u{fdef}' => "the non-character",
        c if u32::from(c) & 0xfffe == 0xfffe => "the non-character",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}' => {
            "the bidirectional control character"
        }
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => "the zero-width character",
        '\u{ad}' => "the soft hyphen",
        '\u{2028}' => "the line separator",
        '\u{2029}' => "the paragraph separator",
        '\u{e0020}'..='\u{e007f}' => "the tag character",
        c if is_variant(c) => "the variation selector",
        '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{2061}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => "the invisible character",
        _ => return None,
    })
}

fn is_variant(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether `c` is of a script whose letters change with what they are joined to.
fn joins(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{dff}' | '\u{f40}'..='\u{109f}' | '\u{1780}'..='\u{17b3}' | '\u{17b6}'..='\u{17ff}' | '\u{1820}'..='\u{18af}')
}

/// Whether `c` is a sign that emoji are made of.
fn is_sign(c: char) -> bool {
    c >= '\u{2190}' && (c == '\u{fe0f}' || name(c).is_none())
}

/// Whether `c` may be shown in more than one way: no letter of English, and nothing that is hidden itself.
fn has_variants(c: char) -> bool {
    c >= '\u{a9}' && !c.is_whitespace() && name(c).is_none()
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_jamo(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115e}' | '\u{1161}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7fb}')
}

/// The flags that are written with tags: a black flag and the name of the country. Nothing else may be written so.
const FLAGS: [&str; 3] = ["gbeng\u{7f}", "gbsct\u{7f}", "gbwls\u{7f}"];

fn is_in_flag(before: &str, tag: char, after: &str) -> bool {
    let letter = |c: char| u32::from(c).checked_sub(0xe_0000).and_then(char::from_u32).filter(char::is_ascii);
    let most = FLAGS.map(str::len).into_iter().max().unwrap_or_default();
    let mut earlier: Vec<char> = before.chars().rev().take(most).map_while(letter).collect();
    let flag = before.chars().rev().nth(earlier.len());
    earlier.reverse();
    let later = after.chars().take(most).map_while(letter);
    let name: String = earlier.into_iter().chain(letter(tag)).chain(later).collect();
    flag == Some('\u{1f3f4}') && FLAGS.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is hidden in `text`.
    fn found(text: &str) -> Vec<char> {
        let hides = |(at, c): (usize, char)| {
            let (before, after) = (text.get(..at)?, text.get(at + c.len_utf8()..)?);
            hidden(before, c, after).map(|_| c)
        };
        text.char_indices().filter_map(hides).collect()
    }

    #[test]
    fn what_people_write_hides_nothing() {
        for text in [
            "a line\r\nand a tab\there",
            "👩\u{200d}💻 👨\u{200d}👩\u{200d}👧 🏳\u{fe0f}\u{200d}🌈 👁\u{fe0f}\u{200d}🗨\u{fe0f} ❤\u{fe0f}\u{200d}🔥 👍🏽",
            "⚠\u{fe0f} ⚠\u{fe0e} ©\u{fe0f} 1\u{fe0f}\u{20e3} #\u{fe0f}\u{20e3} ™\u{fe0f}",
            "می\u{200c}خواهم ه\u{200d}",
            "क\u{94d}\u{200d}ष ന\u{d4d}\u{200d} ශ\u{dca}\u{200d}රී",
            "葛\u{e0100}城 ≨\u{fe00}",
            "ᠠ\u{180b} \u{115f}ᅡ ᄀ\u{1160}",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "naïve Zoë \u{a0} Straße e\u{301}",
        ] {
            assert_eq!(found(text), [], "{text:?}");
        }
    }

    #[test]
    fn everything_else_is_named() {
        for text in [
            "\u{0}",
            "\u{1b}",
            "\u{85}",
            "a\rb",
            "\u{7f}",
            "\u{ad}",
            "\u{34f}",
            "\u{61c}",
            "\u{115f}",
            "\u{1160}",
            "\u{17b4}",
            "\u{180e}",
            "\u{200b}",
            "a\u{200c}b",
            "a\u{200d}b",
            "\u{200e}",
            "\u{2028}",
            "\u{2029}",
            "\u{202e}",
            "\u{2060}",
            "\u{2064}",
            "\u{2069}",
            "\u{206f}",
            "\u{3164}",
            "\u{feff}",
            "\u{ffa0}",
            "\u{fff9}",
            "\u{fffe}",
            "\u{1bca0}",
            "\u{1d173}",
            "\u{1fffe}",
            "\u{e0001}",
            "\u{e0041}",
            "\u{e01f0}",
            "\u{10ffff}",
            "a\u{fe0f}",
            " \u{fe0f}",
            "a\u{fe00}",
            "a\u{e0100}",
            "\u{fdd0}",
        ] {
            assert_eq!(found(text).len(), 1, "{text:?}");
        }
        // Bytes can be told by variants one after another, and letters by tags.
        assert_eq!(found("😀\u{fe0f}\u{fe01}\u{e0120}").len(), 2);
        assert_eq!(found("葛\u{e0100}\u{e0101}").len(), 1);
        assert_eq!(found("🏴\u{e0068}\u{e0069}\u{e007f}").len(), 3);
        assert_eq!(found("🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e0041}\u{e007f}").len(), 7);
        assert_eq!(found("ک\u{200c}\u{200c}\u{200c}").len(), 2);
    }
}
