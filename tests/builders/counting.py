"""How many queries a page takes."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def count_queries(client: Any, url: str) -> int:
    """Opens the page twice and counts the second time, when nothing is read for the first time."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def queries_of(call: Any) -> int:
    """How many queries a call takes, the second time."""
    call()
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)
