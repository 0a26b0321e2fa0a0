"""Pushes that are cut, in every way: the same command goes on, and in the end each statement is there once."""
import random
import signal
import threading
import time

from statements import write_lines

KILLS = 10
# As many as an engine takes in a second, about; the kills are spread over the time that follows from it.
RATE = 4_000


def run(stage):
    lines = stage.path("statements.jsonl")
    ids = write_lines(lines, stage.n_statements, stage.seed)
    killed(stage, lines, ids)
    interrupted(stage, lines, ids)
    waiting(stage)
    two(stage, lines, ids)
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


def pushed(stage, what, done, n, made_by_others=False):
    """Whether a push that came to its end tells of all statements."""
    try:
        told = done.json()
    except ValueError:
        return stage.check(False, f"{what}: the push comes to its end", done)
    adds_up = told["created"] + told["unchanged"] == n and told["updated"] == told["refused"] == told["unread"] == 0
    right = done.code == 0 and adds_up and (told["total"] == n or made_by_others)
    stage.check(right, f"{what}: {told['created']} sent and {told['unchanged']} there already, in {done.seconds:.1f} s", f"{done.code} {told}")
    return told


def push(stage, url, lines, **how):
    with open(lines, "rb") as file:
        return stage.program.run("push", url, "-", "--shards", "3", "--format", "json", stdin=file, **how)


def killed(stage, lines, ids):
    index, chance = stage.new_index("cut-killed"), random.Random(stage.seed)
    url = stage.cluster.address(index)
    counts, codes = [], []
    for _ in range(KILLS):
        with open(lines, "rb") as file:
            # A push that goes on passes quickly over what is there.
            seconds = chance.uniform(0.05, len(ids) / RATE)
            done = stage.program.run_until(seconds, signal.SIGKILL, "push", url, "-", "--shards", "3", stdin=file)
        codes.append(done.code)
        counts.append(len(stage.cluster.ids(index)) if stage.cluster.has(index) else 0)
    # One that came to its end before it was killed proves nothing.
    stage.check(codes.count(-signal.SIGKILL) > KILLS // 2, f"{codes.count(-signal.SIGKILL)} of {KILLS} pushes are killed", codes)
    stage.note(f"there after each: {counts}")
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
    url = stage.cluster.address(stage.new_index("cut-waiting"))
    process = stage.program.start("push", url, "-", "--format", "json", stdin=-1)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=10)
    except Exception:  # It waits still: it gets something to read, so that it ends.
        stage.check(False, "Ctrl-C ends a push that waits for standard input", "it waits still after 10 s")
        process.kill()
    else:
        stage.check(process.returncode == 130, "Ctrl-C ends a push that waits for standard input", process.returncode)
    process.communicate()
    stage.cluster.remove("check-cut-waiting")


def two(stage, lines, ids):
    """Two pushes of the same statements at the same time."""
    index, done = stage.new_index("cut-two"), []
    url = stage.cluster.address(index)
    threads = [threading.Thread(target=lambda: done.append(push(stage, url, lines))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [pushed(stage, "two at once", one, len(ids), made_by_others=True) for one in done]
    stage.check(all(told) and sum(one["created"] for one in told) <= len(ids), "two at once: none is created by both", told)
    complete(stage, "two at once", index, ids)
    stage.cluster.remove(index)


def node_lost(stage, lines, ids):
    """Nodes stop and start while a push goes on: the one that it speaks to, and the others."""
    index = stage.new_index("cut-node")
    url, done = stage.cluster.address(index), []
    thread = threading.Thread(target=lambda: done.append(push(stage, url, lines)))
    thread.start()
    stops = 0
    time.sleep(0.7)
    for number in (1, 2, 3):
        if not thread.is_alive():
            break
        stage.cluster.stop(number)
        stops += 1
        time.sleep(0.5)
        stage.cluster.start(number)
    thread.join()
    stage.cluster.whole()
    stage.check(stops > 0, f"{stops} nodes stop and start while it is pushed")
    pushed(stage, "with nodes that stop", done[0], len(ids))
    complete(stage, "with nodes that stop", index, ids)
    again = pushed(stage, "pushed again", push(stage, url, lines), len(ids))
    stage.check(again and again["created"] == 0, "nothing was lost with the nodes", again)
    stage.cluster.remove(index)
