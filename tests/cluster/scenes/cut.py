"""Pushes that are cut, in every way: the same command goes on, and in the end each statement is there once."""
import itertools
import random
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from statements import write_lines

KILLS = 10
# As many as an engine takes in a second, about; it passes over what is there at the same rate.
RATE = 4_000


def run(stage):
    lines = stage.path("statements.jsonl")
    ids = write_lines(lines, stage.n_statements, stage.seed)
    killed(stage, lines, ids)
    interrupted(stage, lines, ids)
    waiting(stage)
    two(stage, lines, ids)
    removed(stage, lines, ids)
    if len(stage.cluster.nodes) > 1:
        node_lost(stage, lines, ids)
    else:
        stage.note("SKIPPED: a node that stops, for there is one alone")


def complete(stage, what, index, ids):
    """Whether exactly these statements are there, asked of the engine and of the program."""
    there = stage.cluster.ids(index)
    stage.check(sorted(there) == sorted(ids), f"{what}: exactly {len(ids)} statements, none twice",
                f"{len(there)} there, {len(set(there))} different, {len(set(ids) - set(there))} missing")
    url = stage.cluster.address(index)
    count = stage.program.run("search", "*", "--at", url, "--count").out.strip()
    stage.check(count == str(len(ids)).encode(), f"{what}: `--count` says so", count)


def pushed(stage, what, done, n, is_alone=True):
    """Whether a push that came to its end tells of all statements."""
    try:
        told = done.json()
    except ValueError:
        return stage.check(False, f"{what}: the push comes to its end", done)
    adds_up = told["created"] + told["unchanged"] == n and told["updated"] == told["refused"] == told["unread"] == 0
    right = done.code == 0 and adds_up and (told["total"] == n or not is_alone)
    stage.check(right, f"{what}: {told['created']} sent and {told['unchanged']} there already, in {done.seconds:.1f} s", f"{done.code} {told}")
    return told


def push(stage, url, lines, **how):
    with open(lines, "rb") as file:
        return stage.program.run("push", url, "-", "--shards", "3", "--format", "json", stdin=file, **how)


def killed(stage, lines, ids):
    index, chance = stage.new_index("cut-killed"), random.Random(stage.seed)
    url = stage.cluster.address(index)
    counts, codes = [0], []
    for _ in range(KILLS):
        with open(lines, "rb") as file:
            # While it passes over what is there, or somewhere behind.
            seconds = chance.uniform(0.1, (counts[-1] + 2 * len(ids) / KILLS) / RATE)
            done = stage.program.run_until(seconds, signal.SIGKILL, "push", url, "-", "--shards", "3", stdin=file)
        codes.append(done.code)
        counts.append(len(stage.cluster.ids(index)) if stage.cluster.has(index) else 0)
    # One that came to its end before it was killed proves nothing.
    stage.check(codes.count(-signal.SIGKILL) > KILLS // 2, f"{codes.count(-signal.SIGKILL)} of {KILLS} pushes are killed", codes)
    stage.note(f"there after each: {counts[1:]}")
    stage.check(counts == sorted(counts), "what had arrived stays", counts)
    pushed(stage, "after the kills", push(stage, url, lines), len(ids))
    complete(stage, "after the kills", index, ids)
    told = pushed(stage, "pushed again", push(stage, url, lines), len(ids))
    stage.check(told and told["created"] == 0, "nothing is created again", told)
    stage.cluster.remove(index)


def interrupted(stage, lines, ids):
    index = stage.new_index("cut-interrupted")
    url = stage.cluster.address(index)
    told = 0
    for seconds in (0.5, 1.0):
        with open(lines, "rb") as file:
            done = stage.program.run_until(seconds, signal.SIGINT, "push", url, "-", "--shards", "3", "--format", "json", stdin=file)
        if done.code == 0:
            stage.note(f"it had come to its end after {seconds} s")
            continue
        try:
            summary = done.json()
        except ValueError:
            summary = {"created": 0, "unchanged": 0, "total": -1, "stopped": False}
        arrived = len(stage.cluster.ids(index)) if stage.cluster.has(index) else -1
        told = summary["created"] + summary["unchanged"]
        right = done.code == 130 and summary["stopped"] and told <= arrived and summary["total"] == arrived
        stage.check(right, f"Ctrl-C after {seconds} s: exit code 130, the {told} that are told have arrived", f"{summary}, {arrived} there; {done}")
        stage.check(done.seconds < seconds + 5, f"it ends {done.seconds - seconds:.1f} s later")
    pushed(stage, "after Ctrl-C", push(stage, url, lines), len(ids))
    complete(stage, "after Ctrl-C", index, ids)
    stage.cluster.remove(index)


def waiting(stage):
    """Ctrl-C while nothing comes on standard input."""
    index = stage.new_index("cut-waiting")
    url = stage.cluster.address(index)
    process = stage.program.start("push", url, "-", "--format", "json", stdin=subprocess.PIPE)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    try:
        code = process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        code = "it waits still after 10 s"
    process.communicate()
    stage.check(code == 130, "Ctrl-C ends a push that waits for standard input", code)
    stage.cluster.remove(index)


def two(stage, lines, ids):
    """Two pushes of the same statements at the same time."""
    index = stage.new_index("cut-two")
    url = stage.cluster.address(index)
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda _: push(stage, url, lines), range(2)))
    told = [pushed(stage, "two at once", done, len(ids), is_alone=False) for done in both]
    stage.check(all(told) and sum(one["created"] for one in told) <= len(ids), "two at once: none is created by both", told)
    complete(stage, "two at once", index, ids)
    stage.cluster.remove(index)


def removed(stage, lines, ids):
    """Somebody removes the index while a push goes on: it is not made anew with a mapping that the engine guesses."""
    index = stage.new_index("cut-removed")
    url = stage.cluster.address(index)
    with ThreadPoolExecutor() as pool:
        going = pool.submit(push, stage, url, lines)
        while not going.done() and not stage.cluster.count(index):
            time.sleep(0.05)
        stage.check(not going.done(), "the index is removed while a push goes on")
        stage.cluster.remove(index)
        done = going.result()
    told = f"has no index `{index}`".encode()
    stage.check(done.code == 2 and told in done.err and not done.out, "the push ends and says that the index is not there", done)
    stage.check(not stage.cluster.has(index) and not stage.cluster.has(f"{index}-writes"), "none was made in its place")
    pushed(stage, "after the index was removed", push(stage, url, lines), len(ids))
    complete(stage, "after the index was removed", index, ids)
    stage.cluster.remove(index)


def node_lost(stage, lines, ids):
    """Nodes stop and start while a push goes on: the one that it speaks to, and the others."""
    index = stage.new_index("cut-node")
    url, stops = stage.cluster.address(index), 0
    with ThreadPoolExecutor() as pool:
        going = pool.submit(push, stage, url, lines)
        time.sleep(0.7)
        for number in itertools.cycle((1, 2, 3)):
            if going.done():
                break
            stage.cluster.stop(number)
            stops += 1
            time.sleep(0.5)
            # So that no part of the index is without its copy when the next one stops.
            stage.cluster.whole()
        done = going.result()
    stage.check(stops > 0, f"{stops} times a node stops and starts while it is pushed")
    pushed(stage, "with nodes that stop", done, len(ids))
    complete(stage, "with nodes that stop", index, ids)
    again = pushed(stage, "pushed again", push(stage, url, lines), len(ids))
    stage.check(again and again["created"] == 0, "nothing was lost with the nodes", again)
    stage.cluster.remove(index)
