//! Text on one line, whatever white space it was laid out with.

/// `text` with every run of white space as one space and none around it.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn white_space_becomes_one_space() {
        assert_eq!(one_line(" A\n\ttitle\u{a0} "), "A title");
        assert_eq!(one_line(" \n"), "");
    }
}
