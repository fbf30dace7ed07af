"""A new key for what is encrypted: the earlier one still opens, and one command makes it needless."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from cmsportal import encryption
from cmsportal.audit.models import Event
from coaching.sealed import Unreadable, seal, unseal
from tests.builders import make

NOTE = "She doubts the sponsor"


@pytest.fixture
def secrets(world):
    """A person's two second steps and a coach's note, under the key of today."""
    TOTP.activate(world.coach, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(world.coach)
    return make.visit(world.project, world.coach, private_note_sealed=seal(NOTE)), codes.generate_codes()


def new_key(settings, *, keep_earlier: bool = True) -> None:
    settings.FIELD_ENCRYPTION_KEY_FALLBACKS = [settings.FIELD_ENCRYPTION_KEY] if keep_earlier else []
    settings.FIELD_ENCRYPTION_KEY = Fernet.generate_key().decode()


def reencrypt(*arguments: str) -> str:
    out = StringIO()
    call_command("reencrypt", *arguments, stdout=out)
    return out.getvalue().strip()


def renewals() -> list[dict]:
    return list(Event.objects.filter(action="encryption.renewed").values_list("detail", flat=True))


def read(visit, person) -> tuple[str, list[str], str]:
    visit.refresh_from_db()
    steps = {step.type: step for step in Authenticator.objects.filter(user=person)}
    codes = steps["recovery_codes"].wrap().generate_codes()
    return unseal(visit.private_note_sealed), codes, encryption.decrypt(steps["totp"].data["secret"].encode())


def test_an_earlier_key_still_opens_and_the_new_one_seals(world, secrets, settings):
    visit, codes = secrets
    new_key(settings)
    assert read(visit, world.coach) == (NOTE, codes, "JBSWY3DPEHPK3PXP")
    fresh = seal("Another note")
    settings.FIELD_ENCRYPTION_KEY_FALLBACKS = []
    assert unseal(fresh) == "Another note"
    with pytest.raises(Unreadable):
        unseal(visit.private_note_sealed)


def test_after_it_the_earlier_key_can_go(world, secrets, settings):
    visit, codes = secrets
    versions = visit.history.count()
    new_key(settings)
    assert reencrypt() == "Encrypted anew: 2 second steps, 1 private notes."
    settings.FIELD_ENCRYPTION_KEY_FALLBACKS = []
    assert read(visit, world.coach) == (NOTE, codes, "JBSWY3DPEHPK3PXP")
    assert visit.history.count() == versions, "a new key is no edit"
    assert renewals() == [{"second_steps": 2, "notes": 1}]


def test_codes_that_came_from_elsewhere_are_renewed_too(world, settings):
    sealed = encryption.encrypt("1234-5678").decode()
    Authenticator.objects.create(user=world.lead, type="recovery_codes", data={"migrated_codes": [sealed]})
    new_key(settings)
    reencrypt()
    settings.FIELD_ENCRYPTION_KEY_FALLBACKS = []
    assert Authenticator.objects.get(user=world.lead).wrap().generate_codes() == ["1234-5678"]


def test_a_second_run_changes_and_records_nothing(world, secrets, settings):
    visit, _ = secrets
    new_key(settings)
    reencrypt()
    visit.refresh_from_db()
    before = bytes(visit.private_note_sealed)
    assert reencrypt() == "Encrypted anew: 0 second steps, 0 private notes."
    visit.refresh_from_db()
    assert bytes(visit.private_note_sealed) == before
    assert len(renewals()) == 1


def test_what_no_key_opens_is_told_and_kept_and_the_rest_is_renewed(world, secrets, settings):
    visit, _ = secrets
    lost = bytes(visit.private_note_sealed)
    new_key(settings, keep_earlier=False)
    own = make.visit(world.project, world.coach, private_note_sealed=seal("Readable"))
    new_key(settings)
    with pytest.raises(CommandError, match="No key opens 2 second steps and 1 private notes: add the key"):
        reencrypt()
    visit.refresh_from_db()
    own.refresh_from_db()
    settings.FIELD_ENCRYPTION_KEY_FALLBACKS = []
    assert (bytes(visit.private_note_sealed), unseal(own.private_note_sealed)) == (lost, "Readable")
    assert renewals() == [{"second_steps": 0, "notes": 1}]


def test_second_steps_whose_key_is_lost_can_be_taken_away(world, secrets, settings):
    new_key(settings, keep_earlier=False)
    TOTP.activate(world.lead, "JBSWY3DPEHPK3PXP")
    with pytest.raises(CommandError, match="No key opens 0 second steps and 1 private notes"):
        reencrypt("--forget-second-steps")
    assert [step.user for step in Authenticator.objects.all()] == [world.lead]
    removed = Event.objects.filter(action="second_step.removed").values_list("target_id", "actor").distinct()
    assert list(removed.order_by()) == [(str(world.coach.pk), None)]
