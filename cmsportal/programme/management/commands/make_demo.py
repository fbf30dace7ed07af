from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cmsportal.programme.demo.build import build
from cmsportal.programme.demo.cast import PASSWORD, SIGN_INS
from practices.models import Programme


class Command(BaseCommand):
    help = "Make the fictional demo programme (26 projects, in every state) and print its sign-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2020, help="another seed draws other figures")

    def handle(self, *args: Any, seed: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo programme is not for production: it holds accounts with a known password.")
        if Programme.objects.exists():
            self.stdout.write("The demo programme is there already.")
        else:
            programme = build(seed)
            self.stdout.write(f"Made {programme.name} with {programme.projects.count()} projects.")
        self.stdout.write("")
        self.stdout.write(f"Sign in with any of these; the password is {PASSWORD}")
        for person in SIGN_INS:
            self.stdout.write(f"  {person.email:34} {person.role}: {person.sees}")
