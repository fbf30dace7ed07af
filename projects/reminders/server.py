"""The mail server, step by step, so that it is known to the last moment whether a mail has left.

A server takes a mail with the line that ends it (RFC 5321, section 4.1.1.4). Whatever breaks before that line is sent
has not left; whatever breaks after it may have.
"""

import re
import secrets
import smtplib
from collections.abc import Callable, Sequence
from email.generator import BytesGenerator
from email.policy import Compat32
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

END = b"\r\n.\r\n"
DOT = re.compile(rb"^\.", re.M)
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9.-]+")
OK, GO_ON, NO_LONGER = 250, 354, 421
WANTED = {"MAIL": {OK}, "RCPT": {OK, 251}, "DATA": {GO_ON}}  # RFC 5321, section 4.3.2


class _Plain(Compat32):
    """Short headers in plain letters go out as they are: folding them takes a tenth of the time that a mail takes."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if isinstance(value, str) and len(name) + len(value) < 76 and value.isascii() and value.isprintable():
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


PLAIN = _Plain(linesep="\r\n")


class NoServer(Exception):
    """The mail server cannot be reached, so nothing has left."""


class SaidNo(Exception):
    """The mail server has answered with a refusal: ``code`` is its reply code."""

    def __init__(self, code: int, *, of_address: bool = False) -> None:
        super().__init__(str(code))
        self.code, self.of_address = code, of_address


class MayHaveLeft(Exception):
    """The connection broke when the mail was on its way."""


class TakenAway(Exception):
    """Somebody else works on the mail by now; nothing was sent."""


class MailServer:
    """One connection for a whole run, opened when it is first needed."""

    def __init__(self) -> None:
        self.backend: Any = get_connection()

    def send(self, message: EmailMessage, leaving: Callable[[], bool]) -> int | None:
        """Hand a mail over; the server's reply code, where it has any.

        Args:
            leaving: called just before the mail can leave; where it says False, it does not.

        Raises:
            NoServer, SaidNo, MayHaveLeft, TakenAway.
        """
        if not isinstance(self.backend, EmailBackend):
            return self._send_whole(message, leaving)
        content = _content(message)
        self._offer(message, len(content))
        if not leaving():
            self.close()  # a mail without its end is none
            raise TakenAway
        return self._finish(content)

    def _send_whole(self, message: EmailMessage, leaving: Callable[[], bool]) -> None:
        """For the demo's outbox and for tests: these backends know no steps."""
        if not leaving():
            raise TakenAway
        try:
            self.backend.send_messages([message])
        except OSError as problem:
            raise MayHaveLeft from problem

    def _offer(self, message: EmailMessage, size: int) -> None:
        """Up to where the server waits for the mail's content. A connection that has gone stale is opened again."""
        was_open = self.backend.connection is not None
        try:
            self._introduce(message, size)
        except (OSError, smtplib.SMTPServerDisconnected) as problem:
            self.close()
            if not was_open:
                raise NoServer from problem
            self._offer(message, size)
        except smtplib.SMTPException as problem:  # it would not let us in
            self.close()
            raise NoServer from problem

    def _introduce(self, message: EmailMessage, size: int) -> None:
        """MAIL, RCPT and DATA in one go where the server offers that (RFC 2920), else one after the other."""
        self.backend.open()
        smtp: smtplib.SMTP = self.backend.connection
        smtp.ehlo_or_helo_if_needed()
        encoding = message.encoding or "utf-8"
        told = f" SIZE={size}" if smtp.has_extn("size") else ""
        commands = [f"MAIL FROM:{_on_the_envelope(message.from_email, encoding)}{told}"]
        commands += [f"RCPT TO:{_on_the_envelope(address, encoding)}" for address in message.recipients()]
        commands.append("DATA")
        together = [commands] if smtp.has_extn("pipelining") else [[command] for command in commands]
        for group in together:
            smtp.send("".join(f"{command}\r\n" for command in group))
            self._demand(group, [smtp.getreply()[0] for _ in group])

    def _demand(self, commands: Sequence[str], codes: Sequence[int]) -> None:
        for command, code in zip(commands, codes, strict=True):
            if code in WANTED[command[:4]]:
                continue
            if codes[-1] == GO_ON:
                self.close()  # it waits for a text though it wants none: one without its end is no mail
            else:
                self._forget(code)
            raise SaidNo(code, of_address=command.startswith("RCPT"))

    def _forget(self, code: int) -> None:
        """Begin afresh with the next mail, unless the server hangs up."""
        if code == NO_LONGER:
            self.close()
            return
        try:
            self.backend.connection.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def _finish(self, content: bytes) -> int:
        smtp: smtplib.SMTP = self.backend.connection
        try:
            smtp.send(content)
            code, _ = smtp.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            raise MayHaveLeft from problem
        if code != OK:
            self._forget(code)
            raise SaidNo(code)
        return code

    def close(self) -> None:
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self.backend.connection = None


@lru_cache(maxsize=64)
def _on_the_envelope(address: str, encoding: str) -> str:
    """An address between angle brackets, without its name."""
    if PLAIN_ADDRESS.fullmatch(address):
        return f"<{address}>"
    return smtplib.quoteaddr(sanitize_address(address, encoding))


def _content(message: EmailMessage) -> bytes:
    """The mail as it goes over the line, with its end; a dot that begins a line is doubled (RFC 5321, 4.5.2)."""
    lines = BytesIO()
    whole = message.message()
    for part in whole.walk():
        if part.is_multipart() and not part.get_boundary():
            part.set_boundary(secrets.token_hex(16))  # else one is looked for that stands nowhere in the text
    BytesGenerator(lines, mangle_from_=False, policy=PLAIN).flatten(whole)
    text = lines.getvalue().rstrip(b"\r\n")
    return DOT.sub(b"..", text) + END
