from types import SimpleNamespace
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import QueryDict

from cmsportal.nhsuk import fields
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Buttons, Field, Fold, Group
from cmsportal.nhsuk.versioned import VersionedFormMixin
from tests.nhsuk.dom import part, tree

NUMBER = "943 476 5919"


class VisitForm(NhsForm):
    keep = "visit"
    observations = forms.CharField(widget=forms.Textarea)
    mode = forms.ChoiceField(choices=[("visit", "Visit"), ("other", "Another way")], widget=forms.RadioSelect)
    mode_other = forms.CharField(label="Which way?", required=False)
    minutes = fields.WholeNumberField(required=False)
    minutes_why = fields.WholeNumberField(required=False)
    long = forms.BooleanField(label="It was long", required=False)

    reveals = {"mode": {"other": ["mode_other"]}, "long": {True: ["minutes_why"]}}
    required_when_revealed = {"mode_other"}


def filled(**changes: Any) -> dict[str, Any]:
    return {"observations": "All well.", "mode": "visit", **changes}


def test_an_nhs_number_is_refused_by_name_and_the_rest_is_kept() -> None:
    form = VisitForm(filled(observations=f"Saw {NUMBER} twice", mode="other", mode_other="By post"))
    assert not form.is_valid()
    assert form.errors["observations"] == [
        "'Observations' holds what looks like an NHS number. Take it out; everything else you typed is kept."
    ]
    html = render_crispy_form(form)
    assert f"Saw {NUMBER} twice" in html
    assert 'value="By post"' in html
    assert 'href="#id_observations"' in html


def test_every_kind_of_text_field_is_looked_at() -> None:
    class Form(NhsForm):
        short = forms.CharField()
        web = forms.URLField(assume_scheme="https")
        mail = forms.EmailField()
        secret = forms.CharField(widget=forms.PasswordInput)

    form = Form(
        {"short": NUMBER, "web": "https://a.example/9434765919", "mail": "9434765919@a.example", "secret": NUMBER}
    )
    assert set(form.errors) == {"short", "web", "mail"}


def test_a_birthday_warns_and_blocks_nothing() -> None:
    form = VisitForm(filled(observations="Born 3/3/1950"))
    assert form.is_valid()
    assert form.warnings == ["'Observations' may hold a date of birth. Take it out if it is a patient's."]


@pytest.mark.parametrize("text", ["a\x00b", "x" * 20_001])
def test_text_that_cannot_be_kept(text: str) -> None:
    form = VisitForm(filled(observations=text))
    assert "Observations" in form.errors["observations"][0]


@pytest.mark.parametrize("kind", [dict, "query"])
def test_a_new_line_counts_as_one_character(kind: Any) -> None:
    class Form(NhsForm):
        note = forms.CharField(widget=forms.Textarea, max_length=3)

    data: Any = {"note": "a\r\nb"}
    if kind == "query":
        data = QueryDict(mutable=True)
        data["note"] = "a\r\nb"
    form = Form(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["note"] == "a\nb"


def test_what_hides_under_a_choice_not_taken_is_dropped() -> None:
    form = VisitForm(filled(mode_other=NUMBER, minutes_why="rubbish"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["mode_other"] == ""
    assert form.cleaned_data["minutes_why"] is None


def test_what_shows_under_a_choice_can_be_asked_for() -> None:
    form = VisitForm(filled(mode="other"))
    assert form.errors == {"mode_other": ["Answer 'Which way?'"]}
    form = VisitForm(filled(long="on", minutes_why="12"))
    assert form.is_valid()
    assert form.cleaned_data["minutes_why"] == 12


def test_messages_are_in_our_words() -> None:
    class Form(NhsForm):
        name = forms.CharField(label="Name of the measure", max_length=5)
        gp = forms.ChoiceField(label="GP", choices=[("a", "A")])
        figure = fields.NumberField(label="This week", max_value=100)
        mail = forms.EmailField(label="Email address")
        own = forms.CharField(error_messages={"required": "Say it."})

    assert Form({}).errors == {
        "name": ["Enter the name of the measure"],
        "gp": ["Choose the GP"],
        "figure": ["Enter this week"],
        "mail": ["Enter the email address"],
        "own": ["Say it."],
    }
    wrong = Form({"name": "toolong", "gp": "b", "figure": "101", "mail": "x", "own": "y"}).errors
    assert wrong["name"] == ["'Name of the measure' holds 7 characters. The most is 5."]
    assert wrong["figure"] == ["'This week' can be 100 at most."]
    assert all(word not in str(wrong).lower() for word in ("error:", "invalid", "submit", "please"))


def test_a_form_without_layout_draws_every_field_and_one_green_button() -> None:
    html = render_crispy_form(VisitForm())
    for name in VisitForm.base_fields:
        assert html.count(f'name="{name}"') == (2 if name == "mode" else 1)
    assert html.count("nhsuk-button--secondary") == 0
    assert html.count('data-module="nhsuk-button"') == 1
    assert 'data-keep="visit"' in html
    assert "required" not in html
    assert "maxlength" not in html
    assert 'id="conditional-id_mode-2"' in html


def test_fields_in_layouts_keep_their_looks_and_hidden_ones_are_drawn() -> None:
    class Form(NhsForm):
        token = forms.CharField(widget=forms.HiddenInput, initial="t")
        name = forms.CharField()
        note = forms.CharField(required=False)
        looks = {"name": {"width": "20"}}
        layout = (
            Group("About", "name", hint="In a few words"),
            Fold("More", "note"),
            Buttons("Save", "Save and close"),
        )
        buttons = ()

    html = render_crispy_form(Form())
    assert "nhsuk-input--width-20" in html
    assert html.count('name="token"') == 1
    assert html.count("nhsuk-button--secondary") == 1
    assert "<details" in html
    assert " open" not in part(tree(html), "nhsuk-details")[1]
    assert "open" in dict(part(tree(render_crispy_form(Form({"note": "x"}))), "nhsuk-details")[1])


def test_an_unknown_option_is_a_mistake_in_the_code() -> None:
    with pytest.raises(TypeError, match="colour"):
        Field("name", colour="red")


def test_formsets_list_their_problems_once() -> None:
    class Row(NhsForm):
        form_tag = False
        buttons = ()
        who = forms.CharField()

    formset = forms.formset_factory(Row, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "1", "form-0-who": "", "form-1-who": NUMBER}
    )
    assert not formset.is_valid()
    html = render_crispy_form(formset, helper=Row().helper)
    assert html.count("nhsuk-error-summary__heading") == 1
    assert 'href="#id_form-0-who"' in html
    assert 'href="#id_form-1-who"' in html
    assert html.count("form-TOTAL_FORMS") >= 1


class LearnedForm(VersionedFormMixin, NhsForm):
    question = forms.CharField()
    learned = forms.CharField(widget=forms.Textarea, required=False)
    decision = forms.ChoiceField(choices=[("adopt", "Adopt"), ("adapt", "Adapt")], required=False)


def record(**changes: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{"pk": 1, "version": 4, "question": "Q", "learned": "Theirs", "decision": "adapt", **changes}
    )


def test_the_page_carries_the_version_it_was_drawn_from() -> None:
    html = render_crispy_form(LearnedForm(instance=record()))
    assert '<input type="hidden" name="version" value="4" id="id_version">' in html
    assert ">\nTheirs</textarea>" in html


def test_a_save_on_the_same_version_goes_through() -> None:
    form = LearnedForm({"version": "4", "question": "Q", "learned": "Mine"}, instance=record())
    assert form.is_valid()
    assert form.expected_version == 4


def test_a_stale_save_shows_both_texts_and_the_next_one_goes_on() -> None:
    posted = {"version": "3", "question": "Q", "learned": "Mine", "decision": "adopt"}
    form = LearnedForm(posted, instance=record())
    assert not form.is_valid()
    assert set(form.clashes) == {"learned", "decision"}
    assert form.clashes["decision"].theirs == "Adapt"
    html = render_crispy_form(form)
    assert ">\nMine</textarea>" in html
    assert "Saved meanwhile by someone else" in html
    assert "Theirs" in html
    assert 'name="version" value="4"' in html
    again = LearnedForm({**posted, "version": form.data["version"]}, instance=record())
    assert again.is_valid()


def test_losing_the_race_after_validation_shows_the_same() -> None:
    form = LearnedForm({"version": "4", "question": "Q", "learned": "Mine"}, instance=record())
    assert form.is_valid()
    form.show_stale(record(version=5, learned="Newer"))
    assert form.clashes["learned"].theirs == "Newer"
    assert form.data["version"] == "5"
    assert form.non_field_errors()


def test_a_record_removed_meanwhile_keeps_the_text() -> None:
    form = LearnedForm({"version": "4", "question": "Q", "learned": "Mine"}, instance=record())
    assert form.is_valid()
    form.show_stale(None)
    assert "removed" in form.non_field_errors()[0]
    assert "Mine" in render_crispy_form(form)


def test_a_page_without_its_version_overwrites_nothing() -> None:
    form = LearnedForm({"question": "Q", "learned": "Mine"}, instance=record())
    assert not form.is_valid()
    assert form.clashes["learned"].theirs == "Theirs"


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999"])
def test_a_tampered_version_breaks_nothing(version: str) -> None:
    form = LearnedForm({"version": version, "question": "Q", "learned": "Mine"}, instance=record())
    form.is_valid()
    assert "Mine" in render_crispy_form(form)
