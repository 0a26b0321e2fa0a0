//! What an item of a news agency is when it is not an article.

/// A sort of item that agencies send beside their texts. None of it failed to be read: there is nothing to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// A photograph, perhaps with a caption.
    Picture,
    /// A chart, a map, a drawing.
    Graphic,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// A list of other items.
    Package,
    /// What the agency plans to cover.
    Planning,
    /// An entry of a calendar.
    Event,
    /// What a code means, or a list of such.
    Concept,
    /// A list of vocabularies.
    Catalog,
    /// A file that was attached to a post.
    Attachment,
}

impl ItemKind {
    /// All of them.
    pub const ALL: [ItemKind; 10] = [
        Self::Picture,
        Self::Graphic,
        Self::Audio,
        Self::Video,
        Self::Package,
        Self::Planning,
        Self::Event,
        Self::Concept,
        Self::Catalog,
        Self::Attachment,
    ];

    /// A short fixed name for scripts and for counting.
    pub fn code(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Graphic => "graphic",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Package => "package",
            Self::Planning => "planning",
            Self::Event => "event",
            Self::Concept => "concept",
            Self::Catalog => "catalog",
            Self::Attachment => "attachment",
        }
    }

    /// The kind that goes by `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_again_by_its_code() {
        for kind in ItemKind::ALL {
            assert_eq!(ItemKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(ItemKind::from_code("no-text"), None);
    }
}
