"""Statements arrive, from wherever they come, and once."""
import collections
import json
import os

from articles import write_folder

ARTICLES = 120
COPIES = 1_000
BAD = [b"{", b'"a word"', b'{"schema": 1, "id": "0123456789abcdef"}', b"\xff\xfe", b"id,quote"]


def run(stage):
    folder = stage.path("articles")
    write_folder(folder, ARTICLES, stage.seed + 1)
    paths(stage, folder)
    standard_input(stage, folder)
    from_index(stage, folder)
    bad_lines(stage, folder)
    changed(stage)
    copied(stage)


def extracted(stage, folder):
    """The lines that `dixit extract` prints."""
    return stage.program.run("extract", folder, "--format", "jsonl").out


def places(out):
    """What statements there are: their ids, and the articles in which they stand."""
    return collections.Counter((line["id"], line["article"]["path"]) for line in map(json.loads, out.splitlines()))


def arrived(stage, url):
    return places(stage.program.run("search", "*", "--at", url, "-n", "0", "--sort", "date", "--format", "jsonl").out)


def counts(done):
    """The exit code and what a push says it did; what it said in its place where it did not come to that."""
    try:
        told = done.json()
    except ValueError:
        return str(done)
    return done.code, [told[name] for name in ("created", "updated", "unchanged", "refused", "unread", "total")]


def adds_up(stage, what, done, expected):
    stage.check(counts(done) == expected, what, f"{counts(done)} in place of {expected}; {done.err.decode()[:400]}")


def paths(stage, folder):
    index = stage.new_index("push-paths")
    url = stage.cluster.address(index)
    expected = places(extracted(stage, folder))
    n = sum(expected.values())
    push = ("push", url, folder, "--format", "json")
    adds_up(stage, f"{n} statements of a folder are created", stage.program.run(*push), (0, [n, 0, 0, 0, 0, n]))
    there = arrived(stage, url)
    stage.check(there == expected, "they are those that `extract` prints", f"{list((there - expected) + (expected - there))[:3]}")
    adds_up(stage, "pushed again, nothing is written", stage.program.run(*push), (0, [0, 0, n, 0, 0, n]))
    part = os.path.join(folder, "1")
    some = sum(places(extracted(stage, part)).values())
    again = stage.program.run("push", url, part, "--format", "json")
    adds_up(stage, f"neither is it where {some} of them come again", again, (0, [0, 0, some, 0, 0, n]))
    for what, arguments, told in [
        ("a path that is not there", [url, stage.path("nowhere")], b"nowhere"),
        ("`-` among paths", [url, folder, "-"], b"standard input"),
    ]:
        done = stage.program.run("push", *arguments)
        stage.check(done.code == 2 and told in done.err and not done.out, f"{what} is an error", done)
    stage.cluster.remove(index)


def standard_input(stage, folder):
    index = stage.new_index("push-lines")
    url = stage.cluster.address(index)
    lines = extracted(stage, folder)
    n = len(lines.splitlines())
    push = ("push", url, "-", "--format", "json")
    adds_up(stage, f"{n} lines of standard input are created", stage.program.run(*push, stdin=lines), (0, [n, 0, 0, 0, 0, n]))
    stage.check(arrived(stage, url) == places(lines), "they are those of the lines")
    paths = stage.program.run("push", url, folder, "--format", "json")
    adds_up(stage, "from their folder nothing more is written", paths, (0, [0, 0, n, 0, 0, n]))
    adds_up(stage, "nothing on standard input is nothing to do", stage.program.run(*push, stdin=b"\n\n"), (0, [0, 0, 0, 0, 0, n]))
    there = stage.program.run("search", "*", "--at", url, "-n", "0", "--sort", "date", "--format", "jsonl").out
    adds_up(stage, "what a search `--at` prints can be pushed", stage.program.run(*push, stdin=there), (0, [0, 0, n, 0, 0, n]))
    stage.cluster.remove(index)


def from_index(stage, folder):
    index = stage.new_index("push-index")
    url, here = stage.cluster.address(index), ["--index", stage.path("index")]
    n = stage.program.run("index", folder, "--quiet", "--format", "json", *here).json()["statements"]
    push = ("push", url, "--format", "json", *here)
    adds_up(stage, f"{n} statements of an index are created", stage.program.run(*push), (0, [n, 0, 0, 0, 0, n]))
    adds_up(stage, "pushed again, nothing is written", stage.program.run(*push), (0, [0, 0, n, 0, 0, n]))
    stage.check(
        arrived(stage, url) == places(stage.program.run("search", "*", "-n", "0", "--format", "jsonl", *here).out), "they are those of the index")
    nothing = stage.program.run("push", url, "--index", stage.path("nowhere"))
    stage.check(nothing.code == 2 and b"nowhere" in nothing.err, "an index here that is not there is an error", nothing)
    stage.cluster.remove(index)


def bad_lines(stage, folder):
    index = stage.new_index("push-bad")
    url = stage.cluster.address(index)
    good = extracted(stage, os.path.join(folder, "0")).splitlines()
    outside = json.loads(good[0])
    outside["spans"] = [[0, 10 ** 6]]
    bad = [*BAD, json.dumps(outside).encode()]
    lines, numbers = list(good), []
    for number, line in enumerate(bad):
        at = len(good) * number // len(bad) + number
        lines.insert(at, line)
        numbers.append(at + 1)
    done = stage.program.run("push", url, "-", "--format", "json", stdin=b"\n".join(lines))
    n = len(good)
    adds_up(stage, f"{len(bad)} bad lines among {n}: exit code 2, the others arrive", done, (2, [n, 0, 0, 0, len(bad), n]))
    unnamed = [number for number in numbers if f"-:{number}:" not in done.err.decode()]
    stage.check(not unnamed, "each bad line is named", f"{unnamed}: {done.err.decode()[:600]}")
    told = stage.program.run("push", url, "-", stdin=b"\n".join(lines))
    stage.check(b"6  lines that are no statements" in told.out, "people are told how many", told.out.decode())
    stage.cluster.remove(index)


def changed(stage):
    """What a change of an article does there."""
    index = stage.new_index("push-changed")
    url, folder = stage.cluster.address(index), stage.path("changing")
    os.mkdir(folder)
    articles = {
        "named": {"id": "harbour-1", "title": "Harbour", "date": "2023-04-05", "publisher": "Morning Ledger", "lang": "en",
                  "text": "“The old bridge will close,” said Mayor Lina Morel. Morel added that the ferries would sail."},
        "unnamed": {"title": "Ferries", "date": "2023-04-06", "publisher": "Morning Ledger", "lang": "en",
                    "text": "“Every ferry must sail,” said Minister Oskar Brandt. Brandt added that the harbour would open."},
    }

    def push():
        for name, article in articles.items():
            with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
                json.dump(article, file)
        return stage.program.run("push", url, folder, "--format", "json")

    def found(query):
        return stage.program.run("search", query, "--at", url, "--count").out.strip()

    adds_up(stage, "two articles, two statements each", push(), (0, [4, 0, 0, 0, 0, 4]))
    articles["named"]["date"] = "2023-05-01"
    adds_up(stage, "another date of an article: its statements are written over", push(), (0, [0, 2, 2, 0, 0, 4]))
    stage.check(found("date:2023-05-01") == b"2" and found("date:2023-04-05") == b"0", "they are found under the new date alone")
    articles["unnamed"]["text"] = articles["unnamed"]["text"].replace("would open", "would close")
    adds_up(stage, "other words in one without an id: another article, whose statements are added", push(), (0, [2, 0, 2, 0, 0, 6]))
    stage.check(found('"would open"') == b"1" and found('"would close"') == b"1", "those of the old words stay")
    os.remove(os.path.join(folder, "unnamed.json"))
    del articles["unnamed"]
    adds_up(stage, "an article that is gone here stays there", push(), (0, [0, 0, 2, 0, 0, 6]))
    stage.cluster.remove(index)


def copied(stage):
    """Statements of one id in many articles: each is kept."""
    index = stage.new_index("push-copied")
    url = stage.cluster.address(index)
    line = json.loads(stage.program.run("extract", "-", "--format", "jsonl", stdin="“The bridge is safe,” said Mayor Lina Morel.".encode()).out)
    lines = []
    for number in range(COPIES):
        line["article"]["path"] = f"copies/{number}.txt"
        lines.append(json.dumps(line))
    push = ("push", url, "-", "--format", "json")
    for what, expected in [("are created", [COPIES, 0, 0, 0, 0, COPIES]), ("pushed again are not written", [0, 0, COPIES, 0, 0, COPIES])]:
        adds_up(stage, f"{COPIES} statements of one id {what}", stage.program.run(*push, stdin="\n".join(lines).encode()), (0, expected))
    stage.check(len(arrived(stage, url)) == COPIES, "all of them are found")
    stage.cluster.remove(index)
