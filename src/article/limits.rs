//! How much is read before it is taken for a mistake or an attack: those limits that a user may have a reason to set.
//! `docs/limits.md` has all.

use crate::read::Limit;

/// Limits of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest document, in bytes.
    pub document_bytes: Limit,
    /// The longest text of one article, in bytes: statements are looked for in all of it at once.
    pub text_bytes: Limit,
    /// The largest zip archive inside another archive, in bytes: its table of contents stands at its end, so all of it is
    /// in memory.
    pub inner_zip_bytes: Limit,
    /// What a packed file may unpack to, whatever its size, in bytes.
    pub unpacked_bytes: Limit,
    /// How many times its size it may unpack to beyond that.
    pub unpacked_times: Limit,
    /// The most pages of a PDF.
    pub pdf_pages: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: Limit::DOCUMENT_BYTES,
            text_bytes: Limit { name: "text-bytes", most: 16 << 20 },
            inner_zip_bytes: Limit { name: "inner-zip-bytes", most: 256 << 20 },
            unpacked_bytes: Limit { name: "unpacked-bytes", most: 1 << 30 },
            unpacked_times: Limit { name: "unpacked-times", most: 100 },
            pdf_pages: Limit { name: "pdf-pages", most: 2000 },
        }
    }
}

impl Limits {
    fn all(&mut self) -> [&mut Limit; 6] {
        let Self { document_bytes, text_bytes, inner_zip_bytes, unpacked_bytes, unpacked_times, pdf_pages } = self;
        [document_bytes, text_bytes, inner_zip_bytes, unpacked_bytes, unpacked_times, pdf_pages]
    }

    /// The names of all.
    pub fn names() -> Vec<&'static str> {
        Self::default().all().map(|limit| limit.name).to_vec()
    }

    /// The limit of that name as it is where nobody sets it.
    pub fn named(name: &str) -> Option<Limit> {
        Self::default().all().into_iter().map(|limit| *limit).find(|limit| limit.name == name)
    }

    /// Sets the limit of the name that `limit` has.
    pub fn set(&mut self, limit: Limit) {
        self.all().into_iter().filter(|own| own.name == limit.name).for_each(|own| *own = limit);
    }

    /// What differs from the usual, as text; empty where nothing does.
    pub(crate) fn unusual(mut self) -> String {
        let mut usual = Self::default();
        let differ = self.all().into_iter().zip(usual.all()).filter(|(own, usual)| own.most != usual.most);
        let told: Vec<String> = differ.map(|(own, _)| format!("{}={} ", own.name, own.most)).collect();
        told.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_set_by_its_name() {
        for name in Limits::names() {
            let mut limits = Limits::default();
            assert_eq!(limits.unusual(), "");
            limits.set(Limit { most: 7, ..Limits::named(name).unwrap() });
            assert_eq!(limits.unusual(), format!("{name}=7 "));
        }
        assert_eq!(Limits::named("patience"), None);
    }
}
