"""A proxy between patients and a server that can swallow answers: what was posted arrives, and nobody hears of it."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR


@contextmanager
def cutting_proxy(port: int) -> "Iterator[CuttingProxy]":
    """In front of the server at this port."""
    with CuttingProxy(port) as proxy:
        serves = threading.Thread(target=proxy.serve_forever, args=(0.01,))
        serves.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            serves.join()


class CuttingProxy(ThreadingHTTPServer):
    """While `cuts` is set, what is posted arrives, and its answer does not come back."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.behind, self.cuts = port, False

    @contextmanager
    def cutting(self) -> Iterator[None]:
        self.cuts = True
        try:
            yield
        finally:
            self.cuts = False


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: CuttingProxy

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with closing(HTTPConnection("127.0.0.1", self.server.behind, timeout=30)) as behind:
            behind.request(self.command, self.path, body or None, dict(self.headers))
            answer = behind.getresponse()
            content = answer.read()
        if self.server.cuts and self.command == "POST":
            self.close_connection = True
            self.connection.shutdown(SHUT_RDWR)
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = pass_on  # noqa: N815 - the names that the standard library asks for

    def log_message(self, *_: object) -> None:
        """Says nothing."""
