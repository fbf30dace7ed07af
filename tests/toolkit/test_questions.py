import re
from decimal import Decimal
from typing import Any

import pytest

from toolkit.models import Answer
from toolkit.workbook.questions import PARTS, QUESTIONS, Kind, part_of
from toolkit.workbook.questions.kinds import OF_ONE

GROUPS = [(part, group) for part in PARTS for group in part.groups]
WORDS = [
    words for part, group in GROUPS for words in (part.name, part.title, group.title, group.intro, group.why)
] + [words for question in QUESTIONS.values() for words in (question.label, question.hint)]


def test_five_parts_and_every_question_once() -> None:
    assert [part.slug for part in PARTS] == ["purpose", "patients", "professionals", "processes", "patterns"]
    keys = [question.key for part in PARTS for question in part.questions]
    assert len(keys) == len(set(keys)) == len(QUESTIONS)
    assert len({question.slug for question in QUESTIONS.values()}) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_question_is_whole(question) -> None:
    part = part_of(question.key)
    assert re.fullmatch(rf"{part.slug}\.[a-z0-9_]+", question.key)
    assert len(question.key) <= Answer._meta.get_field("key").max_length
    assert question.label
    assert bool(question.unit) == question.is_figure
    assert question.kind in Kind
    if question.kind is Kind.PERCENT:
        assert question.unit == "%"
        assert question.largest == 100


@pytest.mark.parametrize(("part", "group"), GROUPS, ids=lambda item: item.slug)
def test_group_is_whole(part, group) -> None:
    assert group.intro.endswith((".", "?"))
    assert group.why.endswith((".", "?"))
    assert group.shape in {"rows", "bars", "roles"}
    assert any(question.counts for question in group.questions), "a group nobody need answer is never done"
    assert len({other.slug for other in part.groups}) == len(part.groups)
    assert group.slug not in {"skip", "take-up", "print"}


@pytest.mark.parametrize("words", [words for words in WORDS if words])
def test_words_are_short_and_plain(words: str) -> None:
    for sentence in re.split(r"(?<=[.?!])\s", words):
        assert len(sentence.split()) < 20, sentence
    assert not re.search(r"\b(error|invalid|submit|please)\b", words, re.IGNORECASE)


def test_every_field_of_the_method_is_asked() -> None:
    """The subjects of the five Ps, each by one question that stands for it."""
    wanted = {
        "purpose.why", "purpose.for_whom", "purpose.good",
        "patients.list_size", "patients.age_0_17", "patients.female", "patients.conditions", "patients.frequent",
        "patients.frequent_why", "patients.easy_phone", "patients.saw_wanted", "patients.enough_time",
        "patients.overall", "patients.walk",
        "professionals.gp_partner_heads", "professionals.gp_partner_wte", "professionals.time_clinical",
        "professionals.skills", "professionals.satisfied", "professionals.morale", "professionals.locum",
        "professionals.next_gp",
        "processes.phones", "processes.appointments", "processes.messages", "processes.results",
        "processes.prescriptions", "processes.referrals", "processes.registration", "processes.recall",
        "processes.letters", "processes.visit_minutes", "processes.maps",
        "patterns.demand_mon", "patterns.hour_08", "patterns.unplanned", "patterns.meetings", "patterns.information",
        "patterns.outcomes", "patterns.safety", "patterns.money", "patterns.culture", "patterns.proud",
    }  # fmt: skip
    assert wanted - set(QUESTIONS) == set()


@pytest.mark.parametrize(
    ("key", "figure", "words"),
    [
        ("patients.list_size", 9500, "9,500 people"),
        ("professionals.gp_partner_heads", 1, "1 person"),
        ("professionals.gp_partner_wte", "0.5", "0.5 full-time"),
        ("processes.visit_minutes", 1, "1 minute"),
        ("processes.visit_minutes", "1.5", "1.5 minutes"),
        ("patients.female", "51.2", "51.2%"),
        ("patients.female", 1, "1%"),
    ],
)
def test_a_figure_is_said_with_its_unit(key: str, figure: Any, words: str) -> None:
    assert QUESTIONS[key].figure_words(Decimal(figure)) == words


def test_every_unit_can_be_said_of_one() -> None:
    said = {question.unit for question in QUESTIONS.values() if question.is_figure}
    assert {unit for unit in said if unit.endswith("s") or unit == "people"} == set(OF_ONE)
