//! Styles of the presenters as those of the screen, and what is set apart without colours, too.

use anstyle::{Ansi256Color, AnsiColor, Color as Ansi, Effects, RgbColor};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use dixit::present::{Palette, Pieces, View};

const EFFECTS: [(Effects, Modifier); 6] = [
    (Effects::BOLD, Modifier::BOLD),
    (Effects::DIMMED, Modifier::DIM),
    (Effects::ITALIC, Modifier::ITALIC),
    (Effects::UNDERLINE, Modifier::UNDERLINED),
    (Effects::INVERT, Modifier::REVERSED),
    (Effects::STRIKETHROUGH, Modifier::CROSSED_OUT),
];

/// `view` as the screen has it: where no colours are wanted, what is set apart still is.
pub(crate) fn on_screen(mut view: View, is_coloured: bool) -> View {
    if !is_coloured {
        let plain = |style: anstyle::Style| style.fg_color(None).bg_color(None);
        let Palette { speaker, outlet, matched, quote, cue, heading, dim, removed, added, error, warning, help } =
            Palette::coloured();
        view.palette = Palette {
            speaker: plain(speaker),
            outlet: plain(outlet),
            matched: plain(matched).underline(),
            quote: plain(quote),
            cue: plain(cue),
            heading: plain(heading),
            dim: plain(dim),
            removed: plain(removed),
            added: plain(added),
            error: plain(error),
            warning: plain(warning),
            help: plain(help),
        };
    }
    view
}

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
    fn without_colours_what_matters_is_still_set_apart() {
        let palette = on_screen(super::super::samples::view(), false).palette;
        for style in [palette.matched, palette.speaker, palette.dim, palette.error] {
            assert!(!style.is_plain() && style.get_fg_color().is_none());
        }
    }

    #[test]
    fn styles_keep_their_colour_and_their_effects() {
        let style = anstyle::Style::new().bold().underline().fg_color(Some(AnsiColor::Yellow.into()));
        let expected = Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        assert_eq!(style_of(style), expected);
        assert_eq!(style_of(anstyle::Style::new()), Style::new());
    }
}
