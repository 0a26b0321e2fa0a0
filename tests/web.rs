//! The page over a real socket: what browsers get, where its links lead, and what becomes of texts that attack it.

use std::collections::{BTreeSet, VecDeque};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use scraper::node::Node;
use scraper::{Html, Selector};

use crate::env::{Env, document, project, texts};
use crate::server::{Response, Server};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Everything that a page may be made of.
const ELEMENTS: &str = "html head meta title link script body header nav main footer article section aside div p a span \
                        h1 h2 h3 ul ol li dl dt dd blockquote mark del ins code pre bdi time table thead tbody tr th td \
                        form label input button details summary svg rect";

fn select<'h>(html: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// The texts of all that `selector` finds.
fn told(html: &Html, selector: &str) -> Vec<String> {
    select(html, selector).iter().map(|element| element.text().collect::<String>()).collect()
}

/// A document, which a browser has nothing to mend in.
fn page_of(answer: &Response, address: &str) -> Html {
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{address}");
    assert_eq!(answer.header("content-security-policy"), Some(POLICY), "{address}");
    let html = Html::parse_document(&answer.text());
    assert!(html.errors.is_empty(), "{address}: {:?}", html.errors);
    html
}

fn page(server: &Server, address: &str, status: u16) -> Html {
    let answer = server.get(address);
    assert_eq!(answer.status, status, "{address}: {}", answer.text());
    page_of(&answer, address)
}

fn coded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn search(query: &str) -> String {
    format!("/?q={}", coded(query))
}

/// The query in the address of a search.
fn query_of(address: &str) -> String {
    let (_, query) = address.split_once("q=").unwrap();
    percent_decode_str(query.split('&').next().unwrap()).decode_utf8().unwrap().into_owned()
}

/// Where an element leads.
fn address_of(element: &scraper::ElementRef<'_>) -> String {
    element.attr("href").unwrap().to_owned()
}

fn first_id(env: &Env, query: &str) -> String {
    texts(&document(env, &["search", query, "-n1"])["hits"], "id")[0].to_owned()
}

/// All documents that links lead to from `from`, up to `levels` of them, with their addresses. Every link that stays here is
/// answered, and every place in a document that one leads to is there.
fn crawl(server: &Server, from: &[String], levels: usize, most: usize) -> Vec<(String, Html)> {
    let mut seen: BTreeSet<String> = from.iter().cloned().collect();
    let mut to_do: VecDeque<(String, usize)> = from.iter().map(|address| (address.clone(), 0)).collect();
    let mut found = Vec::new();
    while let Some((address, level)) = to_do.pop_front() {
        let answer = server.get(&address);
        assert!(matches!(answer.status, 200 | 303), "{address}: {} {}", answer.status, answer.text());
        if answer.status != 200 || !answer.header("content-type").unwrap().starts_with("text/html") {
            continue;
        }
        let html = page_of(&answer, &address);
        let links = select(&html, "[href], [src]");
        for link in &links {
            let target = link.attr("href").or(link.attr("src")).unwrap();
            if let Some(place) = target.strip_prefix('#') {
                assert!(!select(&html, &format!("[id='{place}']")).is_empty(), "{address}: no place {place}");
            }
            let target = target.split('#').next().unwrap();
            let is_own = target.starts_with('/') && !target.starts_with("//");
            if is_own && level < levels && seen.len() < most && seen.insert(target.to_owned()) {
                to_do.push_back((target.to_owned(), level + 1));
            }
        }
        if !address.starts_with("/api") {
            found.push((address, html));
        }
    }
    found
}

#[test]
fn every_view_is_a_whole_document_that_is_asked_for_again() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let id = first_id(&env, "rules");
    let views = [
        "/".to_owned(),
        search("trade OR rules"),
        search("zebra"),
        format!("/statement/{id}"),
        format!("/trace/{id}"),
        "/speaker/Li%20Wen".to_owned(),
        "/outlet/Xinhua".to_owned(),
        "/compare".to_owned(),
        "/compare?a=Xinhua&b=AFP&q=rules".to_owned(),
        "/help".to_owned(),
    ];
    for address in &views {
        let answer = server.get(address);
        assert_eq!((answer.status, answer.header("cache-control")), (200, Some("private, no-cache")), "{address}");
        let html = page_of(&answer, address);
        assert_eq!((told(&html, "h1").len(), told(&html, "main").len()), (1, 1), "{address}");
        assert!(told(&html, "title")[0].ends_with("dixit"), "{address}");
        let tag = answer.header("etag").unwrap();
        let again = server.get_with(address, &[("if-none-match", tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{address}");
        let host = &server.address;
        let head = server.say(&format!("HEAD {address} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"));
        assert_eq!((head.status, head.body.len()), (200, 0), "{address}");
    }
    let html = page(&server, "/", 200);
    for asset in select(&html, "link, script") {
        let address = asset.attr("href").or(asset.attr("src")).unwrap();
        let answer = server.get(address);
        assert_eq!(answer.header("cache-control"), Some("private, max-age=31536000, immutable"), "{address}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{address}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let found = crawl(&server, &[search("trade OR rules OR prices")], 2, 250);
    for start in ["/?", "/statement/", "/trace/", "/speaker/", "/outlet/", "/compare?", "/help"] {
        // Nothing in these articles was carried twice.
        let is_there = found.iter().any(|(address, _)| address.starts_with(start));
        assert!(is_there || start == "/trace/", "no link leads to {start}");
    }
    assert!(found.len() > 50, "{}", found.len());
}

#[cfg(feature = "engine")]
#[test]
fn every_link_leads_somewhere_where_an_engine_keeps_the_statements() {
    let env = crate::trace::harbour();
    let engine = crate::fake_engine::FakeEngine::start(crate::fake_engine::Kind::OpenSearch);
    assert_eq!(env.run(&["push", &engine.node()]).code, 0);
    let server = Server::start(&env, &["--at", &engine.node()]);
    let id = first_id(&env, "speaker:Berg harbour");
    let searched = search("harbour OR snow");
    let collapsed = format!("{searched}&collapse=true");
    let others = ["/speaker/Anna%20Berg", "/speaker/Jonas%20Lund", "/outlet/TASS", "/help"].map(str::to_owned);
    let from =
        [vec![searched, collapsed, format!("/statement/{id}"), format!("/trace/{id}")], others.to_vec()].concat();
    // Not those of the page about addresses, which has examples of all of them.
    let found = crawl(&server, &from, 1, 300);
    for start in ["/?", "/statement/", "/trace/", "/speaker/", "/outlet/", "/help"] {
        assert!(found.iter().any(|(address, _)| address.starts_with(start)), "no link leads to {start}");
    }
    // Two are put side by side by the words of all.
    let of_names =
        found.iter().filter(|(address, _)| address.starts_with("/speaker/") || address.starts_with("/outlet/"));
    for (address, html) in of_names {
        assert!(told(html, "section.typical p")[0].contains("An index"), "{address}");
        assert!(select(html, "[action='/compare']").is_empty(), "{address}");
    }
}

/// The number of statements that the page of a search tells.
fn total(html: &Html) -> u64 {
    let heading = told(html, "h1").remove(0);
    if heading == "Nothing found" {
        return 0;
    }
    let number = heading.split_whitespace().rev().nth(1).unwrap();
    number.replace(',', "").parse().unwrap_or_else(|_| panic!("{heading}"))
}

#[test]
fn a_query_counts_as_on_the_command_line_when_it_is_typed_and_when_a_click_adds_or_takes_away() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let check = |address: &str| -> Html {
        let html = page(&server, address, 200);
        let query = query_of(address);
        let whole = document(&env, &["search", &query, "-n0"]);
        assert_eq!(total(&html), whole["total"].as_u64().unwrap(), "{query}");
        let box_holds = select(&html, "#q")[0].attr("value").unwrap().to_owned();
        assert_eq!(box_holds, query);
        let shown: BTreeSet<String> = select(&html, ".hit .place").iter().map(address_of).collect();
        let ids = texts(&whole["hits"], "id").into_iter().map(|id| format!("/statement/{id}")).collect();
        assert_eq!(shown, ids, "{query}");
        html
    };
    let html = check(&search("trade OR rules OR prices"));
    assert!(total(&html) > 1);
    let facets = select(&html, ".facets a.value").iter().map(address_of).collect::<Vec<_>>();
    assert!(facets.len() >= 6, "{facets:?}");
    for address in facets {
        let narrowed = check(&address);
        assert!(total(&narrowed) <= total(&html));
        let chips = select(&narrowed, ".chips a").iter().map(address_of).collect::<Vec<_>>();
        assert_eq!(chips.len(), 2, "{address}");
        let widened = check(chips.last().unwrap());
        assert_eq!(total(&widened), total(&html), "{address}");
        let again = select(&narrowed, ".facets .asked a.value").iter().map(address_of).collect::<Vec<_>>();
        assert_eq!(again, [chips.last().unwrap().as_str()], "{address}");
    }
    for address in select(&html, ".facets a.without").iter().map(address_of) {
        check(&address);
    }
    // A range of dates takes the place of another one.
    let dated = server.get("/?q=%28trade+OR+rules%29+date%3A2023&from=2024-01&to=2024-01-31");
    assert_eq!(dated.status, 303);
    let address = dated.header("location").unwrap();
    assert_eq!(query_of(address), "(trade OR rules) date:2024-01..2024-01-31");
    assert_eq!(total(&check(address)), 1);
}

#[test]
fn a_wrong_query_is_shown_with_its_place_and_what_would_be_right() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    for address in ["/?q=trade+outlte%3ATASS", "/compare?a=Xinhua&b=AFP&q=trade+outlte%3ATASS"] {
        let html = page(&server, address, 400);
        assert_eq!(told(&html, ".slip .line mark"), ["outlte"], "{address}");
        assert_eq!(told(&html, ".slip .line"), ["trade outlte:TASS"], "{address}");
        assert_eq!(told(&html, ".hint code"), ["outlet:"], "{address}");
        let tried = address_of(&select(&html, "a.try")[0]);
        assert_eq!(query_of(&tried), "trade outlet:TASS");
        assert_eq!(server.get(&tried).status, if address.starts_with("/?") { 200 } else { 404 }, "{tried}");
        assert_eq!(select(&html, "#q")[0].attr("aria-describedby"), Some("query-error"), "{address}");
    }
    // What only shows when the query is run has its place, too.
    assert_eq!(told(&page(&server, "/?q=trade+like%3A0000", 400), ".slip .line mark"), ["0000"]);
}

#[test]
fn what_is_not_there_is_a_page_that_says_so() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let long = search(&"a".repeat(9_000));
    for (address, status) in [
        ("/statement/0000000000000000", 404),
        ("/statement/xyz", 404),
        ("/statement/%00%E2%80%AE", 404),
        ("/trace/0000000000000000", 404),
        ("/trace/%3Cb%3E", 404),
        ("/speaker/Nobody", 404),
        ("/speaker/---", 404),
        ("/speaker/..%2F..%2Fetc%2Fpasswd", 404),
        ("/outlet/%F0%9F%90%8B", 404),
        ("/compare?a=Xinhua&b=Nobody", 404),
        ("/compare?a=Xinhua&b=-", 404),
        ("/compare?a=Xinhua&b=xinhua", 400),
        ("/compare?a=Xinhua&b=Jonas+Lund", 400),
        ("/compare?a=Xinhua&b=AFP&by=kind", 400),
        ("/compare?a=Xinhua&b=AFP&q=zebra", 404),
        ("/?sort=age", 400),
        ("/?nothing=1", 400),
        ("/?q=%FF", 400),
        ("/?q=trade&offset=x", 400),
        ("/?q=trade&from=%3Cscript%3E", 400),
        (long.as_str(), 400),
    ] {
        let html = page(&server, address, status);
        assert!(!told(&html, "main .what").concat().is_empty(), "{address}");
    }
    assert!(told(&page(&server, &long, 400), ".what")[0].contains("8192"));
    let longer = server.get(&search(&"a".repeat(30_000)));
    assert_eq!(longer.status, 414);
    let accept = [("accept", "text/html,*/*")];
    for address in ["/nothing", "/statement/", "/speaker/a/b", "/../../etc/passwd"] {
        assert_eq!(server.get_with(address, &accept).status, 404, "{address}");
        page_of(&server.get_with(address, &accept), address);
    }
    for name in ["..%2F..%2FCargo.toml", "../Cargo.toml", "dixit.css", "%00", ""] {
        assert_eq!(server.get(&format!("/assets/{name}")).status, 404, "{name}");
    }
}

#[test]
fn an_index_without_a_statement_has_pages_too() {
    let env = Env::new();
    env.write("news/empty.txt", "The council met\n\nIt rained.\n");
    assert_eq!(env.run(&["index", "news", "--quiet"]).code, 0);
    let server = Server::start(&env, &[]);
    for address in ["/", "/?q=trade"] {
        let text = told(&page(&server, address, 200), "main").concat();
        assert!(text.contains("dixit index PATH…"), "{address}: {text}");
    }
    page(&server, "/compare?a=Xinhua&b=AFP", 404);
    page(&server, "/speaker/Anna", 404);
}

#[test]
fn names_that_may_have_been_meant_are_links() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    for (address, status, name) in [
        (search("speaker:\"Jonas Lunt\" trade"), 200, "Jonas Lund"),
        ("/speaker/Jonas%20Lunt".to_owned(), 404, "Jonas Lund"),
        ("/outlet/Xinhuo".to_owned(), 404, "Xinhua"),
        ("/compare?a=Xinhuo&b=AFP&by=outlet".to_owned(), 404, "Xinhua"),
    ] {
        let html = page(&server, &address, status);
        assert_eq!(told(&html, ".like a"), [name], "{address}");
        assert_eq!(server.get(&address_of(&select(&html, ".like a")[0])).status, 200, "{address}");
    }
    // A part of a name leads to the page of the one whose name holds it.
    let part = server.get("/speaker/lund");
    assert_eq!((part.status, part.header("location")), (303, Some("/speaker/Jonas%20Lund")));
}

#[test]
fn pages_of_names_tell_what_the_command_line_tells() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let profile = document(&env, &["who", "Anna Berg"]);
    let html = page(&server, "/speaker/Anna%20Berg", 200);
    let (statements, articles) = (&profile["speaker"]["total"], &profile["speaker"]["articles"]);
    assert!(told(&html, ".lead")[0].starts_with(&format!("{statements} statement")), "{statements}");
    assert!(told(&html, ".lead")[0].contains(&format!(" in {articles} article")), "{articles}");
    let roles = texts(&profile["speaker"]["roles"], "value");
    let headed = |heading: &str| {
        let sections = select(&html, ".names");
        let section = sections.into_iter().find(|section| section.text().collect::<String>().starts_with(heading));
        section.unwrap().text().collect::<String>()
    };
    assert!(!roles.is_empty() && roles.iter().all(|role| headed("Roles").contains(role)), "{roles:?}");
    assert!(headed("Quoted in the same stories").contains("Jonas Lund"));
    assert!(headed("Carried by").contains("Reuters"));

    let html = page(&server, "/compare?a=Anna+Berg&b=Jonas+Lund&by=speaker", 200);
    let document = document(&env, &["compare", "Anna Berg", "Jonas Lund"]);
    let totals: Vec<String> = [0, 1].map(|side| document["sides"][side]["total"].to_string()).to_vec();
    assert_eq!(told(&html, ".both tbody tr:first-child td")[..2], totals);
    assert_eq!(told(&html, ".both thead th a"), ["Anna Berg", "Jonas Lund"]);
}

#[test]
fn a_statement_in_a_list_has_what_stands_around_it() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let html = page(&server, &search("sanctions"), 200);
    let around = told(&html, ".around").concat();
    assert!(around.contains("The minister of finance, Jonas Lund, said"), "{around}");
}

#[test]
fn of_two_versions_of_one_day_neither_is_called_the_first() {
    let env = Env::new();
    let line = |outlet: &str, day: &str| {
        format!(
            "{{\"id\":\"{outlet}\",\"publisher\":\"{outlet}\",\"date\":\"{day}\",\"text\":\"The council met.\\n\\n\\\"The old \
             harbour of Kiruna will stay open for all ferries this winter,\\\" said Anna Berg, the mayor.\"}}\n"
        )
    };
    let versions = [("AFP", "2024-02-08"), ("Reuters", "2024-02-08"), ("Xinhua", "2024-02-09")];
    env.write("news/all.jsonl", &versions.map(|(outlet, day)| line(outlet, day)).concat());
    assert_eq!(env.run(&["index", "news", "--quiet"]).code, 0);
    let server = Server::start(&env, &[]);
    let html = page(&server, &format!("/trace/{}", first_id(&env, "harbour")), 200);
    assert_eq!(told(&html, ".versions > li").len(), 3);
    assert_eq!(told(&html, ".first"), [""; 0]);
    assert_eq!(told(&html, ".lag"), ["same day", "+1 day"]);
    assert!(told(&html, ".note")[0].contains("the dates do not tell"));
}

#[test]
fn every_address_that_the_docs_name_is_answered() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let docs = std::fs::read_to_string(project().join("docs/web.md")).unwrap();
    let named: Vec<&str> = docs.split('`').skip(1).step_by(2).filter(|code| code.starts_with('/')).collect();
    assert!(named.len() > 10, "{named:?}");
    let id = first_id(&env, "rules");
    for address in named {
        let standing_for =
            [("QUERY", "rules"), ("ID", &id), ("SPEAKER", "Li%20Wen"), ("OUTLET", "Xinhua"), ("OTHER", "AFP")];
        let address =
            standing_for.iter().fold(address.to_owned(), |address, (name, value)| address.replace(name, value));
        page(&server, &address, 200);
    }
}

/// What an article may hold that a browser would act on, with a word by which it is known.
fn attack(word: &str) -> String {
    format!(
        "{word}\"'></a></p></title></textarea><script>alert('{word}')</script><img src=x onerror=alert(1)>\u{202e}\u{2066}\u{0}\
         \u{1b}[2J\u{85}<!--"
    )
}

/// Articles of which everything attacks.
fn attacked() -> Env {
    let env = Env::new();
    let quote = "\\\"The <b onclick=alert(1)>old</b> harbour of Kiruna </mark><script>alert('quote')</script> will stay open for all \
                 ferries\u{202e} this winter\\u0000\\u001b[2J,\\\"";
    let article = |number: usize, url: &str| {
        let json = |word: &str| serde_json::to_string(&attack(word)).unwrap();
        format!(
            "{{\"id\":{},\"title\":{},\"author\":{},\"publisher\":{},\"url\":{},\"date\":\"2024-02-0{number}\",\"lang\":\"en\",\
             \"text\":\"The council <iframe src=javascript:alert(1)> met.\\n\\n{quote} said Anna Berg, the <i>mayor</i> of <u \
             onclick=alert(1)>Kiruna</u>, TASS reported. \\\"Nobody knows <svg/onload=alert(1)> the weather of the \
             north,\\\" said Jonas Lund, a \\u2066pilot.\"}}\n",
            json(&format!("id{number}")),
            json("title"),
            json("author"),
            json(&format!("publisher{number}")),
            serde_json::to_string(url).unwrap(),
        )
    };
    let lines = [
        article(1, "javascript:alert('url')"),
        article(2, "data:text/html,<script>alert('url')</script>"),
        article(3, "https://example.org/\"onmouseover=alert(1) x=<script>alert('url')</script>"),
    ];
    env.write("news/<img src=x onerror=alert(1)>\"'&amp;.jsonl", &lines.concat());
    let toml = |word: &str| toml::Value::String(attack(word)).to_string();
    env.write("speakers.toml", &format!("person = [{{ name = {}, alone = [\"Anna Berg\"] }}]\n", toml("speaker")));
    env.write("outlets.toml", &format!("[[outlet]]\nname = {}\naliases = [\"TASS\"]\n", toml("outlet")));
    let run = env.run(&["index", "news", "--quiet", "--speakers", "speakers.toml", "--outlets", "outlets.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    env
}

/// Whether `text` has characters that act.
fn acts(text: &str) -> bool {
    text.chars().any(|character| {
        (character.is_control() && !matches!(character, '\n' | '\t'))
            || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    })
}

/// Nothing of the document was written by an article.
fn check_harmless(address: &str, html: &Html) {
    for node in html.tree.nodes() {
        match node.value() {
            Node::Element(element) => {
                let name = element.name();
                assert!(ELEMENTS.split_whitespace().any(|own| own == name), "{address}: <{name}>");
                for (attribute, value) in element.attrs() {
                    assert!(!attribute.starts_with("on") && attribute != "style", "{address}: {attribute}={value}");
                    assert!(!acts(value), "{address}: {attribute}={value:?}");
                    if matches!(attribute, "href" | "src" | "action") {
                        let is_own = value.starts_with('/') && !value.starts_with("//") || value.starts_with('#');
                        let is_source = name == "a" && value.starts_with("https://example.org/");
                        assert!(is_own || is_source, "{address}: {attribute}={value}");
                    }
                }
            }
            Node::Text(text) => assert!(!acts(text), "{address}: {:?}", &**text),
            Node::Comment(comment) => panic!("{address}: {:?}", &**comment),
            Node::Document | Node::Doctype(_) | Node::Fragment | Node::ProcessingInstruction(_) => {}
        }
    }
    let scripts = select(html, "script");
    assert_eq!((scripts.len(), told(html, "script").concat().as_str()), (1, ""), "{address}");
}

#[test]
fn nothing_that_an_article_holds_acts_in_any_view() {
    let env = attacked();
    let server = Server::start(&env, &["--speakers", "speakers.toml", "--outlets", "outlets.toml"]);
    let hits = document(&env, &["search", "*", "-n0"]);
    let mut from: Vec<String> = ["/", "/?q=*", "/?q=harbour&collapse=true", "/help"].map(str::to_owned).to_vec();
    for id in texts(&hits["hits"], "id") {
        from.extend([format!("/statement/{id}"), format!("/trace/{id}")]);
    }
    for word in ["speaker", "outlet", "publisher1"] {
        from.push(search(&format!("zebra {}", attack(word).replace('\\', "").replace('"', "\\\""))));
    }
    from.retain(|address| server.get(address).status != 400);
    let found = crawl(&server, &from, 1, 200);
    let mut seen = String::new();
    for (address, html) in &found {
        check_harmless(address, html);
        seen.extend(told(html, "body"));
        seen.push('\n');
    }
    for start in ["/?", "/statement/", "/trace/", "/speaker/", "/outlet/", "/compare?"] {
        assert!(found.iter().any(|(address, _)| address.starts_with(start)), "{start} was not looked at");
    }
    // All of it is there to be read.
    for word in ["title", "author", "publisher1", "speaker", "outlet", "quote", "url"] {
        assert!(seen.contains(&format!("<script>alert('{word}')</script>")), "{word} is not shown");
    }
    for text in [
        "<b onclick=alert(1)>old</b>",
        "<iframe src=javascript:alert(1)>",
        "news/<img src=x onerror=alert(1)>\"'&amp;.jsonl",
    ] {
        assert!(seen.contains(text), "{text} is not shown");
    }
}

#[test]
fn what_an_address_holds_does_not_act_either() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let hostile = coded(&attack("typed"));
    for address in [
        format!("/?q={hostile}"),
        format!("/?q=%22{hostile}"),
        format!("/?q=trade&sort={hostile}"),
        format!("/?q=trade&recent={hostile}"),
        format!("/?q=trade&more={hostile}"),
        format!("/?q=trade&from={hostile}"),
        format!("/?{hostile}=1"),
        format!("/statement/{hostile}"),
        format!("/trace/{hostile}"),
        format!("/trace/{}?against={hostile}", first_id(&env, "rules")),
        format!("/speaker/{hostile}"),
        format!("/outlet/{hostile}"),
        format!("/compare?a={hostile}&b=Xinhua"),
        format!("/compare?a=Xinhua&b=AFP&q={hostile}"),
        format!("/compare?a={hostile}&b="),
        format!("/compare?a=Xinhua&b=AFP&by={hostile}"),
    ] {
        let answer = server.get(&address);
        assert!(matches!(answer.status, 200 | 400 | 404), "{address}: {}", answer.status);
        check_harmless(&address, &page_of(&answer, &address));
    }
}
