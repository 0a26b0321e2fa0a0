"""What the scenes work with: the program, the cluster, and what is told of a check."""
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

# Nothing of a scene takes that long, in seconds.
LONGEST = 600
# Half minutes until a cluster is whole again, at most.
PATIENCE = 10


class Done:
    """A run of the program that has ended."""

    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __str__(self):
        return f"exit code {self.code}, {self.err.decode(errors='replace').strip()[-600:] or 'nothing on standard error'}"


class Program:
    """dixit, without the settings of who runs the test."""

    def __init__(self, path, home):
        self.path = path
        self.environment = {name: told for name, told in os.environ.items() if not name.startswith(("DIXIT_", "XDG_"))}
        self.environment.update(HOME=home, NO_PROXY="127.0.0.1")

    def start(self, *arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, environment=None):
        return subprocess.Popen([self.path, *arguments], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE,
                                env={**self.environment, **(environment or {})})

    def run(self, *arguments, stdin=None, environment=None, timeout=LONGEST):
        """Runs it with bytes, or an open file, on standard input."""
        begun = time.monotonic()
        given = subprocess.PIPE if isinstance(stdin, bytes) else stdin or subprocess.DEVNULL
        process = self.start(*arguments, stdin=given, environment=environment)
        try:
            out, err = process.communicate(stdin if isinstance(stdin, bytes) else None, timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            err += f"\nstill not at its end after {timeout} s".encode()
        return Done(process.returncode, out, err, time.monotonic() - begun)

    def run_until(self, seconds, sign, *arguments, stdin=None):
        """Runs it, and sends it a signal after so many seconds, if it has not ended by then."""
        begun = time.monotonic()
        process = self.start(*arguments, stdin=stdin or subprocess.DEVNULL)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(sign)
            try:
                out, err = process.communicate(timeout=LONGEST if sign == signal.SIGKILL else 60)
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                err += b"\nstill not at its end 60 s after the signal"
        return Done(process.returncode, out, err, time.monotonic() - begun)


class Cluster:
    """The nodes, asked directly: what is there is not told by the program that is tested."""

    def __init__(self, nodes, control):
        self.nodes, self.control = nodes, control
        self.running = set(range(1, len(nodes) + 1))
        self.is_opensearch = self.ask("GET", "/")["version"].get("distribution") == "opensearch"

    def address(self, index, nodes=None):
        """What `push` and `--at` take; the numbers of the nodes begin at 1."""
        return ",".join(self.nodes[number - 1] for number in nodes or range(1, len(self.nodes) + 1)) + "/" + index

    def ask(self, method, path, body=None, missing=None):
        """Asks the first node that runs; `missing` is the answer for what is not there."""
        data = None if body is None else json.dumps(body).encode()
        node = self.nodes[min(self.running) - 1]
        request = urllib.request.Request(node + path, data, {"content-type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 404 and missing is not None:
                return missing
            raise AssertionError(f"{method} {path}: {error.code} {error.read()[:4000]}") from error

    def command(self, *words):
        request = urllib.request.Request("/".join([self.control, *map(str, words)]), b"", method="POST")
        urllib.request.urlopen(request, timeout=180).close()

    def stop(self, number):
        self.running.discard(number)
        self.command("stop", number)

    def start(self, number):
        self.command("start", number)
        self.running.add(number)

    def whole(self):
        """Starts what is stopped, and waits until nothing is missing."""
        for number in range(1, len(self.nodes) + 1):
            if number not in self.running:
                self.start(number)
        status = "green" if len(self.nodes) > 1 else "yellow"
        condition = f"wait_for_status={status}&wait_for_nodes={len(self.nodes)}"
        # A copy that is made anew while much is written takes its time.
        for _ in range(PATIENCE):
            try:
                return self.ask("GET", f"/_cluster/health?{condition}&timeout=30s")
            except AssertionError as error:
                last = error
                why = self.why_not_whole()
            # What could not be opened five times is left alone until somebody asks for it.
            self.ask("POST", "/_cluster/reroute?retry_failed=true&metric=none")
        raise AssertionError(f"{last}\nwhy: {why}")

    def why_not_whole(self):
        """What the cluster says of the first part that is nowhere."""
        try:
            return json.dumps(self.ask("GET", "/_cluster/allocation/explain", missing={}))
        except AssertionError as error:
            return str(error)

    def remove(self, index):
        self.ask("DELETE", f"/{index}", missing={})

    def kept_open(self):
        """How many moments of an index, or searches, the nodes that run keep for somebody who may go on with them."""
        nodes = self.ask("GET", "/_nodes/stats/indices/search")["nodes"].values()
        return sum(node["indices"]["search"]["open_contexts"] for node in nodes)

    def has(self, index):
        return self.ask("GET", f"/{index}/_mapping", missing={}) != {}

    def count(self, index):
        """How many documents are there, as far as they can be found; none where there is no index."""
        self.ask("POST", f"/{index}/_refresh", missing={})
        return self.ask("GET", f"/{index}/_count", missing={"count": 0})["count"]

    def ids(self, index):
        """The ids of all documents, with those that are there twice."""
        self.ask("POST", f"/{index}/_refresh")
        body = {"size": 10_000, "_source": False, "sort": ["_doc"]}
        answer, ids = self.ask("POST", f"/{index}/_search?scroll=1m", body), []
        while answer["hits"]["hits"]:
            if answer["_shards"]["successful"] < answer["_shards"]["total"]:
                raise AssertionError("a part of the index is missing")
            ids += [hit["_id"] for hit in answer["hits"]["hits"]]
            answer = self.ask("POST", "/_search/scroll", {"scroll": "1m", "scroll_id": answer["_scroll_id"]})
        self.ask("DELETE", "/_search/scroll", {"scroll_id": [answer["_scroll_id"]]})
        return ids


class Report:
    """One line for each check."""

    def __init__(self):
        self.failures = 0

    def check(self, right, what, why=""):
        """Says whether `what` is so; `why` is what was found in its place."""
        if right:
            print(f"ok    {what}", flush=True)
        else:
            self.failures += 1
            print(f"FAIL  {what}: {why}", flush=True)
        return bool(right)

    def note(self, what):
        print(f"      {what}", flush=True)


class Stage:
    """All that a scene has."""

    def __init__(self, program, cluster, folder, report, arguments):
        self.program, self.cluster, self.folder, self.report = program, cluster, folder, report
        self.check, self.note = report.check, report.note
        self.n_statements, self.corpus, self.seed = arguments.statements, arguments.corpus, arguments.seed
        self.is_quick = arguments.quick

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def new_index(self, name):
        """The name of an index of the cluster that is not there."""
        name = f"check-{name}"
        self.cluster.remove(name)
        return name


def first_difference(left, right):
    """The first line in which two outputs differ, or nothing."""
    left, right = left.splitlines(), right.splitlines()
    for number, (one, other) in enumerate(zip(left, right), 1):
        if one != other:
            return f"line {number}: {one[:400]!r} here, {other[:400]!r} there"
    if len(left) != len(right):
        return f"{len(left)} lines here, {len(right)} there"
    return ""
