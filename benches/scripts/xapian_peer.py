"""Xapian as a peer, for the bench: `xapian_peer.py FOLDER`, with Debian's python3-xapian.

Standard input holds one JSON value a line: first lists `[words, stems, outlet, speaker]` of statements, the words and stems
as lists of tokens by position (null where there is none), then `null`, then queries, which are trees of lists:
`["term", T]`, `["phrase", T, …]`, `["and", Q, …]`, `["or", Q, …]`, `["not", Q, Q]`. It answers each query with the exact
number of hits and the seconds that counting and the best ten took.
"""
import json
import sys
import time

import xapian


def add(database, values):
    words, stems, outlets, speaker = values
    document = xapian.Document()
    for position, word in enumerate(words):
        if word is not None:
            document.add_posting("W" + word[:200], position + 1)
    for stem in stems:
        if stem is not None:
            document.add_term("S" + stem[:200])
    for outlet in outlets:
        document.add_boolean_term(("O" + outlet)[:80])
    if speaker is not None:
        document.add_boolean_term(("P" + speaker)[:80])
    database.add_document(document)


def query(tree):
    operation, parts = tree[0], tree[1:]
    if operation == "term":
        return xapian.Query(parts[0])
    if operation == "phrase":
        return xapian.Query(xapian.Query.OP_PHRASE, parts)
    operations = {"and": xapian.Query.OP_AND, "or": xapian.Query.OP_OR, "not": xapian.Query.OP_AND_NOT}
    return xapian.Query(operations[operation], [query(part) for part in parts])


def main():
    folder = sys.argv[1]
    database = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)
    for line in sys.stdin:
        values = json.loads(line)
        if values is None:
            break
        add(database, values)
    database.commit()
    database.close()
    database = xapian.Database(folder)
    print("ready", flush=True)
    enquire = xapian.Enquire(database)
    for line in sys.stdin:
        asked = query(json.loads(line))
        begun = time.perf_counter()
        enquire.set_query(asked)
        found = enquire.get_mset(0, 10, database.get_doccount())
        took = time.perf_counter() - begun
        print(found.get_matches_estimated(), took, flush=True)


main()
