"""A mail server for tests: takes what comes, counts it, and can refuse, hang up or stand still."""

import email
import email.policy
import multiprocessing
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from multiprocessing.connection import Connection
from typing import Any


class MailServer:
    """``answers`` maps a command (MAIL, RCPT, DATA, END) to a reply; 'hang up' closes the connection instead.

    END stands for the end of a mail: by then the server has taken it. At ``hold_at`` it waits until ``go`` is set.
    """

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.taken: list[EmailMessage] = []
        self.raw: list[bytes] | None = None  # where it is a list, mails are kept here as they came, and not read
        self.hold_at = ""
        self.held, self.go = threading.Event(), threading.Event()
        self.port = 0

    def reply(self, command: str, usual: str) -> str:
        if command == self.hold_at:
            self.held.set()
            self.go.wait(30)
        return self.answers.get(command, usual)

    def keep(self, mail: bytes) -> None:
        if self.raw is None:
            self.taken.append(email.message_from_bytes(mail, policy=email.policy.default))
        else:
            self.raw.append(mail)


USUAL = {"DATA": "354 go on", "EHLO": "250-test\r\n250 PIPELINING"}


class _Talk(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True  # else the second of several answers waits for 40 ms

    def handle(self) -> None:
        with suppress(ConnectionResetError):  # whoever was killed says no goodbye
            self.talk()

    def talk(self) -> None:
        server: MailServer = self.server.mail  # type: ignore[attr-defined]
        if not self.say(server.reply("HELLO", "220 test")):
            return
        for line in self.rfile:
            command = line[:4].strip().upper().decode()
            if command == "QUIT":
                self.say(server.reply("QUIT", "221 bye"))
                return
            answer = server.reply(command, USUAL.get(command, "250 ok"))
            if not self.say(answer):
                return
            if command == "DATA" and answer.startswith("354") and not self.take(server):
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
            server.keep(b"".join(lines))
        return self.say(server.reply("END", "250 taken"))

    def say(self, answer: str) -> bool:
        if answer == "hang up":
            return False
        try:
            self.wfile.write(f"{answer}\r\n".encode())
        except OSError:
            return False
        return True


class MailProcess:
    """A mail server in a process of its own, so that it takes no time from whoever is measured."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.ours, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        self.port: int = self.ours.recv()

    def message_ids(self) -> list[str]:
        """Of every mail taken so far, one that came twice twice."""
        self.ours.send("ids")
        return self.ours.recv()

    def count(self) -> int:
        self.ours.send("count")
        return self.ours.recv()

    def mean_size(self) -> int:
        """Bytes of a mail, on average."""
        self.ours.send("size")
        return self.ours.recv()

    def stop(self) -> None:
        self.process.kill()
        self.process.join(5)


def _serve(pipe: Connection) -> None:
    with mail_server() as mail:
        mail.raw = []
        pipe.send(mail.port)
        while True:
            pipe.send(ANSWERS[pipe.recv()](mail.raw))


def _ids(raw: list[bytes]) -> list[str]:
    found = (re.search(rb"^message-id:\s*(<[^>]*>)", one, re.I | re.M) for one in list(raw))
    return [match.group(1).decode() for match in found if match]


ANSWERS: dict[str, Callable[[list[bytes]], Any]] = {
    "ids": _ids,
    "count": len,
    "size": lambda raw: sum(map(len, raw)) // max(len(raw), 1),
}


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
