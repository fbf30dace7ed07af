import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cmsportal.accounts.models import User
from cmsportal.programme.national.build import MAIL, Size, build, processors
from practices.models import Practice

SIZES = ("practices", "projects", "measures", "figures", "programmes")


class Command(BaseCommand):
    help = "Fill an empty database at national size, all of it invented: for benchmarks and full pages."

    def add_arguments(self, parser: CommandParser) -> None:
        usual = Size()
        for name in SIZES:
            parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
        parser.add_argument("--seed", type=int, default=2026, help="another seed draws other figures")
        parser.add_argument("--password", default="", help="let the programmes' managers sign in with it")
        parser.add_argument("--workers", type=int, default=processors(), help="processes that summarise charts")

    def handle(self, *args: Any, seed: int, password: str, workers: int, **options: Any) -> None:
        size = Size(**{name: options[name] for name in SIZES})
        self._check(size)
        began = time.perf_counter()

        def say(words: str) -> None:
            self.stdout.write(f"{time.perf_counter() - began:6.1f} s  {words}")

        if workers < 2:  # all or nothing; with more, the others must see what is written
            with transaction.atomic():
                build(size, seed=seed, password=password, workers=1, say=say)
        else:
            build(size, seed=seed, password=password, workers=workers, say=say)
        can = f"manager.1@{MAIL} and the other managers can sign in." if password else "Nobody can sign in."
        self.stdout.write(f"Done. {can}")

    def _check(self, size: Size) -> None:
        if settings.PRODUCTION:
            raise CommandError("Invented practices are not for production.")
        if User.objects.exclude(email__endswith=f"@{MAIL}").exists():
            raise CommandError("There are people in this database. Name an empty one in DATABASE_URL.")
        if Practice.objects.exists():
            raise CommandError("There are practices in this database already. Name an empty one in DATABASE_URL.")
        if min(size.programmes, size.projects) < 1 or size.programmes > size.projects:
            raise CommandError("There must be one project or more in each programme.")
        if not size.projects <= size.measures <= size.figures or size.projects > size.practices:
            raise CommandError("Projects are at most as many as practices, as measures, and as figures.")
