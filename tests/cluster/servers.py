"""Small servers that behave as engines do on bad days, or as what is no engine at all."""
import contextlib
import http.client
import itertools
import json
import random
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

OPENSEARCH = {"version": {"distribution": "opensearch", "number": "2.19.6"}, "tagline": "The OpenSearch Project: https://opensearch.org/"}
LARGE = 200_000
MOODS = ["busy", "gone", "cut before", "cut after", "busy items"]
# Items of a bulk that are refused for the moment, one in so many.
BUSY_ITEMS = 7


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Says nothing."""

    def body(self):
        return self.rfile.read(int(self.headers.get("content-length") or 0))

    def answer(self, status, body, sort="application/json"):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", sort)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def reset(self):
        """Cuts the connection, without a farewell."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def handle(self):
        # The other side may go first.
        with contextlib.suppress(OSError, ValueError):
            super().handle()

    def finish(self):
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def dispatch(self):
        self.server.serve(self)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = dispatch


@contextlib.contextmanager
def serving(serve):
    """The address of a server that has each request answered by `serve(handler)`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.serve = True, serve
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def listening(meet):
    """The address of a server that knows no HTTP: `meet(connection)` does what it likes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=meet, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def unused():
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def an_engine(then):
    """Says that it is OpenSearch; what else it is asked, `then(handler)` answers."""
    def serve(handler):
        handler.body()
        return handler.answer(200, OPENSEARCH) if handler.path == "/" else then(handler)
    return serve


class Moody:
    """In front of a node: passes requests on, but not always. Counts what it did."""

    def __init__(self, node, seed, share):
        self.host, self.random, self.share = urlsplit(node).netloc, random.Random(seed), share
        self.lock, self.did, self.next = threading.Lock(), {}, itertools.cycle(MOODS)

    def mood(self):
        """When is a matter of chance; each bad mood has its turn."""
        with self.lock:
            return next(self.next) if self.random.random() < self.share else "good"

    def count(self, what):
        with self.lock:
            self.did[what] = self.did.get(what, 0) + 1

    def pass_on(self, handler, body):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(handler.command, handler.path, body, {"content-type": handler.headers.get("content-type", "application/json")})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def serve(self, handler):
        body = handler.body()
        is_bulk = "/_bulk" in handler.path
        mood = self.mood()
        if is_bulk and len(body) > LARGE:
            self.count("too large")
            return handler.answer(413, b"")
        if mood == "busy items" and not is_bulk:
            mood = "good"
        self.count(mood)
        if mood == "busy":
            return handler.answer(429, {"error": {"type": "rejected_execution_exception", "reason": "rejected execution of coordinating operation"}, "status": 429})
        if mood == "gone":
            return handler.answer(503, b"<html>no upstream</html>", "text/html")
        if mood == "cut before":
            return handler.reset()
        if mood == "busy items":
            return handler.answer(200, self.some_items(handler, body))
        status, answer = self.pass_on(handler, body)
        return handler.reset() if mood == "cut after" else handler.answer(status, answer)

    def some_items(self, handler, body):
        """Passes on some of the documents of a bulk; the others are refused, as a queue that is full does."""
        lines = body.splitlines(keepends=True)
        pairs = [lines[begin:begin + 2] for begin in range(0, len(lines), 2)]
        passed = b"".join(b"".join(pair) for number, pair in enumerate(pairs) if number % BUSY_ITEMS)
        items = iter(json.loads(self.pass_on(handler, passed)[1])["items"] if passed else [])
        refused = {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "rejected execution: queue capacity"}}
        all_items = [next(items) if number % BUSY_ITEMS else {next(iter(json.loads(pair[0]))): refused} for number, pair in enumerate(pairs)]
        return {"took": 1, "errors": True, "items": all_items}


def silent(connection):
    """Takes what comes, and never says a word."""
    with contextlib.suppress(OSError), connection:
        time.sleep(600)
