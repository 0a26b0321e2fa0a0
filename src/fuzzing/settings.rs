//! Files that a user writes: settings of a folder, synonyms, tables of outlets and speakers. Each is read or refused by
//! naming a place.

use super::{Target, kind_of};
use crate::article::fuzzing::check_settings;
use crate::outlet::Outlets;
use crate::query::Synonyms;
use crate::speaker::Speakers;

pub(super) const TARGET: Target = Target {
    name: "settings",
    run: |_, bytes| {
        let readers: [fn(&str); 4] = [
            check_settings,
            |text| {
                if let Ok(synonyms) = Synonyms::read(text)
                    && let Ok(parsed) = crate::query::parse("grain OR a", super::TODAY)
                {
                    let _widened = synonyms.widen(parsed.query);
                }
            },
            |text| {
                if let Ok(outlets) = Outlets::from_toml(text) {
                    let _known = (outlets.in_text("TASS"), outlets.by_host("www.tass.com"));
                }
            },
            |text| {
                // The shipped table is read beside it, which takes long: only what may be one.
                if text.contains("person") && toml::from_str::<toml::Table>(text).is_ok() {
                    let _table = Speakers::with(text);
                }
            },
        ];
        if let Some((read, rest)) = kind_of(&readers, bytes) {
            read(&String::from_utf8_lossy(rest));
        }
    },
    seeds: || {
        [
            "\0publisher = \"TASS\"\nlang = \"en\"\ntime-zone = \"+05:30\"\ndate-in-path = \"{year}/{month}/*/{day}\"\n[fields]\ntext = [\"body\", \"inhalt\"]\n[aliases]\nTASS = \"the agency\"\n",
            "\u{1}grain, wheat, corn\n# a remark\ndeal => agreement, treaty\n",
            "\u{2}[[outlet]]\nname = \"Daily Post\"\nkind = \"paper\"\naliases = [\"The Post\"]\nweak = [\"Post\"]\nhosts = [\"post.example\"]\n",
            "\u{3}[[person]]\nname = \"Ann Lee\"\naliases = [\"A. Lee\"]\n",
        ]
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .collect()
    },
    files: &[("dixit.toml", b"\x00"), ("outlets.toml", b"\x02"), ("speakers.toml", b"\x03")],
};
