"""An engine that is too busy, loses connections and takes no large requests: pushes end complete and without duplicates."""
from scenes.cut import complete, push
from servers import MOODS, Moody, serving
from statements import write_lines

# So many times fewer statements than where a push is cut: each is offered several times.
FEWER = 4
SHARE = 0.25


def run(stage):
    lines = stage.path("statements.jsonl")
    ids = write_lines(lines, stage.n_statements // FEWER, stage.seed)
    index = stage.new_index("busy")
    moody = Moody(stage.cluster.nodes[0], stage.seed, SHARE)
    with serving(moody.serve) as url:
        done = push(stage, f"{url}/{index}", lines)
        stage.note(", ".join(f"{what}: {count}" for what, count in sorted(moody.did.items())))
        stage.check({*MOODS, "too large"} <= set(moody.did), "it was in every mood", moody.did)
        told(stage, "the push", done, len(ids))
        complete(stage, "the push", index, ids)
        again = push(stage, f"{url}/{index}", lines)
        summary = told(stage, "pushed again", again, len(ids))
        stage.check(summary and summary["created"] == 0, "nothing is created again", summary)
        complete(stage, "pushed again", index, ids)
        answers(stage, f"{url}/{index}", stage.cluster.address(index))
    stage.cluster.remove(index)


def told(stage, what, done, n):
    try:
        summary = done.json()
    except ValueError:
        return stage.check(False, f"{what} comes to its end", done)
    counts = {name: summary[name] for name in ("created", "updated", "unchanged", "refused")}
    stage.check(done.code == 0 and sum(counts.values()) == summary["total"] == n and counts["refused"] == 0 and not done.err,
                f"{what} comes to its end in {done.seconds:.1f} s: {counts}", f"{summary}, {done}")
    return summary


def answers(stage, moody, calm):
    """Searches through the same, too: the right answer, or none."""
    right = wrong = 0
    search = ["search", "bridge", "-n", "0", "--sort", "date", "--facet", "speaker", "--format", "jsonl"]
    expected = stage.program.run(*search, "--at", calm).out
    for _ in range(20):
        done = stage.program.run(*search, "--at", moody)
        right += done.code == 0 and done.out == expected
        wrong += done.code == 0 and done.out != expected
    stage.check(wrong == 0 and right > 10, f"{right} of 20 searches through it are answered, none wrongly", f"{right} right, {wrong} wrong")
