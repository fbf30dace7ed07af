"""The Celery application. Due work is rows in the database; the broker only nudges the worker to look."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")

app = Celery("cmsportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
