"""Asks one server the same thing over and over, on many connections that stay open: how many answers a second.

python benchmarks/load.py PORT CONNECTIONS SECONDS STATUS ADDRESS [HEADER …]

Prints answers a second and, in milliseconds, the median and the slowest of a hundred. Several addresses, one a line,
are asked in turn.
"""

import json
import selectors
import socket
import sys
import time


class Asker:
    """One connection: sends, waits for the whole answer, sends again."""

    def __init__(self, port, status):
        self.port, self.status = port, b"HTTP/1.1 " + status
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request):
        self.began, self.pieces, self.left, self.closes = time.perf_counter(), b"", None, False
        self.socket.sendall(request)

    def take(self):
        """Reads what has come; whether the answer is whole."""
        piece = self.socket.recv(1 << 20)
        if not piece:
            sys.exit(f"The server hung up after {self.pieces[:200]}")
        if self.left is None:
            self.pieces += piece
            head, end, body = self.pieces.partition(b"\r\n\r\n")
            if not end:
                return False
            if not head.startswith(self.status):
                sys.exit(f"Not what was expected: {self.pieces[:1000].decode()}")
            head = head.lower()
            self.closes = b"connection: close" in head
            self.left = 0 if b" 304 " in head[:20] else int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
            piece = body
        self.left -= len(piece)
        return self.left <= 0


def load(port, connections, seconds, status, requests):
    """(answers, seconds each took)."""
    chosen, taken, place = selectors.DefaultSelector(), [], 0
    until = time.perf_counter() + seconds
    for _each in range(connections):
        asker = Asker(port, status)
        asker.ask(requests[place % len(requests)])
        place += 1
        chosen.register(asker.socket, selectors.EVENT_READ, asker)
    while (now := time.perf_counter()) < until:
        for key, _events in chosen.select(1):
            asker = key.data
            if not asker.take():
                continue
            taken.append(time.perf_counter() - asker.began)
            if asker.closes:
                chosen.unregister(asker.socket)
                asker.connect()
                chosen.register(asker.socket, selectors.EVENT_READ, asker)
            asker.ask(requests[place % len(requests)])
            place += 1
    return taken, seconds + now - until


def main(port, connections, seconds, status, addresses, *headers):
    head = "".join(f"{line}\r\n" for line in (f"Host: 127.0.0.1:{port}", *headers))
    requests = [f"GET {address} HTTP/1.1\r\n{head}\r\n".encode() for address in addresses.split("\n")]
    taken, spent = load(int(port), int(connections), float(seconds), status.encode(), requests)
    taken.sort()
    told = {
        "answers": len(taken),
        "rate": len(taken) / spent,
        "p50": 1000 * taken[len(taken) // 2],
        "p99": 1000 * taken[-len(taken) // 100],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
