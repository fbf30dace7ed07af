"""Problems a person can act on, told in one sentence and without a traceback."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Problem(Exception):
    """Something the person at the keyboard can put right; the message is the sentence they read."""


def in_words(fault: OSError) -> str:
    """One sentence for a fault of the operating system."""
    where = f" at {fault.filename}" if fault.filename else ""
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}: free some space and run the command again."
    if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"Writing or reading is not allowed{where}: run the command from a folder that you own."
    return f"The machine refused{where}: {fault.strerror or fault}."


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn a problem into one sentence on standard error and exit code 1."""
    try:
        yield
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(1) from None
    except OSError as fault:
        sys.stderr.write(f"{in_words(fault)}\n")
        raise SystemExit(1) from None
