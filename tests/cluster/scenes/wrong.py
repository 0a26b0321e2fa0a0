"""What answers is no engine, or not as one should: a message, exit code 2, nothing on standard output, and no password."""
import concurrent.futures
import contextlib
import json

from articles import write_folder
from servers import an_engine, listening, serving, silent, unused

SECRET = {"DIXIT_USER": "reader", "DIXIT_PASSWORD": "correct-horse-battery"}
KEY = {"DIXIT_API_KEY": "c2VjcmV0OmtleQ=="}
SECONDS = 15
# A message, its help, and no page of an error.
MOST_LINES, MOST_BYTES = 4, 900


def run(stage):
    folder = stage.path("articles")
    write_folder(folder, 20, stage.seed)
    stage.program.run("index", folder, "--quiet", "--index", stage.path("index"))
    nobody(stage)
    others(stage)
    indexes(stage)
    bad_answers(stage)


def refused(stage, what, url, *told, push=True, environment=None):
    """Each command that can be given an address says the same."""
    commands = [("search", ["search", "bridge", "--at", url]), ("facets", ["facets", "speaker", "--at", url, "--format", "csv"]),
                ("show", ["show", "0123", "--at", url, "--format", "jsonl"])]
    if push:
        commands.append(("push", ["push", url, "--index", stage.path("index"), "--format", "json"]))

    def ask(command):
        return stage.program.run(*command, environment={**SECRET, **(environment or {})}, timeout=60)

    # All at once: most of the time they wait.
    with concurrent.futures.ThreadPoolExecutor() as pool:
        runs = list(pool.map(ask, (command for _, command in commands)))
    whys = []
    for (name, _), done in zip(commands, runs):
        text = done.err.decode(errors="replace")
        faults = [f"exit code {done.code}"] if done.code != 2 else []
        faults += ["something on standard output"] if done.out else []
        faults += [f"{word!r} is not told" for word in told if word not in text]
        faults += ["a password is shown"] if "correct-horse" in text or "secret" in text or KEY["DIXIT_API_KEY"] in text else []
        faults += ["more than one glance"] if text.count("\n") > MOST_LINES or len(text) > MOST_BYTES else []
        faults += [f"told after {done.seconds:.0f} s"] if done.seconds > SECONDS else []
        if faults:
            whys.append(f"{name}: {', '.join(faults)}: {text.strip()[:400]}")
    stage.check(not whys, what, "; ".join(whys))


def nobody(stage):
    refused(stage, "nobody at the port", unused() + "/news", "nobody answers at")
    refused(stage, "nobody at several ports", unused() + "," + unused() + "/news", "nobody answers at")
    refused(stage, "a host that is not there", "http://no-such-host.invalid:9200/news", "no-such-host.invalid")
    refused(stage, "https where none is spoken", stage.cluster.address("news", [1]).replace("http:", "https:"), "nobody answers at")
    for url, told in [
        ("127.0.0.1:9200/news", "neither http:// nor https://"), ("http://reader:secret@127.0.0.1:9200/news", "a password in it"),
        ("http://127.0.0.1:9200/News", "small letters"), ("http://127.0.0.1:9200/_all", "small letters"),
        ("http://127.0.0.1:9200/a,http://127.0.0.1:9201/b", "two indexes"), ("http:///news", "names no host"), ("", "neither http://"),
        ("http://127.0.0.1:99999/news", "127.0.0.1:99999"),
    ]:
        refused(stage, f"no address: {url.replace('secret', '…')!r}", url, told)


def others(stage):
    page = lambda status: lambda handler: handler.answer(status, b"<html><h1>Welcome</h1>" + b"x" * 5000 + b"</html>", "text/html")
    none = "neither OpenSearch nor Elasticsearch nor Quickwit"
    moved = lambda handler: (handler.send_response(302), handler.send_header("location", "/login"), handler.send_header("content-length", "0"), handler.end_headers())
    for what, serve, told in [
        ("a web server", page(200), none), ("a web server with nothing there", page(404), none), ("a server that sends elsewhere", moved, none),
        ("JSON of something else", lambda handler: handler.answer(200, {"version": "1", "name": "another"}), none),
        ("a server that fails", page(500), ""), ("a proxy that finds nobody", page(502), ""),
        ("who is asked for a name (401)", lambda handler: handler.answer(401, {"error": {"reason": "missing authentication credentials"}, "status": 401}), "status 401"),
        ("who may not (403)", lambda handler: handler.answer(403, b"Forbidden", "text/plain"), "status 403"),
    ]:
        with serving(serve) as url:
            refused(stage, what, url + "/news", told)
    with serving(lambda handler: handler.answer(401, {"error": "Unauthorized"})) as url:
        refused(stage, "a key that is not taken", url + "/news", "DIXIT_API_KEY", environment=KEY)

    def chatty(connection):
        with contextlib.suppress(OSError), connection:
            connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
            connection.recv(1000)

    def rude(connection):
        with contextlib.suppress(OSError), connection:
            connection.recv(10)

    for what, meet in [("what speaks no HTTP", chatty), ("what hangs up", rude), ("what never says a word", silent)]:
        with listening(meet) as url:
            refused(stage, what, url + "/news", "")


def indexes(stage):
    index = stage.new_index("wrong-none")
    url = stage.cluster.address(index)
    refused(stage, "an index that is not there", url, f"has no index `{index}`", "dixit push", push=False)
    other = stage.new_index("wrong-other")
    stage.cluster.ask("PUT", f"/{other}", {"mappings": {"properties": {"title": {"type": "text"}}}})
    refused(stage, "an index that dixit did not make", stage.cluster.address(other), other)
    stage.check(stage.cluster.ids(other) == [], "nothing is written there")
    stage.cluster.remove(other)
    stage.cluster.ask("PUT", f"/{other}", {"mappings": {"_meta": {"dixit": {"format": 99}}}})
    refused(stage, "an index of a later dixit", stage.cluster.address(other), other)
    stage.cluster.remove(other)


def bad_answers(stage):
    mapping = {"news": {"mappings": {"_meta": {"dixit": {"format": 1}}}}}

    def engine(then):
        return an_engine(lambda handler: handler.answer(200, mapping) if "/_mapping" in handler.path else then(handler))

    def cut(handler):
        handler.send_response(200)
        handler.send_header("content-length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"took": 1, "hits"')
        handler.wfile.flush()
        handler.reset()

    hit = {"_id": "1", "_source": {"record": {"id": 1}}, "sort": [1, 2, 3]}
    for what, then in [
        ("an answer that is no JSON", lambda handler: handler.answer(200, b"<html>ok</html>" * 100, "text/html")),
        ("an answer without hits", lambda handler: handler.answer(200, {"took": 1})),
        ("an answer that is a list", lambda handler: handler.answer(200, [1, 2])),
        ("nothing in an answer", lambda handler: handler.answer(200, b"")),
        ("a hit that is no statement", lambda handler: handler.answer(200, {"_shards": {"total": 1, "successful": 1}, "items": [1], "hits": {"total": {"value": 1}, "hits": [hit]}})),
        ("answers that are cut off", cut), ("connections that are cut", lambda handler: handler.reset()),
        ("an engine that says no (400)", lambda handler: handler.answer(400, {"error": {"type": "illegal_argument_exception", "reason": "not today" * 200}, "status": 400})),
        ("an engine that fails (500)", lambda handler: handler.answer(500, {"error": {"type": "null_pointer_exception", "reason": None}, "status": 500})),
        ("bytes in no encoding", lambda handler: handler.answer(200, b"\xff\xfe\x00" * 1000)),
    ]:
        with serving(engine(then)) as url:
            # A push tries for minutes, in which a node may come back.
            refused(stage, what, url + "/news", "", push=False)
    told = json.dumps({"took": 1, "hits": {"total": {"value": 0}, "hits": []}, "_shards": {"total": 3, "successful": 2}}).encode()
    with serving(engine(lambda handler: handler.answer(200, told))) as url:
        refused(stage, "an engine of which a part answers", url + "/news", "2 of 3", push=False)
