"""Django's cache in Redis, with one client for each pool of connections.

Django makes a new client for every look-up, which takes longer than the look-up itself (redis-py sets up 170 answers'
parsers in it). A client holds no state between commands, so it can be kept.
"""

from typing import Any

from django.core.cache.backends import redis
from redis.exceptions import RedisError

UNREACHABLE = (RedisError, OSError)  # what a look-up raises while there is no server


class Client(redis.RedisCacheClient):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: str | None = None, *, write: bool = False) -> Any:
        index = self._get_connection_pool_index(write)
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class RedisCache(redis.RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client
