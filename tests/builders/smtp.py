"""A mail server for tests: takes what comes, counts it, and can refuse, hang up or stand still."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage


class MailServer:
    """``answers`` maps a command (MAIL, RCPT, DATA, END) to a reply; 'hang up' closes the connection instead.

    END stands for the end of a mail: by then the server has taken it. At ``hold_at`` it waits until ``go`` is set.
    """

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.taken: list[EmailMessage] = []
        self.hold_at = ""
        self.held, self.go = threading.Event(), threading.Event()
        self.port = 0

    def reply(self, command: str, usual: str) -> str:
        if command == self.hold_at:
            self.held.set()
            self.go.wait(30)
        return self.answers.get(command, usual)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: MailServer = self.server.mail  # type: ignore[attr-defined]
        if not self.say(server, "HELLO", "220 test"):
            return
        for line in self.rfile:
            command = line[:4].strip().upper().decode()
            if command == "QUIT":
                self.say(server, "QUIT", "221 bye")
                return
            if not self.say(server, command, "354 go on" if command == "DATA" else "250 ok"):
                return
            if command == "DATA" and "DATA" not in server.answers and not self.take(server):
                return

    def take(self, server: MailServer) -> bool:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        else:
            return False
        if server.answers.get("END", "2")[0] in "2h":
            server.taken.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        return self.say(server, "END", "250 taken")

    def say(self, server: MailServer, command: str, usual: str) -> bool:
        answer = server.reply(command, usual)
        if answer == "hang up":
            return False
        try:
            self.wfile.write(f"{answer}\r\n".encode())
        except OSError:
            return False
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server() -> Iterator[MailServer]:
    mail = MailServer()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.mail = mail  # type: ignore[attr-defined]
        mail.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield mail
        finally:
            mail.go.set()
            server.shutdown()
            thread.join(5)
