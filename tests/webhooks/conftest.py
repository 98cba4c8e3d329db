"""A receiver of webhooks on this machine, and the setting that lets the portal send to it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest


class Receiver(ThreadingHTTPServer):
    """Keeps what it was sent; answers with `status`, and what `headers` and `text` say, as long as `silent` is off."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard, self.status, self.headers, self.text, self.answer = [], 204, {}, "", None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/changes?of=graz"

    @property
    def bodies(self):
        return [json.loads(body) for _path, _headers, body in self.heard]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):  # the library's name
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.heard.append((self.path, dict(self.headers), body))
        if server.answer:
            server.answer(self)
        else:
            self.reply(server.status(json.loads(body)) if callable(server.status) else server.status)

    def reply(self, status):
        server = self.server
        self.send_response(status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(server.text)))
        self.end_headers()
        self.wfile.write(server.text.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    server = Receiver()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
