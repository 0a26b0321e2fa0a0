#!/usr/bin/env python3
"""check.py: what `dixit push` and `--at` must survive on a real cluster of OpenSearch, or one node of Elasticsearch.

    .ci/cluster tests/cluster/check.py [--only SCENE]… [--statements N] [--corpus DIR] [--seed N] [--quick]

Scenes, all by default; each is a file in scenes/:
    same    300 queries, facets, single statements, wrong queries: the same answers as from an index here
    push    statements from the index, from articles and from standard input arrive; bad lines are named; changes follow
    cut     pushes cut by a node that stops, by SIGKILL and by Ctrl-C end complete and without duplicates; what becomes of one
            whose index is removed
    down    searches while nodes are down answer the same, or say clearly what is missing
    wrong   what is no engine, no index of dixit's, no JSON: a message, exit code 2, and no password
    busy    an engine that is too busy, cuts connections and takes no large requests

The cluster is in DIXIT_CLUSTER and DIXIT_CLUSTER_CONTROL (`.ci/cluster` starts one), the program in DIXIT. The articles are made
here; with --corpus, the scene `same` indexes a folder of real ones. Needs Python 3.8 and nothing else.
"""
import argparse
import importlib
import os
import sys
import tempfile
import time

# No leftovers beside the sources.
sys.dont_write_bytecode = True

from harness import Cluster, Program, Report, Stage

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCENES = ["same", "push", "cut", "down", "wrong", "busy"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=SCENES, help="this scene (repeatable)")
    parser.add_argument("--statements", type=int, default=20_000, help="how many are pushed where pushes are cut")
    parser.add_argument("--corpus", help="a folder of articles for the scene `same`")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="all queries of `same` in one order, some of them in the others")
    arguments = parser.parse_args()
    nodes = os.environ.get("DIXIT_CLUSTER", "").split()
    if not nodes:
        print("check.py: DIXIT_CLUSTER names no cluster; run it as `.ci/cluster tests/cluster/check.py`", file=sys.stderr)
        return 2
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        program = Program(os.path.abspath(os.environ.get("DIXIT") or os.path.join(ROOT, "target", "release", "dixit")), folder)
        cluster = Cluster(nodes, os.environ.get("DIXIT_CLUSTER_CONTROL"))
        for scene in arguments.only or SCENES:
            begun = time.monotonic()
            print(f"{scene}:", flush=True)
            own = os.path.join(folder, scene)
            os.mkdir(own)
            try:
                cluster.whole()
                importlib.import_module(f"scenes.{scene}").run(Stage(program, cluster, own, report, arguments))
            except Exception as error:  # The other scenes are played all the same.
                report.check(False, f"the scene `{scene}` is played to its end", f"{type(error).__name__}: {error}")
            report.note(f"took {time.monotonic() - begun:.0f} s")
    print(f"{report.failures} checks failed" if report.failures else "all checks passed")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
