"""One mail: a subject, the same words as text and as HTML."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send(template: str, to: str, context: dict[str, Any]) -> None:
    """Send ``<template>_subject.txt``, ``.txt`` and ``.html`` to one address. Raises what the mail server raises."""
    context = {"site_url": settings.SITE_URL, "mail_to": to, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    message = EmailMultiAlternatives(subject, render_to_string(f"{template}.txt", context), to=[to])
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    message.send()
