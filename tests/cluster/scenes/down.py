"""Searches while nodes are down: the same answer, or what is missing; never a part of the answer."""
import time
from concurrent.futures import ThreadPoolExecutor

from articles import write_folder
from statements import write_lines

ARTICLES = 150
# So many that the program has read a few pages of them when nobody takes more of its lines.
STATEMENTS = 10_000
SEARCH = ["search", "bridge OR мост OR 港口 OR الجسر", "-n", "0", "--sort", "date", "--facet", "speaker", "--by", "date:month", "--format", "jsonl"]
# Whoever waits for an answer hears within that time that there is none.
SECONDS = 10


def run(stage):
    if len(stage.cluster.nodes) < 3:
        stage.note("SKIPPED: searches while nodes are down need three nodes")
        return
    here = ["--index", stage.path("index")]
    folder = stage.path("articles")
    write_folder(folder, ARTICLES, stage.seed + 2)
    stage.program.run("index", folder, "--quiet", *here)
    urls = {}
    for replicas in (0, 1):
        index = stage.new_index(f"down-{replicas}")
        urls[replicas] = stage.cluster.address(index)
        done = stage.program.run("push", urls[replicas], "--shards", "3", "--replicas", str(replicas), *here)
        stage.check(done.code == 0, f"pushed into an index with {replicas} copies", done)
    stage.cluster.whole()
    whole = stage.program.run(*SEARCH, "--at", urls[1]).out
    stage.check(len(whole.splitlines()) > 100, "a search finds something")
    one_node(stage, urls[1], whole)
    no_copy(stage, urls[0], whole)
    no_majority(stage, urls[1], whole)
    all_nodes(stage, urls[1], whole)
    between_pages(stage)
    for url in urls.values():
        stage.cluster.remove(url.rsplit("/")[-1])


def answers(stage, what, url, whole):
    done = stage.program.run(*SEARCH, "--at", url)
    stage.check(done.code == 0 and done.out == whole and not done.err, f"{what}: the same answer, in {done.seconds:.1f} s", done)


def refuses(stage, what, url, arguments, *told):
    """No answer, not even a part of it; and in time a message that tells why."""
    done = stage.program.run(*arguments, "--at", url)
    right = done.code == 2 and not done.out and all(word in done.err for word in told) and done.err.count(b"\n") <= 3
    stage.check(right, f"{what}: exit code 2, and {told[0].decode()!r}", f"{done}; {len(done.out)} bytes of an answer")
    stage.check(done.seconds < SECONDS, f"{what}: told after {done.seconds:.1f} s", f"more than {SECONDS}")


def one_node(stage, url, whole):
    for number in (1, 2, 3):
        stage.cluster.stop(number)
        answers(stage, f"node {number} is down", url, whole)
        stage.cluster.start(number)
        answers(stage, f"node {number} is back", url, whole)
        # So that no part of the index is without its copy when the next one stops.
        stage.cluster.whole()
    # While they go and come, nothing else is told than the answer.
    wrong, n_asked = [], 0

    def restart():
        for number in (1, 2, 3):
            stage.cluster.stop(number)
            time.sleep(0.5)
            stage.cluster.start(number)
            stage.cluster.whole()

    with ThreadPoolExecutor() as pool:
        restarted = pool.submit(restart)
        while not restarted.done():
            done = stage.program.run(*SEARCH, "--at", url)
            n_asked += 1
            if done.code != 0 or done.out != whole:
                wrong.append(str(done) if done.code == 2 and not done.out else f"ANOTHER ANSWER: {done}")
        restarted.result()
    stage.check(not any("ANOTHER" in one for one in wrong), f"{n_asked} searches while nodes go and come: no other answer", wrong[:2])
    stage.check(not wrong, f"{n_asked} searches while nodes go and come: each is answered", f"{len(wrong)} are not: {wrong[:2]}")


def no_copy(stage, url, whole):
    stage.cluster.whole()
    stage.cluster.stop(2)
    missing = b"cannot ask all of its index at the moment"
    refuses(stage, "a part has no copy, search", url, SEARCH, missing)
    refuses(stage, "a part has no copy, count", url, ["search", "*", "--count"], missing)
    refuses(stage, "a part has no copy, one page", url, ["search", "*", "-n", "3"], missing)
    refuses(stage, "a part has no copy, read one by one", url, ["search", "bridge NEAR/5 winter"], missing)
    refuses(stage, "a part has no copy, facets", url, ["facets", "speaker"], missing)
    refuses(stage, "a part has no copy, show", url, ["show", "0000"], missing)
    refuses(stage, "a part has no copy, all hits", url, ["search", "*", "-n", "0", "--sort", "date", "--format", "csv"], missing)
    # It would keep a part that has moved from being opened again.
    n_open = stage.cluster.kept_open()
    stage.check(n_open == 0, "a part has no copy: nothing is left open by searches that are refused", f"{n_open} are")
    stage.cluster.whole()
    answers(stage, "the part is back", url, whole)


def no_majority(stage, url, whole):
    stage.cluster.stop(3)
    stage.cluster.stop(2)
    refuses(stage, "two nodes of three are down", url, SEARCH, b"cannot ask all of its index at the moment")
    stage.cluster.whole()
    answers(stage, "they are back", url, whole)


def all_nodes(stage, url, whole):
    for number in (1, 2, 3):
        stage.cluster.stop(number)
    refuses(stage, "all nodes are down, search", url, SEARCH, b"nobody answers at")
    refuses(stage, "all nodes are down, facets", url, ["facets", "speaker"], b"nobody answers at")
    done = stage.program.run("push", url, "--index", stage.path("index"))
    stage.check(done.code == 2 and b"nobody answers at" in done.err and done.seconds < SECONDS, f"all nodes are down, push: told after {done.seconds:.1f} s", done)
    stage.cluster.whole()
    answers(stage, "all are back", url, whole)


def between_pages(stage):
    """A node stops while a long answer is read, which lies in a moment of the index that goes with the node."""
    lines = stage.path("statements.jsonl")
    write_lines(lines, STATEMENTS, stage.seed)
    listed = ["search", "*", "-n", "0", "--sort", "date", "--fields", "id", "--format", "jsonl"]
    for replicas in (1, 0):
        index = stage.new_index("down-pages")
        url = stage.cluster.address(index)
        with open(lines, "rb") as file:
            stage.program.run("push", url, "-", "--shards", "3", "--replicas", str(replicas), stdin=file)
        stage.cluster.whole()
        whole = stage.program.run(*listed, "--at", url).out
        stage.check(whole.count(b"\n") == STATEMENTS, f"{STATEMENTS} statements are listed")
        for number in (1, 2, 3):
            process = stage.program.start(*listed, "--at", url)
            out = process.stdout.readline()
            stage.cluster.stop(number)
            rest, err = process.communicate()
            out += rest
            if replicas > 0:
                right, what = process.returncode == 0 and out == whole, "the same answer"
            else:
                right, what = process.returncode == 2 and b"cannot ask all" in err and whole.startswith(out), "an error"
            stage.check(right, f"node {number} stops while an answer is read, {replicas} copies: {what}",
                        f"exit code {process.returncode}, {len(out.splitlines())} lines, {err.decode()[:400]}")
            stage.cluster.whole()
        stage.cluster.remove(index)
