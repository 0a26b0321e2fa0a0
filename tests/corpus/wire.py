#!/usr/bin/env python3
"""wire.py: dixit's articles out of what agencies and feeds send, file by file.

    tests/corpus/wire.py [--dixit BINARY] [--shared DIR] [--list]

Checks, with the material of ../shared/corpus, which the project may not contain:
    wire      date, publisher and language of every article in a file that gold.jsonl knows
    reuters   each of the items of reuters21578 is an article, with its day
    files     each file of wire, feeds, metadata-blocks and reuters21578 gives articles or a skip with a reason
    feeds     each entry of a feed is an article or a skip; feeds without entries are named so

--list prints a line for each file: how many articles, their facts, what was skipped and why. It needs Python 3.8 and
nothing else. Where the material is absent it says so and succeeds.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILT = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
SETS = ["wire", "feeds", "metadata-blocks", "reuters21578"]
REUTERS_ITEMS = 2000
failures = []


def check(right, what):
    print(("ok    " if right else "FAIL  ") + what, flush=True)
    if not right:
        failures.append(what)


def read(dixit, corpus, name):
    """path → articles, path → [(place, reason)] of all files of a set, by their paths below the corpus."""
    done = subprocess.run(
        [dixit, "extract", "--articles", "--format", "jsonl", os.path.join(corpus, name)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=corpus,
    )
    articles, skips = collections.defaultdict(list), collections.defaultdict(list)
    for line in done.stdout.decode().splitlines():
        article = json.loads(line)
        articles[below(article["path"], corpus)].append(article)
    for line in done.stderr.decode().splitlines():
        found = re.match(r"(?:dixit: )?skipped (.+?)(#\d+)?(?::\d+:\d+)?: (.+)$", line)
        if found:
            skips[below(found[1], corpus)].append((found[2] or "", found[3]))
    return articles, skips


def below(path, corpus):
    path = path.split("#")[0]
    return os.path.relpath(path, corpus) if os.path.isabs(path) else path


def outlet(dixit, names):
    """Each name → the publisher that dixit makes of it."""
    records = [{"id": name, "text": '"We wait," said Anna Berg on Monday.', "publisher": name} for name in sorted(names)]
    done = subprocess.run(
        [dixit, "extract", "--articles", "--input-format", "jsonl", "--format", "jsonl", "-"],
        input="\n".join(map(json.dumps, records)).encode(), stdout=subprocess.PIPE,
    )
    return {article["id"]: article["publisher"] for article in map(json.loads, done.stdout.decode().splitlines())}


def day(article):
    date = article.get("date")
    return (date["date"] if isinstance(date, dict) else date or "")[:10]


def against_gold(dixit, corpus, articles, skips):
    gold = {row["path"]: row for row in map(json.loads, open(os.path.join(corpus, "gold.jsonl"), encoding="utf-8"))}
    gold = {path: row for path, row in gold.items() if path.startswith("wire/")}
    canonical = outlet(dixit, {row["publisher"] for row in gold.values() if "publisher" in row})
    counts = collections.Counter()
    for path, row in sorted(gold.items()):
        if not articles[path]:
            print("      %s: no article, %s" % (path, skips[path]))
            counts["without articles"] += 1
            continue
        # Other articles of the same file may be in another language.
        article = articles[path][0]
        right = {
            "date": day(article) == row.get("date"),
            "publisher": article["publisher"] == canonical.get(row.get("publisher")),
            "lang": article["lang"] == row.get("lang"),
        }
        for field in right:
            if field in row:
                counts[field, "all"] += 1
                counts[field, "right"] += right[field]
                if not right[field]:
                    print("      %s: %s is %s, not %s" % (path, field, article[field], row[field]))
    for field in ["date", "publisher", "lang"]:
        check(counts[field, "right"] == counts[field, "all"] > 0,
              "wire: %s right in %d of %d" % (field, counts[field, "right"], counts[field, "all"]))
    print("      %d files of %d in gold hold no article" % (counts["without articles"], len(gold)))


def reuters(articles, skips):
    items = [article for found in articles.values() for article in found]
    days = [day(article) for article in items]
    check(len(items) == REUTERS_ITEMS, "reuters21578: %d of %d items are articles, %d skipped"
          % (len(items), REUTERS_ITEMS, sum(map(len, skips.values()))))
    check(all(date.startswith("1987-") for date in days), "reuters21578: all days in 1987, %d missing" % days.count(""))
    check({article["publisher"] for article in items} == {"Reuters"}, "reuters21578: published by Reuters")
    check(len({article["id"] for article in items}) == len(items), "reuters21578: each item has an id of its own")


def entries(path):
    """How many entries a feed has by a count of its tags; None where that cannot be told so."""
    data = open(path, "rb").read()
    if path.endswith(".json"):
        return len(json.loads(data)["items"])
    for encoding in ["utf-8"] if b"\0" not in data else ["utf-32", "utf-32-be", "utf-32-le", "utf-16", "utf-16-be", "utf-16-le"]:
        try:
            text = data.decode(encoding, "replace" if encoding == "utf-8" else "strict")
        except UnicodeDecodeError:
            continue
        if "<" in text and "\0" not in text:
            return len(re.findall(r"<(?:item|entry)[\s>]", re.sub(r"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>", "", text)))
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dixit", default=os.path.join(BUILT, "release", "dixit"))
    parser.add_argument("--shared", default=os.path.join(os.path.dirname(ROOT), "shared"))
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    options.dixit = os.path.abspath(options.dixit)
    corpus = os.path.join(os.path.abspath(options.shared), "corpus")
    if not os.path.isdir(corpus):
        print("no material at %s: nothing is checked" % corpus)
        return
    for name in SETS:
        articles, skips = read(options.dixit, corpus, name)
        files = sorted(
            os.path.relpath(os.path.join(folder, file), corpus)
            for folder, _, names in os.walk(os.path.join(corpus, name)) for file in names
        )
        if options.list:
            for path in files:
                found = articles[path][:3]
                print("%s: %d articles %s %s" % (
                    path, len(articles[path]),
                    [(day(one), one["publisher"], one["lang"], (one["title"] or "")[:40], len(one["text"])) for one in found],
                    skips[path][:6],
                ))
        silent = [path for path in files if not articles[path] and not skips[path]]
        check(not silent, "%s: %d files, %d with articles (%d), %d only skipped, none silent %s" % (
            name, len(files), sum(1 for path in files if articles[path]), sum(map(len, articles.values())),
            sum(1 for path in files if not articles[path]), silent,
        ))
        print("      %s" % dict(collections.Counter(reason for found in skips.values() for _, reason in found).most_common(20)))
        if name == "wire":
            against_gold(options.dixit, corpus, articles, skips)
        elif name == "reuters21578":
            reuters(articles, skips)
        elif name == "feeds":
            lost = []
            for path in files:
                count = entries(os.path.join(corpus, path))
                given = len(articles[path]) + len([place for place, _ in skips[path] if place])
                if count and count != given:
                    lost.append("%s: %d of %d" % (path, given, count))
            check(not lost, "feeds: each entry is an article or a named skip %s" % lost)
    if failures:
        sys.exit("%d checks failed" % len(failures))


if __name__ == "__main__":
    main()
