//! Styles of the presenters as those of the screen, and what is set apart without colours, too.

use anstyle::{Ansi256Color, AnsiColor, Color as Ansi, Effects, RgbColor};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use dixit::present::Pieces;

const EFFECTS: [(Effects, Modifier); 6] = [
    (Effects::BOLD, Modifier::BOLD),
    (Effects::DIMMED, Modifier::DIM),
    (Effects::ITALIC, Modifier::ITALIC),
    (Effects::UNDERLINE, Modifier::UNDERLINED),
    (Effects::INVERT, Modifier::REVERSED),
    (Effects::STRIKETHROUGH, Modifier::CROSSED_OUT),
];

/// `style` on the screen.
pub(crate) fn style_of(style: anstyle::Style) -> Style {
    let effects = style.get_effects();
    let modifiers = EFFECTS.iter().filter(|(effect, _)| effects.contains(*effect)).map(|(_, modifier)| *modifier);
    let mut drawn = Style::new().add_modifier(modifiers.collect());
    drawn.fg = style.get_fg_color().map(colour_of);
    drawn.bg = style.get_bg_color().map(colour_of);
    drawn
}

fn colour_of(colour: Ansi) -> Color {
    match colour {
        Ansi::Ansi(colour) => match colour {
            AnsiColor::Black => Color::Black,
            AnsiColor::Red => Color::Red,
            AnsiColor::Green => Color::Green,
            AnsiColor::Yellow => Color::Yellow,
            AnsiColor::Blue => Color::Blue,
            AnsiColor::Magenta => Color::Magenta,
            AnsiColor::Cyan => Color::Cyan,
            AnsiColor::White => Color::Gray,
            AnsiColor::BrightBlack => Color::DarkGray,
            AnsiColor::BrightRed => Color::LightRed,
            AnsiColor::BrightGreen => Color::LightGreen,
            AnsiColor::BrightYellow => Color::LightYellow,
            AnsiColor::BrightBlue => Color::LightBlue,
            AnsiColor::BrightMagenta => Color::LightMagenta,
            AnsiColor::BrightCyan => Color::LightCyan,
            AnsiColor::BrightWhite => Color::White,
        },
        Ansi::Ansi256(Ansi256Color(number)) => Color::Indexed(number),
        Ansi::Rgb(RgbColor(red, green, blue)) => Color::Rgb(red, green, blue),
    }
}

/// `pieces` as a line of the screen.
pub(crate) fn line_of(pieces: Pieces) -> Line<'static> {
    pieces.into_iter().map(|(text, style)| Span::styled(text, style_of(style))).collect::<Vec<_>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_keep_their_colour_and_their_effects() {
        let style = anstyle::Style::new().bold().underline().fg_color(Some(AnsiColor::Yellow.into()));
        let expected = Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        assert_eq!(style_of(style), expected);
        assert_eq!(style_of(anstyle::Style::new()), Style::new());
    }
}
