//! What a terminal can show; finding that out is left to [`crate::cli`].

use anstyle::{AnsiColor, Color};

/// What the reader's terminal can show, and how they want it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colour.
    pub color: bool,
    /// How many columns there are.
    pub width: usize,
    /// Labelled lines instead of tables and drawings, for screen readers.
    pub accessible: bool,
}

impl Style {
    /// Text for a pipe or a file: no colour, 100 columns.
    pub const PLAIN: Self = Self { color: false, width: 100, accessible: false };
}

/// How a piece of text is meant; a word always says the same beside the colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tone {
    #[default]
    Plain,
    Good,
    Warn,
    Bad,
    Faint,
    Strong,
}

impl Tone {
    /// Its colour on a terminal.
    pub(super) const fn ansi(self) -> anstyle::Style {
        let style = anstyle::Style::new();
        match self {
            Self::Plain => style,
            Self::Good => style.fg_color(Some(Color::Ansi(AnsiColor::Green))),
            Self::Warn => style.fg_color(Some(Color::Ansi(AnsiColor::Yellow))),
            Self::Bad => style.fg_color(Some(Color::Ansi(AnsiColor::Red))).bold(),
            Self::Faint => style.dimmed(),
            Self::Strong => style.bold(),
        }
    }
}
