"""What the forms of the small tests and of the playbook take, and what they send back with words."""

import re

import pytest

from cmsportal.audit.models import Event
from tests.builders.cycle_forms import (
    NHS_NUMBER,
    act_form,
    changed_standard_form,
    do_form,
    idea_form,
    plan_form,
    ramp_form,
    standard_form,
    study_form,
)
from toolkit.models import ChangeIdea, Cycle, Ramp, Standard

TEXT_FIELDS = [
    *((idea_form, name) for name in ("text",)),
    *((ramp_form, name) for name in ("title", "first_test")),
    *(
        (plan_form, name)
        for name in (
            "title",
            "q0_question",
            "q0_prediction",
            "q1_question",
            "what",
            "who",
            "where",
            "scale",
            "data_plan",
        )
    ),
    *((do_form, name) for name in ("observations", "surprises")),
    *((study_form, name) for name in ("learned", "q0_result")),
    *((act_form, name) for name in ("decision_reason", "next_change")),
    *(
        (form, name)
        for form in (standard_form, changed_standard_form)
        for name in ("title", "who", "what", "when", "tools", "training", "followed_how", "exceptions")
    ),
]


@pytest.mark.parametrize(("form", "name"), TEXT_FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_no_field_takes_an_nhs_number(world, sign_in, form, name) -> None:
    target, values = form(world)
    before = (Cycle.objects.count(), Standard.objects.count(), ChangeIdea.objects.count(), Ramp.objects.count())
    versions = list(Cycle.objects.values_list("version", flat=True))
    page = sign_in(world.member).post(target, {**values, name: f"Kept words {NHS_NUMBER}"}).content.decode()
    assert "looks like an NHS number" in page
    assert f"Kept words {NHS_NUMBER}" in page
    assert f'href="#id_{name}"' in page, "the summary leads to the field"
    assert before == (
        Cycle.objects.count(), Standard.objects.count(), ChangeIdea.objects.count(), Ramp.objects.count()
    )  # fmt: skip
    assert versions == list(Cycle.objects.values_list("version", flat=True))


@pytest.mark.parametrize(
    ("form", "wrong", "words", "kept"),
    [
        (idea_form, {"text": ""}, "Enter the idea", ""),
        (ramp_form, {"first_test": ""}, "Answer", "Fewer calls"),
        (plan_form, {"title": "", "what": "Kept words"}, "Enter what we try", "Kept words"),
        (plan_form, {"starts_on": "12/3/2026", "ends_on": "11/3/2026"}, "The end is before the start.", "12/3/2026"),
        (plan_form, {"starts_on": "soon"}, "soon", "soon"),
        (plan_form, {"size": "-4"}, "must be 0 or more", "-4"),
        (plan_form, {"size": "99999999999"}, "2147483647", "99999999999"),
        (plan_form, {"size": "", "size_unit": "patients", "who": "Kept words"}, "a number from 1 up", "Kept words"),
        (plan_form, {"size": "0", "size_unit": "patients"}, "a number from 1 up", "patients"),
        (plan_form, {"size": "4", "size_unit": "oxen"}, "That choice is no longer there", "4"),
        (
            plan_form,
            {"measure": "11111111-1111-4111-8111-111111111111", "who": "Kept words"},
            "That choice is no longer there",
            "Kept words",
        ),
        (plan_form, {"q1_prediction": "Half"}, "Write the question that this prediction answers.", "Half"),
        (do_form, {"as_planned": "perhaps"}, "That choice is no longer there", "It rained"),
        (study_form, {"q0_comparison": "perhaps"}, "That choice is no longer there", "It helps"),
        (act_form, {"decision": ""}, "Choose what you decide.", "Nobody came"),
        (act_form, {"decision_reason": " "}, "Say why you stop", ""),
        (standard_form, {"what": "", "when": "At 8"}, "Enter what they do", "At 8"),
        (standard_form, {"review_on": "31 February"}, "31 February", "31 February"),
        (changed_standard_form, {"who": "", "tools": "A headset"}, "Enter who does it", "A headset"),
    ],
)
def test_bad_input_is_kept_and_said_beside_the_field(world, sign_in, form, wrong, words, kept) -> None:
    target, values = form(world)
    answer = sign_in(world.member).post(target, {**values, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" in page
    assert words in page.replace("&#x27;", "'")
    assert kept in page
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (study_form, {"q0_result": "x" * 301}),
        (plan_form, {"q0_prediction": "x" * 201}),
        (act_form, {"decision": "x"}),
    ],
)
def test_labels_of_questions_are_words(world, sign_in, form, wrong) -> None:
    target, values = form(world)
    page = sign_in(world.member).post(target, {**values, **wrong}).content.decode()
    assert "There is a problem" in page
    words = re.findall(r"<(?:label|legend|h1|h2|a|span)[^>]*>([^<]*)<", page)
    assert not any("Q0" in word or "Q1" in word for word in words)
    assert "Ensure this value" not in page
