#!/usr/bin/env python3
"""make_folder.py: a large folder of articles in several formats, made from the sets of ../shared.

    tests/corpus/make_folder.py [--shared DIR] [--seed N] [--duplicates SHARE] FOLDER ARTICLES

Each article is one of the sets with its numbers and the names in it changed, and with paragraphs left out, so that no two
are the same, as they are in a folder that grew for years. The same arguments make the same folder, byte for byte. A share
of the articles (none by default) is written a second time elsewhere: the duplicates.

Formats, by article: .txt, .md, .html, .json one each; .jsonl and .csv fifty in a file. Folders hold a thousand files.
It needs Python 3.8 and nothing else.
"""
import argparse
import collections
import csv
import glob
import html
import io
import json
import os
import random
import re

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join(HERE, "..", "..", "..", "shared")
FORMATS = ["txt", "json", "md", "html", "jsonl", "csv"]
IN_ONE_FILE = 50
FILES_IN_A_FOLDER = 1000


def sources(shared):
    """The articles of the sets that have plain text: (title, date, publisher, paragraphs)."""
    corpus = os.path.join(shared, "corpus")
    for path in sorted(glob.glob(os.path.join(corpus, "allsides", "*.json"))):
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        yield record["title"], record["date"], record["source"], record["content_original"].split("\n")
    for path in sorted(glob.glob(os.path.join(corpus, "russian", "*", "*.txt"))):
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().split("\n")
        yield lines[0], "", "", lines[1:]


def names_of(paragraphs):
    """Capitalised words inside sentences: mostly names."""
    counted = collections.Counter()
    for paragraph in paragraphs:
        counted.update(re.findall(r"(?<=[a-zа-я,] )[A-ZА-Я][a-zа-я]{3,}", paragraph))
    return sorted(name for name, count in counted.items() if count > 1)


def vary(random_of, article, names):
    """The article with other numbers, other names, and a paragraph or two left out."""
    title, date, publisher, paragraphs = article
    own = names_of(paragraphs)
    renamed = dict(zip(own, random_of.sample(names, min(len(own), len(names)))))

    def number(match):
        return "".join(random_of.choice("0123456789") for _ in match.group())

    def change(text):
        text = re.sub(r"\d+", number, text)
        return re.sub(r"[^\W\d_]+", lambda match: renamed.get(match.group(), match.group()), text)

    kept = [paragraph for paragraph in paragraphs if paragraph.strip()]
    for _ in range(random_of.randint(0, 2)):
        if len(kept) > 4:
            del kept[random_of.randrange(1, len(kept))]
    if not re.match(r"\d{4}-\d\d-\d\d$", date):
        date = "20%02d-%02d-%02d" % (random_of.randint(10, 24), random_of.randint(1, 12), random_of.randint(1, 28))
    return change(title.strip()), date, publisher or "Daily " + random_of.choice(names), [change(text) for text in kept]


def spell(form, article):
    """One article as a file of its own."""
    title, date, publisher, paragraphs = article
    if form == "txt":
        return "%s\n\n%s\n\n%s\n" % (title, date, "\n\n".join(paragraphs))
    if form == "md":
        front = "---\ntitle: %s\ndate: %s\npublisher: %s\n---\n\n" % (json.dumps(title), date, json.dumps(publisher))
        return front + "\n\n".join(paragraphs) + "\n"
    if form == "html":
        body = "\n".join("<p>%s</p>" % html.escape(text) for text in paragraphs)
        return (
            '<!DOCTYPE html><html><head><title>%s</title><meta property="article:published_time" content="%s">'
            '<meta property="og:site_name" content="%s"></head><body><article><h1>%s</h1>\n%s\n</article></body></html>\n'
            % (html.escape(title), date, html.escape(publisher), html.escape(title), body)
        )
    return json.dumps(record(article), ensure_ascii=False) + "\n"


def record(article):
    title, date, publisher, paragraphs = article
    return {"title": title, "date": date, "publisher": publisher, "text": "\n".join(paragraphs)}


def table(articles):
    out = io.StringIO()
    writer = csv.DictWriter(out, ["title", "date", "publisher", "text"])
    writer.writeheader()
    writer.writerows(record(article) for article in articles)
    return out.getvalue()


class Folder:
    def __init__(self, root):
        self.root, self.files = root, 0

    def write(self, form, text):
        folder = os.path.join(self.root, "%03d" % (self.files // FILES_IN_A_FOLDER))
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "%06d.%s" % (self.files, form)), "w", encoding="utf-8", newline="") as file:
            file.write(text)
        self.files += 1
        return len(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", default=SHARED)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--duplicates", type=float, default=0.0)
    parser.add_argument("folder")
    parser.add_argument("articles", type=int)
    arguments = parser.parse_args()
    given = list(sources(arguments.shared))
    names = sorted({name for article in given for name in names_of(article[3])})
    folder, held, characters, again = Folder(arguments.folder), collections.defaultdict(list), 0, 0
    for number in range(arguments.articles):
        random_of = random.Random("%d %d" % (arguments.seed, number))
        article = vary(random_of, given[number % len(given)], names)
        form = FORMATS[number % len(FORMATS)]
        times = 2 if random_of.random() < arguments.duplicates else 1
        again += times - 1
        for time in range(times):
            kind = "txt" if time else form
            if kind in ("jsonl", "csv"):
                held[kind].append(article)
                if len(held[kind]) == IN_ONE_FILE:
                    characters += write_held(folder, kind, held)
            else:
                characters += folder.write(kind, spell(kind, article))
    for kind in list(held):
        characters += write_held(folder, kind, held)
    print("%d articles and %d duplicates in %d files, %.1f million characters"
          % (arguments.articles, again, folder.files, characters / 1e6))


def write_held(folder, kind, held):
    articles = held.pop(kind, [])
    if not articles:
        return 0
    if kind == "csv":
        return folder.write(kind, table(articles))
    return folder.write(kind, "".join(json.dumps(record(article), ensure_ascii=False) + "\n" for article in articles))


if __name__ == "__main__":
    main()
