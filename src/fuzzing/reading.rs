//! Readers: any bytes give at least one article or one skip, and an article has a text.

use super::{TODAY, Target, kind_of};
use crate::article::{Article, Format, ReadOptions, read_unguarded};
use crate::read::{Input, Skip};

/// Plain text and records.
pub(super) const TEXT: Target = Target {
    name: "text",
    run: |_, bytes| {
        let formats = [Format::Plain, Format::Markdown, Format::Json, Format::JsonLines, Format::Csv, Format::Tsv];
        read_as(&formats, bytes);
    },
    seeds: || {
        kinds(&[
            b"Leaders agree on grain\nFeb 08, 2024\nBeijing, February 8: The leaders agreed, TASS reported.\n",
            b"---\ntitle: Grain\ndate: 2024-02-08\ntags: [a, b]\n---\n# Grain\n\n> \"It will *grow*,\" he said.\n",
            br#"[{"text": "It will grow, he said.", "date": {"$date": 1707350400000}, "authors": ["A", "B"]}]"#,
            b"{\"title\": \"A\", \"body\": [\"One.\", \"Two.\"]}\n{\"text\": \"B\", \"url\": \"https://a.example/2024/02/08/b\"}\n",
            b"title;text;date\nA;\"It will \"\"grow\"\", he said.\";08.02.2024\n",
            b"title\ttext\tdate\nA\tIt will grow.\t2024-02-08\n",
        ])
    },
    files: &[
        (".txt", b"\x00"),
        (".md", b"\x01"),
        (".json", b"\x02"),
        (".jsonl", b"\x03"),
        (".csv", b"\x04"),
        (".tsv", b"\x05"),
    ],
};

/// Web pages.
pub(super) const PAGE: Target = Target {
    name: "page",
    run: |_, bytes| read_in(Format::Html, bytes),
    seeds: || {
        let page: &[u8] = br#"<html lang="en"><head><title>Grain | Weekly</title>
<meta property="article:published_time" content="2024-02-08T10:30:00Z">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Grain","author":{"name":"A"}}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>Grain</h1><p>The ministers agreed on Thursday to let grain pass.</p>
<p>&ldquo;This deal will feed millions,&rdquo; the chair of the talks told reporters.</p></article></body></html>"#;
        vec![page.to_vec()]
    },
    files: &[(".html", b""), (".htm", b"")],
};

/// Feeds and exports.
pub(super) const FEED: Target = Target {
    name: "feed",
    run: |_, bytes| read_as(&[Format::Feed, Format::Wxr], bytes),
    seeds: || {
        kinds(&[
            br#"<rss version="2.0"><channel><title>F</title><item><title>A</title><link>https://a.example/a</link>
<pubDate>Thu, 08 Feb 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;It will grow, he said.&lt;/p&gt;</description></item>
</channel></rss>"#,
            br#"<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><item><title>A</title><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
<content:encoded><![CDATA[<p>It will grow.</p>]]></content:encoded></item></channel></rss>"#,
        ])
    },
    files: &[(".rss", b"\x00"), (".atom", b"\x00"), (".xml", b"\x00"), (".xml", b"\x01"), (".json", b"\x00")],
};

/// What agencies send.
pub(super) const WIRE: Target = Target {
    name: "wire",
    run: |_, bytes| {
        let formats =
            [Format::Nitf, Format::NewsMl, Format::NewsMlG2, Format::Anpa, Format::Iptc7901, Format::ReutersSgml];
        read_as(&formats, bytes);
    },
    seeds: || {
        kinds(&[
            b"<nitf><head><title>A</title></head><body><body.content><p>It will grow.</p></body.content></body></nitf>",
            b"<NewsML><NewsItem><NewsComponent><ContentItem><DataContent><p>It will grow.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
            br#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>It will grow.</p></body></html></inlineXML></contentSet></newsItem>"#,
            b"\x16\x16\x01a0001\x1fr i \x13\x0fbc-a 2-8\x02\x17\x16BC-A\r\n^Grain<\r\n    It will grow.\r\n\x03\x04",
            b"\x01GRA001 3 I 10 XYZ\r\n\x02Grain\r\nIt will grow.\r\n\x03080224 FEB 24\x04",
            b"<REUTERS NEWID=\"1\"><DATE>26-FEB-1987 15:01:01.79</DATE><TEXT><TITLE>GRAIN</TITLE><BODY>It will grow.&#3;</BODY></TEXT></REUTERS>",
        ])
    },
    files: &[
        (".xml", b"\x00"),
        (".xml", b"\x01"),
        (".xml", b"\x02"),
        (".tst", b"\x03"),
        (".tst", b"\x04"),
        (".sgm", b"\x05"),
    ],
};

/// Crawls.
pub(super) const CRAWL: Target = Target {
    name: "crawl",
    run: |_, bytes| read_in(Format::Warc, bytes),
    seeds: || {
        let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n1f\r\n<p>It will grow, he said.</p>  \n\r\n0\r\n\r\n";
        let head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-02-08T00:00:00Z\r\n";
        vec![format!("{head}Content-Length: {}\r\n\r\n{http}\r\n\r\n", http.len()).into_bytes()]
    },
    files: &[(".warc", b"")],
};

/// Mails.
pub(super) const MAIL: Target = Target {
    name: "mail",
    run: |_, bytes| read_as(&[Format::Mail, Format::Mbox], bytes),
    seeds: || {
        kinds(&[
            b"From: A <a@a.example>\nSubject: =?utf-8?Q?Gr=C3=A4in?=\nDate: Thu, 8 Feb 2024 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nIt will grow.\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+SXQgd2lsbCBncm93LjwvcD4=\n--b--\n",
            b"From a@a.example Thu Feb  8 10:00:00 2024\nSubject: A\n\nIt will grow.\n\nFrom b@a.example Thu Feb  8 11:00:00 2024\nSubject: B\n\n>From it.\n",
        ])
    },
    files: &[(".eml", b"\x00"), (".mht", b"\x00"), (".mbox", b"\x01")],
};

/// Printed pages.
pub(super) const PDF: Target = Target {
    name: "pdf",
    run: |_, bytes| read_in(Format::Pdf, bytes),
    seeds: || {
        let pdf: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n4 0 obj<</Length 60>>stream\nBT /F 12 Tf 20 200 Td (It will grow, he said.) Tj ET       \nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n";
        vec![pdf.to_vec()]
    },
    files: &[(".pdf", b"")],
};

/// Makes a document of a part of it.
type Pack = fn(&[u8]) -> Vec<u8>;

/// Office documents and electronic books: as files, and packed here around their main part, for an archive knows by its
/// checksums that a part was changed.
pub(super) const OFFICE: Target = Target {
    name: "office",
    run: |_, bytes| {
        let kinds: [(Format, Pack); 7] = [
            (Format::Docx, <[u8]>::to_vec),
            (Format::Odt, <[u8]>::to_vec),
            (Format::Epub, <[u8]>::to_vec),
            (Format::Docx, |document| zipped(&[("word/document.xml", document), ("docProps/core.xml", document)])),
            (Format::Odt, |content| zipped(&[("content.xml", content), ("meta.xml", content)])),
            (Format::Epub, |package| book(package, b"<html><body><h1>Grain</h1><p>It will grow.</p></body></html>")),
            (Format::Epub, |chapter| book(PACKAGE.as_bytes(), chapter)),
        ];
        if let Some(((format, pack), rest)) = kind_of(&kinds, bytes) {
            read_in(format, &pack(rest));
        }
    },
    seeds: || {
        let document = br#"<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Grain</w:t></w:r></w:p><w:p><w:r><w:t>It will &amp; will.</w:t></w:r></w:p>"#;
        let content = br#"<office:text><text:p text:style-name="Title">Grain</text:p><text:p>It will<text:s/>grow.</text:p></office:text>"#;
        let chapter = b"<html><body><h1>Grain</h1><p>It will grow, he said.</p></body></html>";
        kinds(&[
            &zipped(&[("word/document.xml", document)]),
            &zipped(&[("content.xml", content)]),
            &book(PACKAGE.as_bytes(), chapter),
            document,
            content,
            PACKAGE.as_bytes(),
            chapter,
        ])
    },
    files: &[(".docx", b"\x00"), (".odt", b"\x01"), (".epub", b"\x02")],
};

/// What a book says of its chapters.
const PACKAGE: &str = r#"<package><metadata><dc:date>2024-02-08</dc:date></metadata><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>"#;

/// A book of one chapter.
fn book(package: &[u8], chapter: &[u8]) -> Vec<u8> {
    let container = br#"<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>"#;
    let mimetype: &[u8] = b"application/epub+zip";
    zipped(&[("mimetype", mimetype), ("META-INF/container.xml", container), ("p.opf", package), ("a.xhtml", chapter)])
}

/// Files of any kind, told by what is in them; archives above all.
pub(super) const PACKED: Target = Target {
    name: "packed",
    run: |_, bytes| {
        let names = ["a", "a.gz", "a.tar", "a.zip", "a.html", "a.json", "a.xml", "a.txt.zst"];
        if let Some((name, rest)) = kind_of(&names, bytes) {
            read(name, rest, None);
        }
    },
    seeds: packed_seeds,
    files: &[(".gz", b"\x01"), (".tar", b"\x02"), (".zip", b"\x03"), (".docx", b"\x00"), (".zst", b"\x07")],
};

/// A member in each way of packing.
fn packed_seeds() -> Vec<Vec<u8>> {
    let text: &[u8] = b"It will grow, he said.\n";
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_cksum();
    let tar = tar.append_data(&mut header, "a.txt", text).and_then(|()| tar.into_inner()).unwrap_or_default();
    let zstd = zstd::encode_all(text, 0).unwrap_or_default();
    let mut gzip = flate2::read::GzEncoder::new(text, flate2::Compression::fast());
    let mut gzipped = Vec::new();
    let _in_memory = std::io::Read::read_to_end(&mut gzip, &mut gzipped);
    vec![[&[2], &*tar].concat(), [&[7], &*zstd].concat(), [&[1], &*gzipped].concat()]
}

/// An archive of `parts`, not compressed.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        let begun = archive.start_file(*name, stored);
        let _in_memory = begun.map(|()| std::io::Write::write_all(&mut archive, content));
    }
    archive.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}

/// Inputs of each kind in their order.
fn kinds(inputs: &[&[u8]]) -> Vec<Vec<u8>> {
    (0..).zip(inputs).map(|(kind, input)| [&[kind], *input].concat()).collect()
}

/// Reads `bytes` in the one of `formats` that the first of them stands for.
fn read_as(formats: &[Format], bytes: &[u8]) {
    if let Some((format, rest)) = kind_of(formats, bytes) {
        read_in(format, rest);
    }
}

fn read_in(format: Format, bytes: &[u8]) {
    read("a", bytes, Some(format));
}

fn read(name: &str, bytes: &[u8], format: Option<Format>) {
    let options = ReadOptions { format, today: Some(TODAY), ..ReadOptions::default() };
    let mut found = false;
    let mut sink = |item: Result<Article, Skip>| {
        found = true;
        match item {
            Ok(article) => assert!(!article.text.trim().is_empty(), "an article without a text"),
            Err(skip) => assert!(!skip.reason.code().is_empty() && !skip.reason.to_string().is_empty()),
        }
    };
    read_unguarded(name, &mut Input::of(bytes), &options, &mut sink);
    assert!(found, "lost without a word");
}
