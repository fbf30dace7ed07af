"""A word in a private note is looked for wherever somebody could read it: every page, file, mail and row."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from coaching.sealed_on_phone import context_of, public_key
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import make
from tests.builders.phone import seal_as_phone, sending
from tests.builders.visits import logged, of
from tests.conftest import CAST
from tests.meta.test_access import ROWS

WORD = "Wombat"
NOTE = f"{WORD}: the partners quarrel"
MAY_READ = {"coach", "mentor"}
# Where the note is meant to be read, by its writer and the mentor.
ITS_PAGES = {"visit-detail", "visit-log"}
NEAR_IT = ("visit-brief", "visit-brief-pdf", "visit-move")
MOST_TO_READ = ("lead", "manager", "admin", "colleague", "partner")
PARTS = 6  # so that several processes share the work


@pytest.fixture
def noted(world, sign_in):
    """A visit that was logged, corrected and sent from a phone, each time with a note."""
    visit = make.visit(world.project, world.coach)
    client = sign_in(world.coach)
    sealed = seal_as_phone(NOTE, public_key(), context_of(world.coach, visit.pk))
    values = sending(note_sealed=sealed, needs_help="on", step0="Sam: ring", progress="The aim stands")
    assert client.post(of("visit-send", visit), values).json()["state"] == "saved"
    client.post(
        of("visit-log", visit), logged(version="1", note=NOTE, needs_help="on", progress="The aim is written")
    )
    return visit


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def read(world, name: str, who: str, words: dict[str, str] | None = None) -> bytes:
    """What an address answers; what it names is made for it, and gone again afterwards."""
    with transaction.atomic():
        client = Client()
        client.force_login(getattr(world, who), backend="allauth.account.auth_backends.AuthenticationBackend")
        content = body(client.get(reverse(name, kwargs=ROWS[name].args(world)), words))
        transaction.set_rollback(True)
    return content


def reader_of(name: str, place: int) -> str:
    """Somebody who may read an address, in turn; nobody where coach and mentor alone may."""
    able = [who for who in MOST_TO_READ if who in ROWS[name].read]
    return able[place % len(able)] if able else ""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_and_no_file_of_anybody_else_holds_it(world, noted, part) -> None:
    """Every address that can be read, with this project's ids: lists, downloads and papers among them."""
    seen = 0
    for place, name in enumerate(sorted(ROWS)):
        if place % PARTS == part and (who := reader_of(name, place // PARTS)):
            seen += 1
            assert WORD.encode() not in read(world, name, who), (name, who)
    assert seen > len(ROWS) / PARTS / 3


@pytest.mark.parametrize("who", sorted(CAST))
def test_its_own_pages_show_it_to_coach_and_mentor_alone(world, sign_in, noted, who) -> None:
    client = sign_in(getattr(world, who))
    pages = [*ITS_PAGES, *NEAR_IT]
    found = {name for name in pages if WORD.encode() in body(client.get(of(name, noted)))}
    assert found == (ITS_PAGES if who == "coach" else {"visit-detail"} if who in MAY_READ else set())


def test_no_mail_holds_it(world, noted) -> None:
    plan_reminders(make.now())
    plan_reminders(make.now() + timedelta(days=1))
    send_due(make.now())
    assert mail.outbox, "the mentor is told that help is wanted"
    assert not any(WORD in str(message.message()) for message in mail.outbox)


def test_no_row_of_any_table_holds_it(world, noted) -> None:
    """Audit, history, actions, reminders, sessions: every table as text, as a dump would have it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{WORD}%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table


def test_no_log_holds_it(world, sign_in, visit, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        sign_in(world.coach).post(of("visit-log", visit), logged(note=NOTE))
        sign_in(world.coach).post(of("visit-log", visit), logged(note=NOTE, mode="owl"))
    assert WORD not in caplog.text


def test_no_search_finds_it(world, noted) -> None:
    words = {"q": WORD, "search": WORD, "words": WORD, "action": "visit.logged"}
    for place, name in enumerate(name for name in sorted(ROWS) if name.endswith(("-list", "-search"))):
        if who := reader_of(name, place):
            assert b"quarrel" not in read(world, name, who, words), name
