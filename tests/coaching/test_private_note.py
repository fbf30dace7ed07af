"""The note that only the coach and the mentor read."""

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.urls import reverse

from coaching.models import Visit
from coaching.permissions import can_read_private_note
from coaching.sealed import Unreadable, seal, unseal
from coaching.visits import services
from tests.builders import make
from tests.builders.visits import SECRET, logged, of, url


def test_the_note_is_sealed_and_stands_nowhere_else(world, sign_in, visit) -> None:
    sign_in(world.coach).post(of("visit-log", visit), logged(note=SECRET, step0="Sam: ring", needs_help="on"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        assert "coaching_visit" in tables
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', ["%Wombat%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'private_note_sealed'")
        assert cursor.fetchall() == [("coaching_visit",)], "history keeps no copy, sealed or not"
    visit.refresh_from_db()
    assert unseal(visit.private_note_sealed) == SECRET


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("coach", True), ("mentor", True), ("lead", False), ("member", False), ("manager", False), ("admin", False),
        ("other_coach", False), ("colleague", False), ("partner", False), ("outsider", False),
        ("other_manager", False), ("other_practice_lead", False),
    ],
)  # fmt: skip
def test_who_reads_the_note(world, sign_in, done, who, reads) -> None:
    user = getattr(world, who)
    assert can_read_private_note(user, done) is reads
    client = sign_in(user)
    assert (SECRET in client.get(of("visit-detail", done)).content.decode()) is reads
    elsewhere = [
        url("visit-list", world.project), url("project-detail", world.project), url("steps-detail", world.project),
        url("action-list", world.project), reverse("today"), reverse("project-list"), reverse("event-list"),
        reverse("event-download"), reverse("programme-detail", args=[world.programme.pk]),
        reverse("programme-download", args=[world.programme.pk]),
    ]  # fmt: skip
    for target in elsewhere:
        answer = client.get(target)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Wombat" not in content, target


def test_a_former_coach_reads_it_no_longer_nor_does_the_next(world, sign_in, done) -> None:
    world.project.coach_assignments.update(ends_on=make.today())
    make.coaches(world.project, world.other_coach, starts_on=make.today())
    for who in (world.coach, world.mentor, world.other_coach):
        assert SECRET not in sign_in(who).get(of("visit-detail", done)).content.decode()
    assert "The aim stands" in sign_in(world.other_coach).get(of("visit-detail", done)).content.decode()
    assert sign_in(world.other_coach).get(of("visit-log", done)).status_code == 404, (
        "another's log is not for writing"
    )


def test_a_former_mentor_reads_it_no_longer(world, done) -> None:
    world.programme.memberships.filter(user=world.mentor).update(ends_on=make.today())
    assert not can_read_private_note(world.mentor, done)


def test_a_mentor_of_the_coach_beside_reads_only_that_ones(world, done) -> None:
    other_mentor = make.user("Tom Ashdown")
    place = make.pool_coach(world.programme, other_mentor)
    world.programme.memberships.filter(user=world.other_coach).update(mentor=place)
    make.coaches(world.project, world.other_coach, is_lead=False)
    assert not can_read_private_note(other_mentor, done)
    assert can_read_private_note(other_mentor, make.visit(world.project, world.other_coach))


def test_another_key_is_said_and_loses_nothing(world, sign_in, done, settings) -> None:
    before = bytes(done.private_note_sealed)
    settings.FIELD_ENCRYPTION_KEY = Fernet.generate_key().decode()
    with pytest.raises(Unreadable):
        unseal(before)
    client = sign_in(world.coach)
    for name in ("visit-detail", "visit-log"):
        page = client.get(of(name, done)).content.decode()
        assert "sealed with another key" in page
        assert 'name="note"' not in page
    client.post(of("visit-log", done), logged(progress="Corrected"))
    done.refresh_from_db()
    assert (done.progress, bytes(done.private_note_sealed)) == ("Corrected", before)


def test_a_note_that_cannot_be_read_keeps_the_key_it_has_got_meanwhile(world, done) -> None:
    """``reencrypt`` has put the note under the newest key between the reading of the page's visit and its saving."""
    renewed = seal(SECRET)
    Visit.objects.filter(pk=done.pk).update(private_note_sealed=renewed)
    values = {"progress": "Corrected"}
    services.log_visit(
        visit=done, values=values, note=None, next_steps=[], next_at=None, version=done.version, by=world.coach
    )
    done.refresh_from_db()
    assert (done.progress, bytes(done.private_note_sealed)) == ("Corrected", renewed)


def test_an_empty_note_is_no_note(world) -> None:
    assert seal("  ") is None
    assert unseal(None) == ""
