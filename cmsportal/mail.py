"""One mail: a subject, the same words as text and as HTML."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def build(
    template: str, to: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """The mail of ``<template>_subject.txt``, ``.txt`` and ``.html``, to one address."""
    context = {"site_url": settings.SITE_URL, "mail_to": to, **context}
    subject = subject_of(template, context)
    text = render_to_string(f"{template}.txt", context)
    message = EmailMultiAlternatives(subject, text, to=[to], headers=headers or {})
    message.attach_alternative(render_to_string(f"{template}.html", {**context, "subject": subject}), "text/html")
    return message


def subject_of(template: str, context: dict[str, Any]) -> str:
    return " ".join(render_to_string(f"{template}_subject.txt", context).split())


def send(template: str, to: str, context: dict[str, Any]) -> None:
    """Build the mail and send it. Raises what the mail server raises."""
    build(template, to, context).send()
