"""``/healthz``: the process lives. ``/readyz``: it can do its work. Neither needs a sign-in; neither is cached."""

import redis
from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from cmsportal.accounts.access import Guarded, public

known: dict[str, bool] = {"migrations": False}  # once applied they stay applied while this process lives


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseFault:
        return False
    return True


def redis_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2, retry=None) as link:
            return bool(link.ping())
    except (redis.RedisError, OSError):
        return False


def migrations_applied() -> bool:
    if not known["migrations"]:
        try:
            executor = MigrationExecutor(connection)
            known["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseFault:
            return False
    return known["migrations"]


@method_decorator(never_cache, name="dispatch")
class Alive(Guarded):
    permission = public

    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse({"status": "alive"})


@method_decorator(never_cache, name="dispatch")
class Ready(Guarded):
    permission = public

    def get(self, request: HttpRequest) -> JsonResponse:
        checks = {"database": database_answers, "redis": redis_answers, "migrations": migrations_applied}
        missing = [name for name, works in checks.items() if not works()]
        if missing:
            return JsonResponse({"status": "not ready", "missing": missing}, status=503)
        return JsonResponse({"status": "ready"})


urlpatterns = [
    path("healthz", Alive.as_view(), name="healthz"),
    path("readyz", Ready.as_view(), name="readyz"),
]
