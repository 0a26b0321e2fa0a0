"""Statements as `dixit extract --format jsonl` prints them (docs/json.md), made directly: as many as are wanted, quickly."""
import hashlib
import json
import random

from articles import AGENCIES, LANGUAGES

IN_AN_ARTICLE = 8


def statement(number, chance):
    words = LANGUAGES[chance.choice(["en", "en", "ru", "zh", "ar", "de"])]
    lang = next(code for code, own in LANGUAGES.items() if own is words)
    said = words["join"].join(chance.choice(words[part]) for part in ("subjects", "verbs", "objects", "ends"))
    name, role = chance.choice(words["names"]), chance.choice(words["roles"])
    start = 40 * (number % IN_AN_ARTICLE)
    context = f"“{said} {number},” — {role} {name}."
    quote = context[1:context.index(",”")]
    bytes_before = lambda text: len(context[:context.index(text)].encode())
    span = lambda text: [start + bytes_before(text), start + bytes_before(text) + len(text.encode())]
    article = number // IN_AN_ARTICLE
    return {
        "schema": 1, "id": hashlib.sha256(str(number).encode()).hexdigest()[:16], "quote": quote, "spans": [span(quote)], "kind": "direct",
        "speaker": {"name": name, "mention": name, "span": span(name), "role": role, "type": "person"}, "cue": None, "cue_span": None,
        "outlets": [chance.choice(AGENCIES)] if chance.random() < 0.4 else [], "publisher": chance.choice(words["publishers"]),
        "date": f"{2015 + article % 10}-{1 + article % 12:02}-{1 + article % 28:02}", "date_source": "metadata",
        "article": {"id": f"article-{article}", "path": f"archive/{article % 97}/{article}.txt", "title": f"{words['subjects'][0]} {article}",
                    "author": None, "url": f"https://example.org/{lang}/{article}", "lang": lang},
        "context": {"text": context, "start": start}, "confidence": round(chance.random(), 3),
    }


def write_lines(path, n, seed):
    """Writes `n` statements, a line each, and tells their ids."""
    chance, ids = random.Random(seed), []
    with open(path, "w", encoding="utf-8") as file:
        for number in range(n):
            made = statement(number, chance)
            ids.append(made["id"])
            file.write(json.dumps(made, ensure_ascii=False) + "\n")
    return ids
