//! The labels of the sequence model: which part of an attribution a token belongs to.

/// A token's part in an attribution.
///
/// Content is labelled by begin, inside, end and single, so that both ends of a span have weights of
/// their own; what is said and what is merely held ("believes that") are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Label {
    /// No part of an attribution.
    Outside,
    /// First token of a source.
    SourceBegin,
    /// Another token of a source.
    SourceInside,
    /// First token of a cue of speech or writing.
    CueBegin,
    /// Another token of such a cue.
    CueInside,
    /// First token of another cue: of belief, intent, evidence.
    HeldCueBegin,
    /// Another token of such a cue.
    HeldCueInside,
    /// First token of content that was said.
    ContentBegin,
    /// Inside such content.
    ContentInside,
    /// Its last token.
    ContentEnd,
    /// Its only token.
    ContentSingle,
    /// First token of content that is held, not said.
    HeldBegin,
    /// Inside such content.
    HeldInside,
    /// Its last token.
    HeldEnd,
    /// Its only token.
    HeldSingle,
}

/// What a run of labels is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Source,
    Cue,
    HeldCue,
    Content,
    Held,
}

impl Part {
    /// Number of parts.
    pub(crate) const COUNT: usize = 5;
}

impl Label {
    /// Number of labels.
    pub(crate) const COUNT: usize = 15;

    pub(crate) const ALL: [Label; Self::COUNT] = [
        Label::Outside,
        Label::SourceBegin,
        Label::SourceInside,
        Label::CueBegin,
        Label::CueInside,
        Label::HeldCueBegin,
        Label::HeldCueInside,
        Label::ContentBegin,
        Label::ContentInside,
        Label::ContentEnd,
        Label::ContentSingle,
        Label::HeldBegin,
        Label::HeldInside,
        Label::HeldEnd,
        Label::HeldSingle,
    ];

    /// The part it belongs to.
    pub(crate) fn part(self) -> Option<Part> {
        #[allow(clippy::enum_glob_use)] // Fifteen names that stand in every line.
        use Label::*;
        Some(match self {
            Outside => return None,
            SourceBegin | SourceInside => Part::Source,
            CueBegin | CueInside => Part::Cue,
            HeldCueBegin | HeldCueInside => Part::HeldCue,
            ContentBegin | ContentInside | ContentEnd | ContentSingle => Part::Content,
            HeldBegin | HeldInside | HeldEnd | HeldSingle => Part::Held,
        })
    }

    /// Whether a run of labels may begin with it.
    pub(crate) fn begins(self) -> bool {
        #[allow(clippy::enum_glob_use)] // Fifteen names that stand in every line.
        use Label::*;
        matches!(
            self,
            Outside | SourceBegin | CueBegin | HeldCueBegin | ContentBegin | ContentSingle | HeldBegin | HeldSingle
        )
    }

    /// Whether the text may end behind it.
    pub(crate) fn ends(self) -> bool {
        #[allow(clippy::enum_glob_use)] // Fifteen names that stand in every line.
        use Label::*;
        !matches!(self, ContentBegin | ContentInside | HeldBegin | HeldInside)
    }

    /// Whether `next` may follow it.
    pub(crate) fn allows(self, next: Label) -> bool {
        #[allow(clippy::enum_glob_use)] // Fifteen names that stand in every line.
        use Label::*;
        match self {
            ContentBegin | ContentInside => matches!(next, ContentInside | ContentEnd),
            HeldBegin | HeldInside => matches!(next, HeldInside | HeldEnd),
            SourceBegin | SourceInside => next.begins() || next == SourceInside,
            CueBegin | CueInside => next.begins() || next == CueInside,
            HeldCueBegin | HeldCueInside => next.begins() || next == HeldCueInside,
            _ => next.begins(),
        }
    }

    /// The labels of a run of `len` tokens of one part, in order.
    pub(crate) fn run(part: Part, len: usize) -> impl Iterator<Item = Label> {
        (0..len).map(move |index| {
            let (first, last) = (index == 0, index + 1 == len);
            match (part, first, last) {
                (Part::Source, true, _) => Label::SourceBegin,
                (Part::Source, false, _) => Label::SourceInside,
                (Part::Cue, true, _) => Label::CueBegin,
                (Part::Cue, false, _) => Label::CueInside,
                (Part::HeldCue, true, _) => Label::HeldCueBegin,
                (Part::HeldCue, false, _) => Label::HeldCueInside,
                (Part::Content, true, true) => Label::ContentSingle,
                (Part::Content, true, false) => Label::ContentBegin,
                (Part::Content, false, true) => Label::ContentEnd,
                (Part::Content, false, false) => Label::ContentInside,
                (Part::Held, true, true) => Label::HeldSingle,
                (Part::Held, true, false) => Label::HeldBegin,
                (Part::Held, false, true) => Label::HeldEnd,
                (Part::Held, false, false) => Label::HeldInside,
            }
        })
    }
}
