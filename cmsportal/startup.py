"""What to do when the configuration is missing or wrong: say so in one sentence, and stop."""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def demand_settings() -> None:
    """Read the settings now; where they are wrong, end the process with the sentence that says what to set."""
    try:
        settings.INSTALLED_APPS  # noqa: B018 - the first access reads them
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))
