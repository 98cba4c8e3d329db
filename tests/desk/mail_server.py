"""A mail server for tests: it keeps what it is sent, slowly, and can kill the sender before it answers."""

import contextlib
import email
import socketserver
import threading
import time
from email.policy import default


class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            else:
                self.say("221 bye" if word == b"QUIT" else "250 fine")

    def take(self):
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.server.mails.append(email.message_from_bytes(b"".join(lines), policy=default))
        time.sleep(self.server.pause)
        self.server.before_answer()
        self.say("250 taken")

    def say(self, line):
        # The sender may be gone.
        with contextlib.suppress(OSError):
            self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, pause=0.0):
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails, self.pause, self.before_answer = [], pause, lambda: None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *args):
        self.shutdown()
        super().__exit__(*args)
