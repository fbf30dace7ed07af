from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cmsportal.versions import Stale
from projects.models import Progress
from tests.builders import make
from tests.builders import toolkit as build
from toolkit.aims import services
from toolkit.aims.sentences import aim_sentence, global_sentence, missing_parts, weaknesses
from toolkit.models import GlobalAim, SpecificAim

HOSTILE = "<script>alert(1)</script> \"'& ‮tfel-ot-thgir 👩🏽‍⚕️ مرحبا"
NHS_NUMBER = "943 476 5919"


def specific(**parts):
    whole = {
        "direction": "increase",
        "what": "Calls answered within 5 minutes",
        "measure": SimpleNamespace(direction="up", name="Calls"),
        "baseline": Decimal(52),
        "goal": Decimal(80),
        "unit": "%",
        "by_date": date(2027, 6, 30),
        "population": "everyone who rings Larkmead Surgery",
    }
    return SimpleNamespace(**{**whole, **parts})


def theme(**parts):
    whole = {
        "improve": "How patients reach us by phone",
        "where": "At the front desk",
        "begins_with": "The moment a patient rings",
        "ends_with": "the patient knowing what happens next.",
        "expect": "shorter waits",
        "why_now": "because half of our complaints are about the phones",
    }
    return SimpleNamespace(**{**whole, **parts})


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (
            {},
            "By Wednesday 30 June 2027, raise calls answered within 5 minutes from 52% to 80%, "
            "for everyone who rings Larkmead Surgery.",
        ),
        ({"by_date": None, "population": ""}, "Raise calls answered within 5 minutes from 52% to 80%."),
        ({"by_date": None, "population": "", "baseline": None}, "Raise calls answered within 5 minutes to 80%."),
        ({"by_date": None, "population": "", "goal": None}, "Raise calls answered within 5 minutes from 52%."),
        (
            {"by_date": None, "population": "for  all\nof us.", "baseline": None, "goal": None},
            "Raise calls answered within 5 minutes, for all of us.",
        ),
        (
            {
                "direction": "decrease",
                "what": "DNA rate",
                "unit": "days",
                "baseline": Decimal("12.500"),
                "goal": Decimal("1250.000"),
                "by_date": None,
                "population": "",
            },
            "Lower DNA rate from 12.5 to 1,250 days.",
        ),
        (
            {"what": "Cost of locums", "direction": "decrease", "unit": "£", "by_date": None, "population": ""},
            "Lower cost of locums from £52 to £80.",
        ),
        (
            {"direction": "", "by_date": None, "population": "", "unit": ""},
            "Change calls answered within 5 minutes from 52 to 80.",
        ),
        ({"what": "  "}, ""),
    ],
)
def test_specific_aim_reads_back(parts, sentence: str) -> None:
    assert aim_sentence(specific(**parts)) == sentence


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (
            {},
            "We will improve how patients reach us by phone at the front desk, from the moment a patient rings "
            "to the patient knowing what happens next; we expect shorter waits, and it matters now because half of "
            "our complaints are about the phones.",
        ),
        (
            {"where": "Larkmead Surgery", "expect": "", "ends_with": "", "why_now": "We lose staff"},
            "We will improve how patients reach us by phone in Larkmead Surgery, beginning with the moment a patient "
            "rings; it matters now because we lose staff.",
        ),
        (
            dict.fromkeys(("where", "begins_with", "ends_with", "expect", "why_now"), ""),
            "We will improve how patients reach us by phone.",
        ),
        ({"improve": ""}, ""),
    ],
)
def test_global_aim_reads_back(parts, sentence: str) -> None:
    assert global_sentence(theme(**parts)) == sentence


def test_no_aim_has_no_sentence() -> None:
    assert aim_sentence(None) == global_sentence(None) == ""


def test_weaknesses_name_each_gap() -> None:
    today = date(2027, 1, 4)
    assert weaknesses(specific(), today) == []
    gaps = {
        "goal": (None, "no number"),
        "baseline": (None, "where you start"),
        "measure": (None, "not linked"),
        "population": (" ", "for whom"),
        "by_date": (None, "no date"),
    }
    for name, (value, words) in gaps.items():
        found = weaknesses(specific(**{name: value}), today)
        assert len(found) == 1
        assert words in found[0]
    assert "is past" in weaknesses(specific(by_date=date(2027, 1, 3)), today)[0]
    assert weaknesses(specific(by_date=today), today) == []
    assert "other way" in weaknesses(specific(direction="decrease"), today)[0]
    assert len(missing_parts(theme(where="", why_now=""))) == 2


# Services and pages ------------------------------------------------------------------------------------------


def values(**parts):
    return {**vars(specific(measure=None)), **parts}


@pytest.mark.django_db
def test_save_and_second_writer(world) -> None:
    aim = services.save_specific_aim(project=world.project, values=values(), version=0, by=world.lead)
    assert services.save_specific_aim(project=world.project, values=values(), version=0, by=world.lead) == aim
    assert aim.history.count() == 1
    services.save_specific_aim(project=world.project, values=values(goal=Decimal(85)), version=0, by=world.member)
    with pytest.raises(Stale):
        services.save_specific_aim(project=world.project, values=values(goal=Decimal(90)), version=0, by=world.lead)
    assert SpecificAim.objects.get().goal == 85
    assert Progress.objects.get(project=world.project, tool="aims").state == "doing"


@pytest.mark.django_db
def test_wrong_side_and_foreign_measure_are_refused(world) -> None:
    with pytest.raises(ValidationError):
        services.save_specific_aim(project=world.project, values=values(goal=Decimal(50)), version=0, by=world.lead)
    foreign = make.measure(world.other_project)
    with pytest.raises(ValueError, match="another project"):
        services.save_specific_aim(project=world.project, values=values(measure=foreign), version=0, by=world.lead)
    assert not SpecificAim.objects.exists()


def url(world, name: str) -> str:
    return reverse(name, kwargs={"project_id": world.project.pk})


TYPED = {
    "direction": "increase",
    "what": "Calls answered",
    "baseline": "52",
    "goal": "80%",
    "unit": "%",
    "by_date": "30 June 2027",
    "population": "everyone",
    "version": "0",
}


@pytest.mark.django_db
def test_specific_aim_is_saved_and_shown(world, sign_in) -> None:
    client = sign_in(world.lead)
    assert client.post(url(world, "specific-aim-edit"), TYPED)["Location"] == url(world, "aims-detail")
    page = sign_in(world.manager).get(url(world, "aims-detail")).content.decode()
    assert "By Wednesday 30 June 2027, raise calls answered from 52% to 80%, for everyone." in page
    assert "not linked to a measure" in page
    assert "Change this aim" not in page


@pytest.mark.django_db
def test_measure_fills_what_is_empty(world, sign_in) -> None:
    measure = make.measure(world.project, baseline=Decimal(52), goal_on=timezone.localdate() + timedelta(days=90))
    sign_in(world.lead).post(url(world, "specific-aim-edit"), {"measure": str(measure.pk), "version": "0"})
    aim = SpecificAim.objects.get()
    assert (aim.what, aim.direction) == (measure.name, "increase")
    assert (aim.baseline, aim.goal, aim.unit, aim.by_date) == (52, 80, "%", measure.goal_on)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"goal": "50"}, "the goal must be above where you start"),
        ({"goal": "52"}, "the goal must be above where you start"),
        ({"direction": "decrease"}, "the goal must be below where you start"),
        ({"what": ""}, "Say what will change"),
        ({"direction": ""}, "Choose"),
        ({"goal": "1,2"}, "must be a number"),
        ({"by_date": "31 June 2027"}, "There is no such day"),
        ({"what": "x" * 201}, "The most is 200"),
        ({"population": f"Patient {NHS_NUMBER}"}, "NHS number"),
        ({"measure": "00000000-0000-0000-0000-000000000000"}, "no longer there"),
    ],
)
def test_bad_specific_aim_keeps_what_was_typed(world, sign_in, typed, words: str) -> None:
    answer = sign_in(world.lead).post(url(world, "specific-aim-edit"), {**TYPED, **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "nhsuk-error-summary" in page
    assert 'value="30 June 2027"' in page or "by_date" in typed
    assert not SpecificAim.objects.exists()


@pytest.mark.django_db
def test_measures_of_other_projects_cannot_be_chosen(world, sign_in) -> None:
    foreign = make.measure(world.other_project, name="Secret measure")
    client = sign_in(world.lead)
    assert "Secret measure" not in client.get(url(world, "specific-aim-edit")).content.decode()
    assert client.post(url(world, "specific-aim-edit"), {**TYPED, "measure": str(foreign.pk)}).status_code == 422


@pytest.mark.django_db
def test_clash_shows_both_texts(world, sign_in) -> None:
    client = sign_in(world.lead)
    client.post(url(world, "global-aim-edit"), {"improve": "The phones", "version": "0"})
    services.save_global_aim(
        project=world.project,
        values={**dict.fromkeys(services.GLOBAL_PARTS, ""), "improve": "The letters"},
        version=0,
        by=world.member,
    )
    answer = client.post(url(world, "global-aim-edit"), {"improve": "The results", "version": "0"})
    page = answer.content.decode()
    assert answer.status_code in {409, 422}
    assert "The letters" in page
    assert "The results" in page
    assert GlobalAim.objects.get().improve == "The letters"
    client.post(url(world, "global-aim-edit"), {"improve": "The results", "version": "1"})
    assert GlobalAim.objects.get().improve == "The results"


@pytest.mark.django_db
def test_preview_says_the_sentence_and_writes_nothing(world, sign_in) -> None:
    client = sign_in(world.lead)
    page = client.post(url(world, "specific-aim-preview"), TYPED).content.decode()
    assert "raise calls answered from 52% to 80%" in page
    page = client.post(url(world, "specific-aim-preview"), {**TYPED, "goal": "40"}).content.decode()
    assert "above where you start" in page
    page = client.post(url(world, "global-aim-preview"), {"improve": HOSTILE, "where": "reception"}).content.decode()
    assert "<script>alert" not in page
    assert "in reception." in page
    assert "appears here" in client.post(url(world, "global-aim-preview"), {}).content.decode()
    assert not SpecificAim.objects.exists()
    assert not GlobalAim.objects.exists()


@pytest.mark.django_db
def test_hostile_aim_is_only_text(world, sign_in) -> None:
    build.specific_aim(world.project, what=HOSTILE, population=HOSTILE)
    for name in ("aims-detail", "specific-aim-edit"):
        page = sign_in(world.lead).get(url(world, name)).content.decode()
        assert "<script>alert" not in page
        assert "مرحبا" in page
