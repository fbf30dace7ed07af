"""The door of the portal that the journeys walk through: shut while its database is emptied."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from typing import Any

# A browser that closes leaves requests behind, and one that still reads while the tables are emptied waits for the
# emptying, which waits for it.
PATIENCE = 60  # seconds; the longest answer of a journey, an import, takes a few


class Answer:
    """An answer on its way out; it is given when the server closes it."""

    def __init__(self, parts: Any, given: Callable[[], None]) -> None:
        self.parts = parts
        self.given = given

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        try:
            if hasattr(self.parts, "close"):
                self.parts.close()
        finally:
            self.given()


class Door:
    """A WSGI application around another one. It dates each answer by ``clock`` (seconds since 1970), and while it is
    shut answers 503 itself: a page that nobody sees any more."""

    def __init__(self, app: Any, clock: Callable[[], float]) -> None:
        self.app = app
        self.clock = clock
        self.inside = 0
        self.is_shut = False
        self.changed = threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, ("Date", formatdate(self.clock(), usegmt=True))], *more)

        with self.changed:
            if self.is_shut:
                begin("503 Service Unavailable", [("Content-Type", "text/plain")])
                return [b"Shut."]
            self.inside += 1
        try:
            return Answer(self.app(environ, begin), self.leave)
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        with self.changed:
            self.inside -= 1
            self.changed.notify_all()

    def settle(self) -> None:
        """Waits until nobody is inside: a browser that closes leaves requests behind. Raises ``TimeoutError``."""
        with self.changed:
            if not self.changed.wait_for(lambda: not self.inside, PATIENCE):
                raise TimeoutError(f"{self.inside} requests are still answered after {PATIENCE} seconds.")

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Nobody comes in, and nobody is inside any more. Raises ``TimeoutError`` if somebody stays."""
        with self.changed:
            self.is_shut = True
        try:
            self.settle()
            yield
        finally:
            self.is_shut = False
