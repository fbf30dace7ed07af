"""The schedule of Celery beat, with a mark for whoever looks after it."""

import os
from pathlib import Path
from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler


class MarkedScheduler(DatabaseScheduler):
    """Touches the file named in BEAT_MARK each time it has nudged a worker: a health check looks at its age."""

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        sent = super().apply_async(*args, **kwargs)
        if mark := os.environ.get("BEAT_MARK"):
            Path(mark).touch()
        return sent
