//! SQLite's FTS5 by hand: a full-text table without content beside narrow tables of values, loaded in one transaction.
//!
//! It is fed what dixit's token chains make of each text, so that both find the same; that is done on a thread of its own.
//! It makes no snippets and decodes no record: it does less than the others.

use std::path::Path;

use dixit::index::bench;
use dixit::statement::{Record, SpeakerKind};
use rusqlite::{Connection, ToSql, params};

use super::tantivy::{day, folded, indexed_quote, seconds};
use super::{Chains, Found, Peer, SHOWN, Stored, VALUES, Want, counted};
use crate::Outcome;
use crate::question::{Clause, Counted, Question};

/// Statements that wait to be written.
const WAITING: usize = 4_096;

/// Stands where a quote is interrupted: takes a place, and nobody asks for it.
const GAP: &str = "\u{2402}";

/// Begins the token of a whole value, and stands for its spaces.
const WHOLE: char = '\u{2403}';

/// The tokens come analysed: everything but a space is part of one. `ascii` is the quickest that FTS5 has.
const SCHEMA: &str = r#"
CREATE TABLE statement(id INTEGER PRIMARY KEY, sid TEXT, kind TEXT, lang TEXT, speaker TEXT, speaker_type TEXT, role TEXT,
    mention TEXT, cue TEXT, publisher TEXT, author TEXT, date INTEGER, month TEXT, conf REAL, article TEXT);
CREATE TABLE carrier(statement INTEGER, outlet TEXT, PRIMARY KEY(statement, outlet)) WITHOUT ROWID;
CREATE TABLE record(id INTEGER PRIMARY KEY, bytes BLOB);
CREATE VIRTUAL TABLE fts USING fts5(quote, quote_stem, context, context_stem, title, title_stem, speaker, mention, role, cue,
    outlet, publisher, author, url, path, content='',
    tokenize="ascii tokenchars '!#$%&()*+,-./:;<=>?@[\]^_`{|}~'''");
INSERT INTO fts(fts, rank) VALUES('hashsize', 67108864);
"#;

/// What facets, dates and ids are looked up by; made when all is in, as one does.
const INDEXES: &str = "
CREATE INDEX by_sid ON statement(sid);
CREATE INDEX by_date ON statement(date);
CREATE INDEX by_article ON statement(article);
CREATE INDEX by_speaker ON statement(speaker);
CREATE INDEX by_outlet ON carrier(outlet);
";

/// Hands a record on.
pub type Each<'e> = dyn FnMut(Record) -> Outcome<()> + 'e;

/// Hands all records on.
pub type Feed<'f> = dyn FnMut(&mut Each<'_>) -> Outcome<()> + Send + 'f;

/// A row ready to be written.
struct Row {
    texts: [String; 15],
    record: Record,
    bytes: Vec<u8>,
}

/// A database for reading, with the languages of the index and the chains by which words are asked for.
pub struct Fts5 {
    connection: Connection,
    chains: Chains,
    languages: Vec<String>,
}

/// Writes all records that `feed` hands over to the file at `path`; says how many there are.
pub fn load(path: &Path, feed: &mut Feed<'_>) -> Outcome<u64> {
    let mut connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY;",
    )?;
    connection.execute_batch(SCHEMA)?;
    let (sender, receiver) = crossbeam_channel::bounded::<Row>(WAITING);
    let written = std::thread::scope(|scope| -> Outcome<u64> {
        let analysing = scope.spawn(move || -> Outcome<()> {
            let mut chains = Chains::default();
            feed(&mut |record| Ok(sender.send(row(record, &mut chains)?)?))
        });
        let transaction = connection.transaction()?;
        let mut written = 0;
        for row in receiver {
            written += 1;
            write(&transaction, written, &row)?;
        }
        transaction.execute_batch(INDEXES)?;
        transaction.commit()?;
        analysing.join().map_err(|_| "the analysing thread panicked")??;
        Ok(u64::try_from(written)?)
    })?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(written)
}

/// Writes the statements of an index of dixit, and puts the database in its best shape for reading.
pub fn load_from(path: &Path, stored: &Stored) -> Outcome<u64> {
    let written = load(path, &mut |each| stored.records(each))?;
    Connection::open(path)?.execute_batch("INSERT INTO fts(fts) VALUES('optimize'); ANALYZE;")?;
    Ok(written)
}

fn row(record: Record, chains: &mut Chains) -> Outcome<Row> {
    let lang = record.article.lang.clone();
    let quote = indexed_quote(&record);
    let title = record.article.title.clone().unwrap_or_default();
    let mut words = |text: &str| joined(|each| chains.words(text, each));
    let mut name =
        |value: Option<&str>| value.map_or(String::new(), |value| format!("{} {}", words(value), whole(value)));
    let names = [
        name(record.speaker.name.as_deref()),
        name(record.speaker.mention.as_ref().map(|(text, _)| text.as_str())),
        name(record.speaker.role.as_deref()),
        name(record.cue.as_ref().map(|(text, _)| text.as_str())),
        record.carriers().into_iter().map(|carrier| name(Some(carrier))).collect::<Vec<_>>().join(" "),
        name(record.publisher.as_deref()),
        name(record.article.author.as_deref()),
        name(record.article.url.as_deref()),
        name(Some(&record.article.path)),
    ];
    let [speaker, mention, role, cue, outlet, publisher, author, url, path] = names;
    let mut stems = |text: &str| joined(|each| chains.stems(lang.as_deref(), text, each));
    let (quote_stem, context_stem, title_stem) = (stems(&quote), stems(&record.context.text), stems(&title));
    let mut words = |text: &str| joined(|each| chains.words(text, each));
    let (quote, context, title) = (words(&quote), words(&record.context.text), words(&title));
    let texts = [
        quote,
        quote_stem,
        context,
        context_stem,
        title,
        title_stem,
        speaker,
        mention,
        role,
        cue,
        outlet,
        publisher,
        author,
        url,
        path,
    ];
    let bytes = bench::encode_record(&record).ok_or("a record cannot be stored")?;
    Ok(Row { texts, record, bytes })
}

/// Tokens with spaces between them, a mark for each position that none has.
fn joined(tokens: impl FnOnce(&mut dyn FnMut(usize, &str))) -> String {
    let mut text = String::new();
    let mut next = 0;
    tokens(&mut |position, token| {
        while next < position {
            text.push_str(GAP);
            text.push(' ');
            next += 1;
        }
        text.push_str(token);
        text.push(' ');
        next += 1;
    });
    text
}

/// The one token of a whole value.
fn whole(value: &str) -> String {
    let mut token = String::from(WHOLE);
    token.extend(folded(value).chars().map(|letter| if letter == ' ' || letter == '"' { WHOLE } else { letter }));
    token
}

fn write(transaction: &rusqlite::Transaction<'_>, id: i64, row: &Row) -> Outcome<()> {
    let Row { texts, record, bytes } = row;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO fts(rowid, quote, quote_stem, context, context_stem, title, title_stem, speaker, mention, role, cue,
         outlet, publisher, author, url, path) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let values = std::iter::once(&id as &dyn ToSql).chain(texts.iter().map(|text| text as &dyn ToSql));
    insert.execute(rusqlite::params_from_iter(values))?;
    let day = day(record);
    let mut insert =
        transaction.prepare_cached("INSERT INTO statement VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    insert.execute(params![
        id,
        record.id,
        record.kind.name(),
        record.article.lang,
        record.speaker.name,
        record.speaker.kind.map(SpeakerKind::name),
        record.speaker.role,
        record.speaker.mention.as_ref().map(|(text, _)| text),
        record.cue.as_ref().map(|(text, _)| text),
        record.publisher,
        record.article.author,
        day.map(seconds),
        day.map(|day| day.strftime("%Y-%m").to_string()),
        record.certainty(),
        record.article.id,
    ])?;
    let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO carrier VALUES(?, ?)")?;
    for outlet in record.carriers() {
        insert.execute(params![id, outlet])?;
    }
    transaction.prepare_cached("INSERT INTO record VALUES(?, ?)")?.execute(params![id, bytes])?;
    Ok(())
}

/// What one asks FTS5: the expression, and the condition on dates.
struct Asked {
    matching: String,
    days: Option<(i64, i64)>,
}

impl Fts5 {
    /// Opens the database at `path`, which holds what `stored` does.
    pub fn open(path: &Path, stored: &Stored) -> Outcome<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "PRAGMA mmap_size = 17179869184; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY;",
        )?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection, chains: Chains::default(), languages: stored.languages()? })
    }

    fn total(&self, asked: &Asked) -> Outcome<u64> {
        let total: i64 = match asked.days {
            None => self
                .connection
                .prepare_cached("SELECT count(*) FROM fts WHERE fts MATCH ?1")?
                .query_row(params![asked.matching], |row| row.get(0))?,
            Some((first, last)) => self
                .connection
                .prepare_cached(
                    "SELECT count(*) FROM fts JOIN statement s ON s.id = fts.rowid WHERE fts MATCH ?1 AND s.date BETWEEN ?2 \
                     AND ?3",
                )?
                .query_row(params![asked.matching, first, last], |row| row.get(0))?,
        };
        Ok(u64::try_from(total)?)
    }

    fn hits(&self, asked: &Asked) -> Outcome<Vec<(String, f32)>> {
        let (sql, values): (_, Vec<&dyn ToSql>) = match &asked.days {
            None => (
                "SELECT s.sid, f.rank, r.bytes FROM (SELECT rowid, rank FROM fts WHERE fts MATCH ?1 ORDER BY rank LIMIT ?2) f \
                 JOIN statement s ON s.id = f.rowid JOIN record r ON r.id = f.rowid ORDER BY f.rank",
                vec![&asked.matching, &SHOWN],
            ),
            Some((first, last)) => (
                "SELECT f.sid, f.rank, r.bytes FROM (SELECT fts.rowid AS id, rank, s.sid FROM fts JOIN statement s ON s.id = \
                 fts.rowid WHERE fts MATCH ?1 AND s.date BETWEEN ?3 AND ?4 ORDER BY rank LIMIT ?2) f JOIN record r ON r.id = \
                 f.id ORDER BY f.rank",
                vec![&asked.matching, &SHOWN, first, last],
            ),
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(values.as_slice())?;
        let mut hits = Vec::with_capacity(SHOWN as usize);
        while let Some(row) = rows.next()? {
            std::hint::black_box(row.get_ref(2)?.as_blob()?);
            let rank: f64 = row.get(1)?;
            #[allow(clippy::cast_possible_truncation)] // A score.
            hits.push((row.get(0)?, -rank as f32));
        }
        Ok(hits)
    }

    fn counts(&self, asked: &Asked, counted: Counted) -> Outcome<Vec<(String, u64)>> {
        let from = "FROM fts JOIN statement s ON s.id = fts.rowid";
        let (value, from, order) = match counted {
            Counted::Speakers => ("s.speaker", from.to_owned(), "ORDER BY 2 DESC, 1 LIMIT ?2"),
            Counted::Outlets => {
                ("c.outlet", format!("{from} JOIN carrier c ON c.statement = fts.rowid"), "ORDER BY 2 DESC, 1 LIMIT ?2")
            }
            Counted::Months => ("s.month", from.to_owned(), "ORDER BY 1"),
        };
        let days = if asked.days.is_some() { "AND s.date BETWEEN ?3 AND ?4" } else { "" };
        let sql = format!(
            "SELECT {value}, count(*) {from} WHERE fts MATCH ?1 {days} AND {value} IS NOT NULL GROUP BY 1 {order}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        // SQLite counts parameters up to the highest that is named.
        let (first, last) = asked.days.unwrap_or_default();
        let values: [&dyn ToSql; 4] = [&asked.matching, &VALUES, &first, &last];
        let values = &values[..statement.parameter_count()];
        let rows = statement.query_map(values, |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
        rows.map(|row| {
            let (value, count) = row?;
            Ok((value, u64::try_from(count)?))
        })
        .collect()
    }

    fn asked(&mut self, question: &Question) -> Asked {
        let mut word = |word: &str| {
            let stems = self.chains.stems_of(word, &self.languages);
            let stems: Vec<String> = stems.iter().map(|stem| format!("quote_stem : \"{stem}\"")).collect();
            format!("(quote : \"{word}\" OR {})", stems.join(" OR "))
        };
        let (mut with, mut without, mut days) = (Vec::new(), Vec::new(), None);
        for clause in &question.clauses {
            match clause {
                Clause::Word(one) => with.push(word(one)),
                Clause::Either(one, other) => with.push(format!("({} OR {})", word(one), word(other))),
                Clause::Phrase(words) => with.push(format!("(quote : \"{}\")", words.join(" "))),
                Clause::Prefix(start) => with.push(format!("(quote : \"{start}\" *)")),
                Clause::Outlet(name) => with.push(format!("(outlet : \"{}\")", whole(name))),
                Clause::Speaker(name) => with.push(format!("(speaker : \"{}\")", whole(name))),
                Clause::Without(one) => without.push(word(one)),
                Clause::Days(first, last) => days = Some((seconds(*first), seconds(*last))),
            }
        }
        let mut matching = with.join(" AND ");
        for excluded in without {
            matching = format!("({matching}) NOT {excluded}");
        }
        Asked { matching, days }
    }
}

impl Peer for Fts5 {
    fn ask(&mut self, question: &Question, want: Want) -> Outcome<Found> {
        let asked = self.asked(question);
        let total = self.total(&asked)?;
        let hits = if want == Want::Counts { Vec::new() } else { self.hits(&asked)? };
        let counts = counted(question, want).iter().map(|counted| self.counts(&asked, *counted));
        Ok(Found { total, hits, counts: counts.collect::<Outcome<_>>()? })
    }
}
