//! The server: any address is answered, with a problem where it makes no sense, never with a fault.

use super::{Ground, Target, query};
use crate::serve::fuzzing::{encoded, paths};

pub(super) const TARGET: Target = Target {
    name: "api",
    run: |ground, bytes| check(ground, bytes),
    seeds: || {
        let grain =
            "x\nq=grain\nn=2\noffset=1\nsort=date\nfacet=speaker:3\nfacet=date:day\nformat=csv\ncollapse\nfiles";
        let words = query::QUERIES.iter().step_by(8).map(|query| format!("{query}\nq={query}"));
        let lines: Vec<String> = words.chain([grain.to_owned()]).collect();
        let on_route = |route: u8| lines.iter().map(move |lines| [&[route], lines.as_bytes()].concat());
        let mut seeds: Vec<Vec<u8>> = (0..24).flat_map(on_route).collect();
        seeds.push(b"\xFF/search?q=grain&n=%32".to_vec());
        seeds
    },
    files: &[],
};

/// The first byte is the route; behind it stand lines: the name in the path, then the parameters, not yet encoded. Where
/// it is no route, all the rest is the address as it goes over the wire.
fn check(ground: &Ground, bytes: &[u8]) {
    let Some((route, rest)) = bytes.split_first() else { return };
    let address = match paths().get(usize::from(*route)) {
        Some(path) => {
            let text = String::from_utf8_lossy(rest);
            let mut lines = text.lines().map(encoded);
            let (begin, end) = (path.find('{').unwrap_or(path.len()), path.find('}').map_or(path.len(), |at| at + 1));
            let path = format!("{}{}{}", &path[..begin], lines.next().unwrap_or_default(), &path[end..]);
            format!("{path}?{}", lines.collect::<Vec<_>>().join("&"))
        }
        None => String::from_utf8_lossy(rest).into_owned(),
    };
    if let Some(status) = ground.server.get(&address) {
        assert!(status < 500, "{status} for {address}");
    }
}
