//! The fields of a statement that can be asked, faceted and sorted: the table that the query
//! language, the schema and the commands share.

/// A field of the statement record as users name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The words of the statement: what a query without a field name asks.
    Quote,
    /// The sentences around it.
    Context,
    /// Canonical speaker.
    Speaker,
    /// The speaker as mentioned.
    Mention,
    /// The speaker's role.
    Role,
    /// `person`, `organisation`, `unnamed`.
    SpeakerType,
    /// The reporting words.
    Cue,
    /// Who carried it: credited outlets, else the publisher.
    Outlet,
    /// Who published the article.
    Publisher,
    /// The article's date.
    Date,
    /// `direct`, `mixed`, `indirect`.
    Kind,
    /// Language of the article.
    Lang,
    /// Headline.
    Title,
    /// Byline.
    Author,
    /// Web address.
    Url,
    /// Path of the article.
    Path,
    /// Id of the article.
    Article,
    /// Id of the statement.
    Id,
    /// Confidence, 0 to 1.
    Conf,
    /// Id of a statement whose like is sought.
    Like,
    /// Id of a statement whose other versions are sought, too.
    Utterance,
}

/// How a field's values are matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Running text with inflection: words and exact phrases.
    Text,
    /// Names and short texts: words in order, whole values, no inflection.
    Name,
    /// Whole values resolved through the outlet table, else by their words.
    Outlet,
    /// One of a closed set or an identifier: whole value only.
    Keyword,
    /// A calendar date.
    Date,
    /// A number.
    Number,
    /// The id of a statement that stands for others. The index has no such field of its own.
    Statement,
}

/// One row of the table of fields.
struct Row {
    field: Field,
    name: &'static str,
    aliases: &'static [&'static str],
    kind: FieldType,
    facet: bool,
    help: &'static str,
}

const fn row(
    field: Field,
    name: &'static str,
    aliases: &'static [&'static str],
    kind: FieldType,
    facet: bool,
    help: &'static str,
) -> Row {
    Row { field, name, aliases, kind, facet, help }
}

/// In the order in which help lists them.
const TABLE: &[Row] = &[
    row(Field::Quote, "quote", &["q", "text"], FieldType::Text, false, "the words of the statement (default)"),
    row(Field::Speaker, "speaker", &["by", "source"], FieldType::Name, true, "who said it, canonical name"),
    row(Field::Outlet, "outlet", &["via"], FieldType::Outlet, true, "who carried it: credited outlet, else publisher"),
    row(Field::Date, "date", &["day"], FieldType::Date, true, "the article's date"),
    row(Field::Publisher, "publisher", &["pub"], FieldType::Outlet, true, "who published the article"),
    row(Field::Kind, "kind", &[], FieldType::Keyword, true, "direct, mixed or indirect"),
    row(Field::Role, "role", &[], FieldType::Name, true, "the speaker's role as the article gives it"),
    row(Field::SpeakerType, "speaker.type", &["type"], FieldType::Keyword, true, "person, organisation or unnamed"),
    row(Field::Mention, "mention", &["speaker.mention"], FieldType::Name, true, "the speaker as mentioned"),
    row(Field::Cue, "cue", &["verb"], FieldType::Name, true, "the reporting words"),
    row(Field::Context, "context", &["ctx"], FieldType::Text, false, "the sentences around the quote"),
    row(Field::Title, "title", &["headline"], FieldType::Text, false, "headline of the article"),
    row(Field::Author, "author", &["byline"], FieldType::Name, true, "byline of the article"),
    row(Field::Lang, "lang", &["language"], FieldType::Keyword, true, "language of the article, ISO 639-1"),
    row(Field::Path, "path", &["file"], FieldType::Name, false, "path of the article, by its parts"),
    row(Field::Url, "url", &[], FieldType::Name, false, "web address of the article, by its parts"),
    row(Field::Article, "article", &["article.id"], FieldType::Keyword, false, "id of the article"),
    row(Field::Id, "id", &[], FieldType::Keyword, false, "id of the statement"),
    row(Field::Conf, "conf", &["confidence"], FieldType::Number, false, "confidence, 0 to 1"),
    row(Field::Like, "like", &["similar"], FieldType::Statement, false, "id of a statement whose like is sought"),
    row(Field::Utterance, "utterance", &[], FieldType::Statement, false, "id of any version of what was said"),
];

impl Field {
    /// All fields, in the order in which help lists them.
    pub fn all() -> impl Iterator<Item = Field> {
        TABLE.iter().map(|row| row.field)
    }

    /// The field of that name or alias. Names are lower case; the comparison folds ASCII case.
    pub fn from_name(name: &str) -> Option<Field> {
        TABLE
            .iter()
            .find(|row| {
                row.name.eq_ignore_ascii_case(name) || row.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
            })
            .map(|row| row.field)
    }

    /// Its name in queries, facets and formats.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Other names it answers to.
    pub fn aliases(self) -> &'static [&'static str] {
        self.row().aliases
    }

    /// How its values are matched.
    pub fn kind(self) -> FieldType {
        self.row().kind
    }

    /// Whether its values can be counted.
    pub fn is_facet(self) -> bool {
        self.row().facet
    }

    /// One line for help.
    pub fn help(self) -> &'static str {
        self.row().help
    }

    fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.field == self).unwrap_or(&TABLE[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_are_unique_and_lead_back_to_their_field() {
        let mut seen = std::collections::HashSet::new();
        for field in Field::all() {
            for name in std::iter::once(&field.name()).chain(field.aliases()) {
                assert!(seen.insert(*name), "{name} stands twice in the table");
                assert_eq!(Field::from_name(name), Some(field));
            }
        }
        assert_eq!(Field::from_name("outlte"), None);
    }
}
