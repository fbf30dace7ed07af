"""Rows that are the same for every test, written once by their builders and then put back as they were written.

Building the cast's world takes a hundred queries and most of a short test's time. The statements of the first time
are kept, and sent again in one go; the objects come back from a pickle, so that no test sees what another did.
"""

import pickle
from collections.abc import Callable
from typing import Any

from django.db import connection
from psycopg import ClientCursor

_kept: dict[Any, tuple[str, bytes]] = {}


def replayed(key: Any, build: Callable[[], Any]) -> Any:
    """What ``build`` returns, with its rows in the database. ``key`` must say all that ``build`` depends on."""
    if key not in _kept:
        statements: list[str] = []

        def keep(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            if not sql.startswith("SELECT"):
                statements.append(ClientCursor(connection.connection).mogrify(sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(keep):
            built = build()
        _kept[key] = (";".join(statements), pickle.dumps(built))
        return built
    sql, pickled = _kept[key]
    with connection.cursor(), ClientCursor(connection.connection) as cursor:
        cursor.execute(sql)
    return pickle.loads(pickled)  # noqa: S301 - our own, made above
