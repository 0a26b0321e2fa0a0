#!/usr/bin/env python3
"""check_clusters.py: how well dixit links stories that several carry, on copies made with known truth.

    tests/corpus/check_clusters.py [--dixit BINARY] [--shared DIR] [--seed N] [--stories N] [--real SET]

Stories of ../shared are carried two to five times by made-up papers: cut, with paragraphs left out, another headline, a
paper's own boilerplate before and behind, some words changed. Beside them stand look-alikes that are not the same story:
other articles with the same boilerplate, and articles that quote a paragraph of another. Prints precision and recall over
pairs of articles. With --real the clusters of a set of ../shared/corpus are listed instead, to be read.
"""
import argparse
import collections
import glob
import itertools
import json
import os
import random
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORDS = "house river paper always morning seven under council green plan north during money public letter".split()


def texts(shared):
    corpus = os.path.join(shared, "corpus")
    for path in sorted(glob.glob(os.path.join(corpus, "bbc-plain", "*", "*.txt"))):
        with open(path, encoding="utf-8", errors="replace") as file:
            yield file.read()
    for path in sorted(glob.glob(os.path.join(corpus, "allsides", "*.json")))[::4]:
        with open(path, encoding="utf-8") as file:
            yield json.load(file)["content_original"]


def paragraphs_of(text):
    return [line.strip() for line in text.split("\n") if len(line.split()) > 5]


def boilerplate(random_of, n_words):
    return " ".join(random_of.choice(WORDS) for _ in range(n_words)).capitalize() + "."


def edit(random_of, paragraph, share):
    words = paragraph.split()
    return " ".join(random_of.choice(WORDS) if random_of.random() < share else word for word in words)


def carry(random_of, paragraphs, own):
    kept = list(paragraphs)
    if random_of.random() < 0.5:
        kept = kept[: max(3, int(len(kept) * random_of.uniform(0.5, 0.9)))]
    for _ in range(random_of.randint(0, 2)):
        if len(kept) > 5:
            del kept[random_of.randrange(1, len(kept))]
    if random_of.random() < 0.5:
        share = random_of.uniform(0.01, 0.05)
        kept = [edit(random_of, paragraph, share) for paragraph in kept]
    if random_of.random() < 0.7:
        kept = [own[0]] + kept + [own[1]]
    return kept


def make(folder, shared, seed, n_stories):
    """Writes the articles; gives the story of each by its file name."""
    random_of = random.Random(seed)
    given = [found for found in map(paragraphs_of, texts(shared)) if len(found) >= 6]
    random_of.shuffle(given)
    papers = [("Paper %d" % number, (boilerplate(random_of, 40), boilerplate(random_of, 60))) for number in range(12)]
    story_of, number = {}, 0

    def write(story, publisher, paragraphs):
        nonlocal number
        # A quotation in each, so that each is found.
        text = "\n\n".join(paragraphs + ['"This is article %d," said Ada Stone.' % number])
        name = "%05d.json" % number
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump({"title": "Headline %d" % random_of.randrange(10**9), "publisher": publisher, "text": text}, file)
        story_of[name] = story
        number += 1

    for story, paragraphs in enumerate(given):
        if story < n_stories:
            for publisher, own in random_of.sample(papers, random_of.randint(2, 5)):
                write(story, publisher, carry(random_of, paragraphs, own))
        else:
            # Look-alikes: the boilerplate of a paper, and sometimes a paragraph of the story before.
            publisher, own = random_of.choice(papers)
            quoted = [given[story - 1][1]] if random_of.random() < 0.5 else []
            write(story, publisher, [own[0]] + quoted + paragraphs + [own[1]])
    return story_of


def clusters(dixit, folder, index):
    """The cluster of each article that has a statement, by its path."""
    run = [dixit, "--index", index]
    subprocess.run(run + ["index", folder, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    found = subprocess.run(run + ["search", "*", "-n", "0", "--format", "jsonl"], check=True, stdout=subprocess.PIPE)
    first = {}
    for line in found.stdout.decode().splitlines():
        statement = json.loads(line)
        first.setdefault(statement["article"]["path"], statement["id"])
    of = {}
    for path, statement in first.items():
        if path in of:
            continue
        shown = subprocess.run(run + ["show", statement, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if shown.returncode:
            continue
        cluster = json.loads(shown.stdout)["cluster"]
        of[path] = None
        for member in cluster["members"] if cluster else []:
            of[member["path"]] = cluster["id"]
    return of


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dixit", default=os.path.join(ROOT, "target", "release", "dixit"))
    parser.add_argument("--shared", default=os.path.join(ROOT, "..", "shared"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--real")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        index = os.path.join(place, "index")
        if arguments.real:
            of = clusters(arguments.dixit, os.path.join(arguments.shared, "corpus", arguments.real), index)
            members = collections.defaultdict(list)
            for path, cluster in of.items():
                if cluster:
                    members[cluster].append(path)
            for cluster, paths in sorted(members.items()):
                print(cluster, *sorted(paths))
            print("%d clusters among %d articles with statements" % (len(members), len(of)))
            return
        folder = os.path.join(place, "news")
        os.mkdir(folder)
        story_of = make(folder, arguments.shared, arguments.seed, arguments.stories)
        of = {os.path.basename(path): cluster for path, cluster in clusters(arguments.dixit, folder, index).items()}
        right = found = true = 0
        for a, b in itertools.combinations(sorted(story_of), 2):
            is_true = story_of[a] == story_of[b]
            is_found = of.get(a) is not None and of.get(a) == of.get(b)
            right, found, true = right + (is_true and is_found), found + is_found, true + is_true
            if is_found and not is_true:
                print("wrong", a, b)
        print("%d articles, %d pairs of one story, %d found, %d right: precision %.3f, recall %.3f"
              % (len(story_of), true, found, right, right / max(1, found), right / max(1, true)))


if __name__ == "__main__":
    main()
