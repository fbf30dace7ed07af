from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cmsportal.programme import reencryption


class Command(BaseCommand):
    help = "Encrypt second steps and coaches' private notes anew with FIELD_ENCRYPTION_KEY. It may run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--forget-second-steps",
            action="store_true",
            help="take away the second steps that no key opens: their owners set them up again",
        )

    def handle(self, *args: Any, forget_second_steps: bool, **options: Any) -> None:
        if forget_second_steps:
            self.stdout.write(f"Second steps taken away: {reencryption.forget_second_steps(by=None)}.")
        outcomes = reencryption.reencrypt_secrets(by=None)
        steps, notes = outcomes["second_steps"], outcomes["notes"]
        self.stdout.write(f"Encrypted anew: {steps.renewed} second steps, {notes.renewed} private notes.")
        if steps.unreadable or notes.unreadable:
            raise CommandError(
                f"No key opens {steps.unreadable} second steps and {notes.unreadable} private notes: "
                "add the key they were encrypted with to FIELD_ENCRYPTION_KEY_FALLBACKS."
            )
