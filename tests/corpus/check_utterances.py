#!/usr/bin/env python3
"""check_utterances.py: are versions of one utterance found, and statements that only look like it kept apart?

    tests/corpus/check_utterances.py [--seed N] [--utterances N] [--dixit BINARY] [--show N]

Makes a folder in which 200 utterances are carried two to nine times each: whole, cut at either end or in the middle, in
pieces around the cue, with other punctuation and spelling of quotes, with words changed, and as indirect speech in other
words. Beside them stand look-alikes: the same words of another speaker, another statement of the same speaker on the same
subject, the same sentence with another name, place or number, the same words a month later. Indexes it, and compares which
articles have a statement of one utterance: precision, recall and F1 over pairs. Fails below 95 %.

Everything is invented and made from a seed; it needs Python 3.8 and nothing else, and nothing from ../shared.
"""
import argparse
import collections
import datetime
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BAR = 95.0

GIVEN = ("Anna Jonas Marta Pavel Ingrid Oscar Helena Viktor Lucia Martin Sofia Andrei Clara Hugo Irina Felix Nadia Simon "
         "Vera Tobias Elena Marcus Julia Stefan Karin").split()
FAMILY = ("Berg Lindholm Novak Petrov Castell Moreau Haugen Vargas Keller Santos Ivarsson Dahl Romano Kovacs Brandt Almeida "
          "Fischer Olsen Marek Tanaka Okafor Duarte Lehmann Sorensen Rossi Weber Baranov Nyman Hoffman Ferrer").split()
WHO = ("the council|our farmers|the northern ports|small towns|the new minister|every family|the fishing fleet|our partners|"
       "young teachers|the railway workers|the central bank|local hospitals|the old mines|two neighbouring states|"
       "the border guards|foreign investors|our engineers|the opposition parties|river villages|the steel plants").split("|")
WILL = ("will not accept|have to rebuild|can no longer afford|should decide about|must protect|are ready to discuss|"
        "will finally close|want to modernise|have been waiting for|will never abandon|cannot ignore|are going to finance|"
        "refuse to sell|intend to expand|will quietly postpone").split("|")
WHAT = ("the harbour treaty|cheap winter fuel|a second nuclear reactor|the pension reform|new fishing quotas|"
        "the mountain railway|a common grain reserve|the flooded district|clean drinking water|the airport contract|"
        "higher timber duties|the language schools|a ceasefire along the river|the copper concession|rural clinics|"
        "the satellite programme|a visa agreement|the cotton subsidies|the coastal highway|the museum collection").split("|")
WHY = ("before the snow melts in the valleys|because nobody else has offered a fair price|until an independent court has ruled|"
       "while inflation eats the savings of pensioners|as long as the bridges remain damaged|"
       "although previous governments promised the opposite|so that our children inherit something useful|"
       "if the neighbours keep their word this autumn|without asking permission from distant capitals|"
       "after seventeen years of broken agreements|even when the markets panic|unless parliament votes otherwise|"
       "since the drought has emptied three reservoirs|in spite of loud protests downtown").split("|")
CHANGED = {"will not": "won't", "have to": "must", "can no longer": "can't", "should": "ought to", "are ready": "stand ready",
           "are going to": "will", "before": "until", "because": "since", "new": "recent", "small": "little", "common": "joint",
           "higher": "raised", "old": "former", "want to": "hope to", "finally": "at last"}
BACKSHIFT = [("will not accept", "would not accept"), ("have to rebuild", "had to rebuild"), ("can no longer", "could no longer"),
             ("must protect", "had to protect"), ("are ready", "were ready"), ("will finally close", "would finally close"),
             ("want to", "wanted to"), ("have been waiting", "had been waiting"), ("will never", "would never"),
             ("cannot ignore", "could not ignore"), ("are going to", "were going to"), ("refuse to", "refused to"),
             ("intend to", "intended to"), ("will quietly", "would quietly"), ("our ", "the country's ")]
OUTLETS = [f"{city} {kind}" for city in "Kiruna Altdorf Brevik Solna Varde Mostar Lodeve Tarvis Umeå Sintra".split()
           for kind in ("Courier", "Gazette", "Morning Post")]


def sentence(rng):
    return f"{rng.choice(WHO)} {rng.choice(WILL)} {rng.choice(WHAT)} {rng.choice(WHY)}"


def capital(text):
    return text[0].upper() + text[1:]


def version(rng, parts, speaker, family):
    """One way to carry `parts`, the sentences of an utterance: the paragraph of an article."""
    words = " ".join(capital(part) + "." for part in parts)
    say = rng.choice(["said", "said", "told reporters", "stressed", "announced"])
    form = rng.choice(["whole", "whole", "cut-start", "cut-end", "middle", "pieces", "changed", "indirect", "mixed", "one"])
    one = rng.choice(parts)
    tokens = one.split()
    open_, close = rng.choice([("“", "”"), ('"', '"'), ("“", "”")])
    if form == "cut-start":
        words = "… " + " ".join(tokens[len(tokens) // 3:]) + "."
    elif form == "cut-end":
        words = capital(" ".join(tokens[: len(tokens) * 2 // 3])) + " …"
    elif form == "middle":
        words = capital(" ".join(tokens[:6])) + " … " + " ".join(tokens[-5:]) + "."
    elif form == "changed":
        for old, new in CHANGED.items():
            if rng.random() < 0.6:
                words = words.replace(old, new)
    elif form == "one":
        words = capital(one) + "."
    elif form == "pieces":
        middle = len(tokens) // 2
        first, second = capital(" ".join(tokens[:middle])), " ".join(tokens[middle:])
        return f"{open_}{first},{close} {speaker} {say}, {open_}{second}.{close}"
    elif form == "indirect":
        told = one
        for old, new in BACKSHIFT:
            told = told.replace(old, new)
        return f"{speaker} said that {told}."
    elif form == "mixed":
        cut = rng.randrange(3, 6)
        return f"{speaker} said that {' '.join(tokens[:cut])} {open_}{' '.join(tokens[cut:])}.{close}"
    if rng.random() < 0.3:
        words = words.replace(",", "").replace(" because", " – because").replace(" although", ", although")
    if words.endswith("…"):
        return f"{open_}{words}{close} {speaker} {say}."
    return f"{open_}{words.rstrip('.')},{close} {speaker} {say}."


def other_detail(rng, parts):
    """The same sentences about something else."""
    changed = []
    for part in parts:
        for what in WHAT:
            if what in part:
                part = part.replace(what, rng.choice([other for other in WHAT if other != what]))
                break
        for why in WHY:
            if why in part:
                part = part.replace(why, rng.choice([other for other in WHY if other != why]))
                break
        changed.append(part)
    return changed


def make(rng, n_utterances, folder):
    """Writes the articles; gives the group of each path, and what it is for reading."""
    start = datetime.date(2024, 1, 8)
    groups, shown = {}, {}
    names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
    rng.shuffle(names)
    number = 0

    def write(group, day, speaker, paragraph):
        nonlocal number
        number += 1
        family = speaker.split()[-1]
        filler = rng.choice([
            "The meeting lasted four hours and ended without a vote.",
            "Rain kept most visitors away from the square.",
            "A vote is planned for the spring.",
        ])
        text = f"{speaker} spoke in the regional assembly.\n\n{paragraph}\n\n{filler}"
        path = os.path.join(folder, f"{number:05}.json")
        record = {"id": f"a{number}", "title": f"Assembly notes {number}", "text": text, "date": str(day), "lang": "en",
                  "publisher": rng.choice(OUTLETS)}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(record, file, ensure_ascii=False)
        groups[os.path.basename(path)] = group
        shown[os.path.basename(path)] = f"{day} {speaker}: {paragraph}"

    for utterance in range(n_utterances):
        speaker = names[utterance % len(names)]
        family = speaker.split()[-1]
        parts = [sentence(rng) for _ in range(rng.choice([1, 1, 2]))]
        day = start + datetime.timedelta(days=rng.randrange(300))
        # One version is the whole, or two cuts of different sentences would be one by nothing that is in the folder.
        versions = rng.randrange(2, 10)
        whole = " ".join(capital(part) + "." for part in parts).rstrip(".")
        write(utterance, day, speaker, f"“{whole},” {rng.choice([speaker, family])} said.")
        for _ in range(versions - 1):
            later = day + datetime.timedelta(days=rng.choice([0, 0, 0, 1, 1, 2, 4]))
            write(utterance, later, speaker, version(rng, parts, rng.choice([speaker, family]), family))
        kind = utterance % 4
        alike = f"alike {utterance}"
        if kind == 0:
            other = rng.choice([name for name in names if name.split()[-1] != family])
            write(alike, day, other, version(rng, parts, other, other.split()[-1]))
        elif kind == 1:
            write(alike, day, speaker, version(rng, other_detail(rng, parts), speaker, family))
        elif kind == 2:
            others = [sentence(rng) for _ in parts]
            write(alike, day, speaker, version(rng, others, speaker, family))
        else:
            write(alike, day + datetime.timedelta(days=40), speaker, version(rng, parts, speaker, family))
    return groups, shown


def run(arguments):
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments)} failed: {done.stderr}")
    return done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--utterances", type=int, default=200)
    parser.add_argument("--dixit", default=os.path.join(HERE, "..", "..", "target", "release", "dixit"))
    parser.add_argument("--show", type=int, default=0, help="print so many wrong pairs")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder, index = os.path.join(scratch, "articles"), os.path.join(scratch, "index")
        os.mkdir(folder)
        groups, shown = make(rng, args.utterances, folder)
        run([args.dixit, "--index", index, "index", "--quiet", folder])
        found = collections.defaultdict(set)
        statements = set()
        for line in run([args.dixit, "--index", index, "search", "-n", "0", "--format", "jsonl", "*"]).splitlines():
            hit = json.loads(line)
            name = os.path.basename(hit["article"]["path"])
            statements.add(name)
            if hit.get("utterance"):
                found[hit["utterance"]].add(name)
    gold = collections.defaultdict(set)
    for name, group in groups.items():
        gold[group].add(name)
    pairs = lambda sets: {pair for names in sets.values() for pair in itertools.combinations(sorted(names), 2)}
    true, told = pairs(gold), pairs(found)
    right = len(true & told)
    precision, recall = 100 * right / max(len(told), 1), 100 * right / max(len(true), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{args.utterances} utterances in {len(groups)} articles, {len(statements)} of which have a statement")
    print(f"pairs: precision {precision:.1f} %, recall {recall:.1f} %, F1 {f1:.1f} % (bar {BAR:.0f})")
    for what, wrong in (("missed", true - told), ("wrong", told - true)):
        for one, other in sorted(wrong)[: args.show]:
            print(f"{what}\n  {shown[one]}\n  {shown[other]}")
    sys.exit(0 if f1 >= BAR else 1)


if __name__ == "__main__":
    main()
