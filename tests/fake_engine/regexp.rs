//! Regular expressions of Lucene with the flags `NONE`, said in those of the crate `regex`. They match whole values.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

use regex::Regex;

use super::refusal::Refusal;

/// Longest expression, in units of UTF-16 (`index.max_regex_length`).
const LONGEST: usize = 1000;

/// How deep groups may be nested. A real engine has no such limit: it never answers.
const DEEPEST: usize = 100;

/// Reads an expression.
pub(super) fn read(expression: &str) -> Result<Regex, Refusal> {
    let length = expression.encode_utf16().count();
    if length > LONGEST {
        return Err(Refusal::shards(format!(
            "The length of regex [{length}] used in the Regexp Query request has exceeded the allowed maximum of [{LONGEST}]."
        )));
    }
    let mut reading = Reading { letters: expression.chars().peekable(), depth: 0 };
    let whole = if expression.is_empty() { String::new() } else { reading.alternatives()? };
    if reading.letters.peek().is_some() {
        return Err(wrong("end-of-string expected"));
    }
    Regex::new(&format!("^(?:{whole})$")).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => {
            wrong(&format!("Determinizing {expression} would require more than 10000 effort."))
        }
        other => panic!("{expression} became {whole}: {other}"),
    })
}

fn wrong(reason: &str) -> Refusal {
    Refusal::shards(format!("failed to create query: {reason}"))
}

struct Reading<'e> {
    letters: Peekable<Chars<'e>>,
    depth: usize,
}

impl Reading<'_> {
    fn alternatives(&mut self) -> Result<String, Refusal> {
        let mut all = self.concatenation()?;
        while self.letters.next_if_eq(&'|').is_some() {
            all = format!("{all}|{}", self.concatenation()?);
        }
        Ok(all)
    }

    fn concatenation(&mut self) -> Result<String, Refusal> {
        let mut all = self.repetition()?;
        while self.letters.peek().is_some_and(|letter| !matches!(letter, ')' | '|')) {
            all.push_str(&self.repetition()?);
        }
        Ok(all)
    }

    fn repetition(&mut self) -> Result<String, Refusal> {
        let mut part = self.simple()?;
        while let Some(sign) = self.letters.next_if(|letter| matches!(letter, '?' | '*' | '+' | '{')) {
            if sign != '{' {
                part = format!("(?:{part}){sign}");
                continue;
            }
            let least = self.number()?;
            let most = match self.letters.next_if_eq(&',') {
                None => Some(least),
                Some(_) if self.letters.peek() == Some(&'}') => None,
                Some(_) => Some(self.number()?),
            };
            if self.letters.next() != Some('}') {
                return Err(wrong("expected '}'"));
            }
            part = match most {
                None => format!("(?:{part}){{{least},}}"),
                Some(most) if most < least => return Err(wrong("repetitions go down")),
                Some(most) => format!("(?:{part}){{{least},{most}}}"),
            };
        }
        Ok(part)
    }

    fn number(&mut self) -> Result<u32, Refusal> {
        let mut digits = String::new();
        while let Some(digit) = self.letters.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().map_err(|_| wrong("integer expected"))
    }

    fn simple(&mut self) -> Result<String, Refusal> {
        match self.letters.next().ok_or_else(|| wrong("unexpected end-of-string"))? {
            '.' => Ok("(?s:.)".to_owned()),
            '(' if self.letters.next_if_eq(&')').is_some() => Ok("(?:)".to_owned()),
            '(' => {
                self.depth += 1;
                assert!(
                    self.depth <= DEEPEST,
                    "an engine would never answer: groups nested so deep overflow its stack"
                );
                let inner = self.alternatives()?;
                self.depth -= 1;
                match self.letters.next() {
                    Some(')') => Ok(format!("(?:{inner})")),
                    _ => Err(wrong("expected ')'")),
                }
            }
            '[' => self.class(),
            '"' => {
                let mut literal = String::new();
                loop {
                    match self.letters.next().ok_or_else(|| wrong("expected '\"'"))? {
                        '"' => return Ok(format!("(?:{})", regex::escape(&literal))),
                        letter => literal.push(letter),
                    }
                }
            }
            // Where nothing stands before them, these are letters.
            letter => Ok(format!("(?:{})", regex::escape(&self.letter(letter)?.to_string()))),
        }
    }

    fn letter(&mut self, letter: char) -> Result<char, Refusal> {
        if letter != '\\' {
            return Ok(letter);
        }
        match self.letters.next().ok_or_else(|| wrong("unexpected end-of-string"))? {
            // Engines disagree on what it means.
            letter if letter.is_ascii_alphabetic() => Err(wrong(&format!("invalid character class \\{letter}"))),
            letter => Ok(letter),
        }
    }

    fn class(&mut self) -> Result<String, Refusal> {
        let sign = if self.letters.next_if_eq(&'^').is_some() { "^" } else { "" };
        let mut class = String::new();
        loop {
            let begun = self.letters.next().ok_or_else(|| wrong("expected ']'"))?;
            let first = match begun {
                ']' if class.is_empty() => return Err(wrong("expected a letter")),
                ']' => return Ok(format!("[{sign}{class}]")),
                letter => self.letter(letter)?,
            };
            let mut last = first;
            if self.letters.next_if_eq(&'-').is_some() {
                let ended = self.letters.next().ok_or_else(|| wrong("expected ']'"))?;
                if begun == '\\' || ended == '\\' {
                    // Since Lucene 10 that is another class.
                    return Err(wrong("engines disagree on ranges with escaped ends"));
                }
                last = ended;
            }
            if last < first {
                return Err(wrong("invalid range"));
            }
            write!(class, "\\x{{{:x}}}-\\x{{{:x}}}", u32::from(first), u32::from(last)).unwrap();
        }
    }
}
