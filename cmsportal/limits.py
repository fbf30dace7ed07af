"""How often something may be tried, counted in the shared cache. For pages that need no sign-in.

Sign-in has limits of its own, which allauth counts (ACCOUNT_RATE_LIMITS).
"""

import logging
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from .cache import UNREACHABLE

logger = logging.getLogger(__name__)


def visitor(request: HttpRequest) -> str:
    """The address a request comes from, past the proxies that are trusted (TRUSTED_PROXY_COUNT)."""
    return get_adapter().get_client_ip(request)


def within_limit(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one try of ``who`` at ``what``; False once there were more than ``most`` in the running span.

    Without the cache nothing is counted and everything is let through: a limit is no lock.
    """
    key = _key(what, who, seconds)
    try:
        cache.add(key, 0, seconds * 2)
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two
        return True
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: nothing is counted.")
        return True


def used_up(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Whether ``most`` tries were counted in the running span already. Counts nothing itself."""
    try:
        return int(cache.get(_key(what, who, seconds)) or 0) >= most
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: nothing is counted.")
        return False


def _key(what: str, who: str, seconds: int) -> str:
    return f"limit:{what}:{who}:{int(time.time()) // seconds}"
