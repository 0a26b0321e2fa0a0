#!/usr/bin/env python3
"""pages.py: the text of web pages against texts made by hand, and against Python's trafilatura on the same pages.

    tests/corpus/pages.py [--dixit BINARY] [--shared DIR] [--python PYTHON] [SECTION ...]

Sections, all by default:
    text    main text on aeb and fundus, pages a second; fails under the bars
    all     every page of seven sets gives an article or a skip with its reason

The measure is that of scrapinghub's article-extraction-benchmark (evaluate.py). A text is the multiset of its shingles,
four tokens `\\w+` in a row; a text of fewer tokens is one shingle. For a page, tp, fp and fn count the shingles in both,
in the extracted text only, in the gold only, divided by their sum, so that long pages weigh no more than short ones.
Precision is the mean of tp / (tp + fp) over the pages with tp + fp > 0, recall that of tp / (tp + fn) over the pages
with tp + fn > 0, F1 comes from these two. Soft hyphens are taken out of all texts first: they are no part of words.
The gold of fundus is a summary and sections of headlines and paragraphs; it is measured with the summary and without.

`--python` names a Python that has `trafilatura` (and `lxml_html_clean`, which it forgets to ask for); it runs with its
default settings, one process, on the same bytes. Both times are of whole processes that read and extract all pages.
It needs Python 3.8 and nothing else. Where the material (../shared) or the package is absent, it says so.
"""
import argparse
import collections
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILT = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
GOLD_SETS = ["aeb", "fundus"]
ALL_SETS = ["aeb", "fundus", "goose3", "htmldate", "newspaper4k", "readability", "trafilatura-pages"]
LEAST_F1 = 0.965
LEAST_SPEEDUP = 3
# Run by the Python under comparison: paths on standard input, a line of JSON for each on standard output.
BASELINE = r"""
import gzip, json, sys
import trafilatura
for path in sys.stdin.read().splitlines():
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as page:
        content = page.read()
    try:
        text = trafilatura.extract(content) or ""
    except Exception as error:
        text = ""
    print(json.dumps({"path": path, "text": text}))
"""
TOKEN = re.compile(r"\w+")
failures = []


def check(right, what):
    print(("ok    " if right else "FAIL  ") + what, flush=True)
    if not right:
        failures.append(what)


def shingles(text):
    tokens = TOKEN.findall(text.replace("\u00ad", ""))
    return collections.Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)) if tokens)


def compared(gold, extracted):
    """tp, fp and fn of one page, as shares of their sum."""
    gold, extracted = shingles(gold), shingles(extracted)
    counts = [
        sum((gold & extracted).values()), sum((extracted - gold).values()), sum((gold - extracted).values()),
    ]
    total = sum(counts)
    return [count / total for count in counts] if total else counts


def scores(pages):
    def share(tp, other, third):
        return 1.0 if other == third == 0 else tp / (tp + other) if tp + other else 0.0

    precision = statistics.mean(share(tp, fp, fn) for tp, fp, fn in pages if tp + fp > 0)
    recall = statistics.mean(share(tp, fn, fp) for tp, fp, fn in pages if tp + fn > 0)
    return precision, recall, 2 * precision * recall / (precision + recall)


def joined(body, summary):
    if isinstance(body, str):
        return body
    parts = list(body["summary"]) if summary else []
    for section in body["sections"]:
        parts += section["headline"] + section["paragraphs"]
    return "\n\n".join(parts)


def pages_of(corpus, name):
    """The pages of a set; what else lies in it is texts, and data about the pages."""
    found = []
    for folder, _, files in os.walk(os.path.join(corpus, name)):
        found += [os.path.join(folder, file) for file in files if re.search(r"\.html?(\.gz)?$", file)]
    return sorted(found)


def timed(command, **options):
    """What `command` printed, and the seconds that it took: on the clock, and of the processor."""
    started, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, **options)
    seconds, now = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, seconds, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime


def by_dixit(dixit, paths):
    """The text of each page, the remarks on others, and the seconds for all."""
    command = [dixit, "extract", "--articles", "--format", "jsonl", *paths]
    done, *seconds = timed(command, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit("dixit: exit %d: %s" % (done.returncode, done.stderr.decode()[-400:]))
    texts = {}
    for line in done.stdout.decode("utf-8").splitlines():
        article = json.loads(line)
        # A page in a packed file is a member of it, and an entry of a feed that is called a page has a number.
        texts[os.path.abspath(re.split("[!#]", article["path"])[0])] = article["text"]
    return texts, done.stderr.decode("utf-8"), seconds


def by_trafilatura(python, paths):
    done, *seconds = timed([python, "-c", BASELINE], input="\n".join(paths).encode(), check=True)
    lines = (json.loads(line) for line in done.stdout.splitlines())
    return {os.path.abspath(line["path"]): line["text"] for line in lines}, seconds


def version_of_trafilatura(python):
    asked = "import trafilatura; print(trafilatura.__version__)"
    done = subprocess.run([python, "-c", asked], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.decode().strip() if done.returncode == 0 else None


def print_speed(name, paths, seconds):
    rates = [len(paths) / taken for taken in seconds]
    print("%s: %d pages, %.1f a second, %.1f a second of processor time" % (name, len(paths), *rates))


def text(dixit, corpus, python):
    gold = {}
    with open(os.path.join(corpus, "gold.jsonl"), encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if "body" in entry and entry["path"].split("/")[0] in GOLD_SETS:
                gold[os.path.abspath(os.path.join(corpus, entry["path"]))] = entry["body"]
    paths = [path for name in GOLD_SETS for path in pages_of(corpus, name)]
    ours, _, seconds = by_dixit(dixit, paths)
    print_speed("dixit", paths, seconds)
    version = version_of_trafilatura(python)
    if version is None:
        print("NOT COMPARED: %s has no working `trafilatura`; name one that has by --python" % python)
        theirs = None
    else:
        theirs, their_seconds = by_trafilatura(python, paths)
        print_speed("trafilatura " + version, paths, their_seconds)
    for name, summary in [("aeb", True), ("fundus", True), ("fundus", False)]:
        label = name + ("" if summary else " without summaries")
        start = os.path.join(corpus, name) + os.sep
        wanted = {path: joined(body, summary) for path, body in gold.items() if path.startswith(start)}
        f1 = {}
        for extractor, texts in [("dixit", ours), ("trafilatura", theirs)]:
            if texts is not None:
                figures = scores([compared(body, texts.get(path, "")) for path, body in wanted.items()])
                f1[extractor] = figures[2]
                print("  %-26s %-12s precision %.4f recall %.4f F1 %.4f" % (label, extractor, *figures))
        if name == "aeb":
            what = "F1 on %s, %d pages: %.4f, at least %.3f" % (label, len(wanted), f1["dixit"], LEAST_F1)
            check(f1["dixit"] >= LEAST_F1, what)
        if theirs is not None:
            what = "F1 on %s, %d pages: %.4f, trafilatura's %.4f" % (label, len(wanted), f1["dixit"], f1["trafilatura"])
            check(f1["dixit"] >= f1["trafilatura"], what)
    if theirs is not None:
        ratios = [other / own for own, other in zip(seconds, their_seconds)]
        what = "%.1f times trafilatura's pages a second (%.1f times of processor time), at least %d"
        check(ratios[0] >= LEAST_SPEEDUP, what % (*ratios, LEAST_SPEEDUP))


def all_pages(dixit, corpus, python):
    for name in ALL_SETS:
        paths = pages_of(corpus, name)
        texts, remarks, _ = by_dixit(dixit, paths)
        skipped = [path for path in paths if path not in texts]
        unnamed = [path for path in skipped if os.path.basename(path) not in remarks]
        counts = (name, len(paths), len(texts), len(skipped) - len(unnamed))
        what = "%s: %d pages, %d articles, %d skips with a reason" % counts
        check(not unnamed, what + "".join("\n        no word of " + path for path in unnamed))


SECTIONS = {"text": text, "all": all_pages}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dixit", default=os.path.join(BUILT, "release", "dixit"))
    parser.add_argument("--shared", default=os.path.join(ROOT, "..", "shared"))
    parser.add_argument("--python", default=sys.executable, help="a Python with the package trafilatura")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    args = parser.parse_args()
    for name in args.sections:
        if name not in SECTIONS:
            parser.error("no section %s; there are %s" % (name, ", ".join(SECTIONS)))
    corpus = os.path.abspath(os.path.join(args.shared, "corpus"))
    if not os.path.isdir(corpus):
        print("SKIPPED: %s is not here, so no page was read" % corpus)
        return 0
    if not os.path.exists(args.dixit):
        print("no %s: build it with `cargo build --release`" % args.dixit)
        return 2
    for name in args.sections or SECTIONS:
        print("== " + name)
        SECTIONS[name](args.dixit, corpus, args.python)
    print("%d failures" % len(failures) if failures else "all as it should be")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
