"""The same statements and queries, here and there: the same answers, byte for byte."""
import csv
import json
import os
import re

from articles import write_folder
from harness import first_difference
from questions import Questions

ARTICLES = 300
QUERIES = 300
FEWER = 60
# Asked in each order, in each form.
LISTED = ["--facet", "speaker", "--facet", "outlet:0", "--facet", "kind", "--by", "date:month", "-n", "0"]
FIELDS = ["--fields", "id,quote,speaker.name,outlets,date,article.path,article.copies,highlights"]
COUNTED = ["speaker:0", "outlet:0", "publisher", "kind", "role:3", "lang", "cue", "mention:5", "author", "speaker.type", "date:year",
           "date:month", "date:week", "date:day"]
DOCUMENTED = os.path.join(os.path.dirname(__file__), "..", "..", "..", "docs", "query-language.md")
# Statements among which an engine tells utterances, at most.
MOST_TOLD = 10_000
# What a speaker's page lacks at an engine.
LEFT_OUT = {"stories": None, "typical": None, "beside": None, "more_beside": 0}


def run(stage):
    folder = stage.corpus or stage.path("articles")
    if not stage.corpus:
        write_folder(folder, ARTICLES, stage.seed)
    here = ["--index", stage.path("index")]
    indexed = stage.program.run("index", folder, "--quiet", "--format", "json", *here)
    stage.check(indexed.code == 0, "a folder is indexed", indexed)
    index = stage.new_index("same")
    url = stage.cluster.address(index)
    pushed = stage.program.run("push", url, "--shards", "3", "--format", "json", *here)
    n_statements = indexed.json()["statements"]
    expected = {"created": n_statements, "updated": 0, "unchanged": 0, "refused": 0, "total": n_statements}
    told = {name: pushed.json()[name] for name in expected} if pushed.code == 0 else str(pushed)
    stage.check(told == expected, f"all {n_statements} statements of the index are pushed", told)

    both = Both(stage, here, ["--at", url])
    queries = Questions(stage.program.run("search", "*", "-n", "0", "--format", "jsonl", *here).lines(), stage.seed).some(QUERIES)
    asked(both, queries)
    counted(both, queries)
    once(both, queries)
    told_of_others(both)
    saved(both)
    shown(both, folder)
    wrong(both)
    stage.cluster.remove(index)


class Both:
    """The index here and the one there, asked the same."""

    def __init__(self, stage, here, there):
        self.stage, self.here, self.there = stage, here, there

    def run(self, command, *arguments):
        return [self.stage.program.run(command, *place, *arguments) for place in (self.here, self.there)]

    def same(self, what, *arguments, codes=(0,), clean=lambda out: out, messages=True):
        """Checks that both say the same; tells how long each took."""
        here, there = self.run(*arguments)
        differences = [first_difference(clean(here.out), clean(there.out))]
        if messages:
            differences.append(first_difference(here.err, there.err))
        if here.code != there.code or here.code not in codes:
            differences.insert(0, f"here {here}; there {there}")
        why = next(filter(None, differences), "")
        self.stage.check(not why, f"{what} ({here.seconds:.1f} s here, {there.seconds:.1f} s there)", why)
        return here, there


def file_of(stage, queries):
    """A file of queries, as `--queries` takes it."""
    path = stage.path(f"{len(queries)} queries.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "query"])
        rows.writerows((f"q{number}", query) for number, query in enumerate(queries))
    return path


def sorted_lines(out):
    return b"\n".join(sorted(out.splitlines()))


def asked(both, queries):
    search, fewer = (["search", "--queries", file_of(both.stage, some)] for some in (queries, queries[:FEWER]))
    for order in ("date", "-date", "speaker", "outlet"):
        # One order with all of them tells what is found; the others tell how it is sorted.
        is_whole = order == "date" or not both.stage.is_quick
        lines = [*(search if is_whole else fewer), *LISTED, *FIELDS, "--sort", order, "--format", "jsonl"]
        here, _ = both.same(f"{QUERIES if is_whole else FEWER} queries by {order}: order, counts, facets, highlights", *lines)
        if order == "date":
            found = len(set(re.findall(rb'"name":"(q\d+)"', here.out)))
            both.stage.check(found > QUERIES // 2, f"{found} of the queries find something", "too few to tell anything")
    both.same(f"{QUERIES} queries by relevance: the same sets", *search, *LISTED, *FIELDS, "--format", "jsonl", clean=sorted_lines)
    both.same(f"{QUERIES} queries, page by page", *search, "-n", "7", "--offset", "3", "--sort", "-date", "--format", "jsonl", *FIELDS)
    both.same(f"{FEWER} queries as tables", *fewer, "-n", "20", "--sort", "date", "--format", "csv")
    both.same(f"{FEWER} queries for people", *fewer, "-n", "3", "--sort", "date", "--by", "date:year")
    both.same("all statements, whole", "search", "*", "-n", "0", "--sort", "outlet", "--format", "jsonl", clean=without_versions)
    both.same("the files of all statements", "search", "*", "--files")


def without_versions(out):
    """Which statements are versions of one utterance is told here alone."""
    return re.sub(rb',"utterance":"[0-9a-f]+"', b"", out)


def once(both, queries):
    """Versions of one utterance taken for one."""
    counts = both.stage.program.run("search", "--queries", file_of(both.stage, queries), "--count", "--format", "jsonl", *both.here).lines()
    few = [query for query, count in zip(queries, counts) if count["total"] <= MOST_TOLD]
    if both.stage.is_quick:
        few = few[:len(few) // 3]
    search = ["search", "--queries", file_of(both.stage, few)]
    fewer = ["search", "--queries", file_of(both.stage, few[:FEWER])]
    counting = ["--facet", "speaker", "--facet", "outlet:0", "--by", "date:month", "--by", "date:day"]
    here, _ = both.same(f"{len(few)} queries, an utterance a hit", *search, "--collapse", "-n", "0", "--sort", "date", "--format", "jsonl")
    n_carried = here.out.count(b'"carried":{')
    both.stage.check(n_carried > 50, f"{n_carried} of the hits stand for several versions", "too few to tell anything")
    n_fewer = len(few[:FEWER])
    both.same(f"{n_fewer} queries, utterances counted", *fewer, "--unique", *counting, "-n", "0", "--sort", "-date", *FIELDS, "--format", "jsonl")
    both.same(f"{n_fewer} queries, utterances counted alone", *fewer, "--unique", "--count", "--format", "csv")
    for order in ("-date",) if both.stage.is_quick else ("-date", "speaker", "outlet"):
        both.same(f"{n_fewer} queries by {order}, an utterance a hit, page by page",
                  *fewer, "--collapse", "--unique", *counting, "-n", "7", "--offset", "3", "--sort", order, "--format", "jsonl")
    both.same(f"{n_fewer} queries for people, an utterance a hit", *fewer, "--collapse", "-n", "3", "--sort", "date")
    everything = both.stage.program.run("search", "*", "--count", "--format", "jsonl", *both.here).lines()[0]["total"]
    if everything > MOST_TOLD:
        refused = both.stage.program.run("search", "*", "--collapse", *both.there)
        both.stage.check(refused.code == 2 and b"narrow it down" in refused.err and refused.seconds < 1,
                         "what is too much to tell utterances among is refused at once", refused)
    else:
        both.same("facets of all utterances", "facets", *COUNTED, "--unique", "--format", "jsonl")
    both.same(f"{FEWER} queries, recent matches first: the same sets", *fewer, "--recent", "30d", "-n", "0", *FIELDS, "--format", "jsonl", clean=sorted_lines)
    both.same("all statements, recent ones first", "search", "*", "--recent", "1y", "-n", "0", *FIELDS, "--format", "csv")


def told_of_others(both):
    """What is told of one statement by others: its like, its versions; and pages of names."""
    lines = both.stage.program.run("search", "*", "-n", "0", "--sort", "date", "--format", "jsonl", *both.here).lines()
    ids = [line["id"] for line in lines[::max(1, len(lines) // 40)]]
    versions = [line["id"] for line in lines if line.get("utterance")]
    versions = versions[::max(1, len(versions) // 20)]
    like = [f"like:{statement}" for statement in ids] + [f"like:{statement} -lang:en" for statement in ids[:5]]
    search = ["search", "--queries", file_of(both.stage, like + [f"utterance:{statement}" for statement in versions])]
    here, _ = both.same(f"what is like {len(ids)} statements, and all versions of {len(versions)}",
                        *search, "-n", "0", "--sort", "date", *FIELDS, "--facet", "speaker", "--format", "jsonl")
    found = {int(number) for number in re.findall(rb'"name":"q(\d+)"', here.out)}
    finding = [query for number, query in enumerate(like) if number in found]
    both.stage.check(len(finding) > len(like) // 2, f"{len(finding)} of them find something", "too few to tell anything")
    both.same("what is like a statement, the likest first: the same set", "search", finding[0], "-n", "0", *FIELDS, "--format", "jsonl", clean=sorted_lines)
    same_of_each(both, f"{len(versions)} utterances traced", [("trace", statement, "--format", "jsonl") for statement in versions])
    facets = both.stage.program.run("facets", "speaker:8", "--format", "json", *both.here).json()["facets"]
    names = [bucket["value"] for bucket in facets["speaker"]]
    asked = [("who", name, "--format", "json") for name in names + [name.split()[-1] for name in names] + ["Nobody at All"]]
    same_of_each(both, f"{len(asked)} pages of speakers, but for what articles and the words of all tell", asked, without_left_out)


def same_of_each(both, what, commands, clean=lambda out: out):
    whys = []
    for command in commands:
        here, there = both.run(*command)
        why = first_difference(clean(here.out), clean(there.out))
        if why or here.code != there.code:
            whys.append(f"{command}: {why or [str(here), str(there)]}")
    both.stage.check(commands and not whys, what, "; ".join(whys[:3]) or "nothing was asked")


def without_left_out(out):
    page = json.loads(out)
    page.pop("took_ms", None)
    if page["speaker"]:
        page["speaker"].update(LEFT_OUT)
    return json.dumps(page, ensure_ascii=False, indent=0).encode()


def saved(both):
    """A saved query tells an utterance once."""
    both.run("saved", "add", "early", "date:..2023")
    runs = [both.run("saved", "run", "early", "--collapse", "--format", "jsonl", "--fields", "id,carried") for _ in range(2)]
    whys = [first_difference(sorted_lines(here.out), sorted_lines(there.out)) or (here.code != there.code and str(there)) for here, there in runs]
    both.stage.check(runs[0][0].out and not any(whys) and not runs[1][1].out, "a saved query tells each utterance once", whys)


def counted(both, queries):
    both.same(f"{QUERIES} queries: counts", "search", "--queries", file_of(both.stage, queries), "--count", "--format", "jsonl")
    some, whys = queries[:8], []
    for query in some:
        for form in ("jsonl", "csv", "human"):
            here, there = both.run("facets", *COUNTED, "--format", form, "--", query)
            why = first_difference(here.out, there.out)
            if why or here.code != there.code:
                whys.append(f"{query} as {form}: {why or [str(here), str(there)]}")
    both.stage.check(not whys, f"facets of {len(some)} queries, of all fields, in every format", "; ".join(whys[:3]))
    both.same("facets of all statements", "facets", *COUNTED, "--format", "jsonl")


def shown(both, folder):
    """The articles are not there, so they must not be here either."""
    ids = [line["id"] for line in both.stage.program.run(
        "search", "*", "-n", "20", "--offset", "100", "--sort", "date", "--format", "jsonl", "--fields", "id", *both.here).lines()]
    # Stories and versions are told here alone.
    without = {"human": lambda out: re.sub(rb"(?m)^\d+ other versions?: .*\n\n?|^also carried .*\n(^ .*\n)*\n?|\n^also in\n(^ .*\n)+", b"", out),
               "json": lambda out: re.sub(rb'"cluster":.*', b"", without_versions(out)), "jsonl": without_versions}
    moved = folder + ".away"
    if not both.stage.corpus:
        os.rename(folder, moved)
    try:
        for form in ("human", "json", "jsonl", "csv", "tsv"):
            whys = []
            for statement in ids:
                here, there = both.run("show", statement, "--format", form)
                clean = without.get(form, lambda out: out)
                why = first_difference(clean(here.out), clean(there.out))
                if why or here.code != there.code:
                    whys.append(f"{statement}: {why or [str(here), str(there)]}")
            if form in ("human", "json") and both.stage.corpus:
                continue
            both.stage.check(len(ids) == 20 and not whys, f"twenty statements shown as {form}", "; ".join(whys[:2]))
    finally:
        if not both.stage.corpus:
            os.rename(moved, folder)
    both.same("what no statement has for an id", "show", "ffffffffffffffff", codes=(1, 2))


def wrong(both):
    """Queries that the language's documentation calls wrong."""
    with open(DOCUMENTED, encoding="utf-8") as file:
        block = re.search(r"```query-error\n(.*?)```", file.read(), re.S).group(1)
    queries = [line.split("  => ")[0] for line in block.splitlines()]
    whys = []
    for query in queries:
        for form in ("human", "jsonl"):
            here, there = both.run("search", "--format", form, "--", query)
            if (here.code, here.out, here.err) != (there.code, there.out, there.err) or here.code != 2:
                whys.append(f"{query}: {first_difference(here.err, there.err) or here}")
    both.stage.check(not whys, f"{len(queries)} wrong queries are refused in the same words", "; ".join(whys[:3]))
