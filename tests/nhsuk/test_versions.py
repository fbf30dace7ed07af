"""The conditional save on real rows, and a model form in front of it."""

import threading

import pytest
from django.db import connection, connections

from cmsportal.nhsuk.fields import DateField, WholeNumberField
from cmsportal.nhsuk.forms import NhsModelForm
from cmsportal.nhsuk.versioned import VersionedFormMixin
from cmsportal.versions import Stale, last_editor, save_versioned
from practices.models import Practice, Programme
from tests.builders import make


class PracticeForm(VersionedFormMixin, NhsModelForm):
    class Meta:
        model = Practice
        fields = ("name",)


class ProgrammeForm(NhsModelForm):
    class Meta:
        model = Programme
        fields = ("name", "starts_on", "ends_on")


@pytest.fixture
def practice(db: None) -> Practice:
    return make.practice("Larkmead Surgery")


def test_a_save_claims_the_version_and_leaves_history(practice: Practice) -> None:
    before = practice.history.count()
    practice.name = "Larkmead Health Centre"
    save_versioned(practice, 0, ["name"])
    stored = Practice.objects.get(pk=practice.pk)
    assert (stored.name, stored.version, practice.version) == ("Larkmead Health Centre", 1, 1)
    assert practice.history.count() == before + 1
    assert last_editor(practice) == "someone else"


def test_a_stale_save_writes_nothing_and_hands_over_what_stands_there(practice: Practice) -> None:
    other = Practice.objects.get(pk=practice.pk)
    other.name = "First"
    save_versioned(other, 0, ["name"])
    practice.name = "Second"
    with pytest.raises(Stale) as stale:
        save_versioned(practice, 0, ["name"])
    assert stale.value.current.name == "First"
    assert Practice.objects.get(pk=practice.pk).version == 1


def test_a_removed_row_is_stale_too(practice: Practice) -> None:
    Practice.objects.filter(pk=practice.pk).delete()
    with pytest.raises(Stale) as stale:
        save_versioned(practice, 0, ["name"])
    assert stale.value.current is None


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins() -> None:
    pk = make.practice("Larkmead Surgery").pk
    start, lost = threading.Barrier(2), []

    def write(name: str) -> None:
        try:
            row = Practice.objects.get(pk=pk)
            row.name = name
            start.wait(timeout=10)
            save_versioned(row, 0, ["name"])
        except Stale as stale:
            lost.append(stale.current.name)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = Practice.objects.get(pk=pk)
    assert stored.version == 1
    assert lost == [stored.name]
    connection.close()


def test_a_model_form_meets_a_newer_row(practice: Practice) -> None:
    practice.name = "Saved meanwhile"
    save_versioned(practice, 0, ["name"])
    form = PracticeForm({"version": "0", "name": "Typed here"}, instance=Practice.objects.get(pk=practice.pk))
    assert not form.is_valid()
    assert form.clashes["name"].theirs == "Saved meanwhile"
    assert form["name"].value() == "Typed here"
    assert form.data["version"] == "1"


def test_forms_do_not_save(practice: Practice) -> None:
    form = PracticeForm({"version": "0", "name": "N"}, instance=practice)
    assert form.is_valid()
    with pytest.raises(TypeError, match="service"):
        form.save()


def test_model_forms_read_dates_and_numbers_as_people_type_them(db: None) -> None:
    form = ProgrammeForm({"name": "Harwick", "starts_on": "3 March 2025", "ends_on": ""})
    assert isinstance(form.fields["starts_on"], DateField)
    form.full_clean()
    assert form.cleaned_data["starts_on"].isoformat() == "2025-03-03"


def test_a_models_limits_come_along() -> None:
    from toolkit.models import Cycle

    class CycleForm(NhsModelForm):
        class Meta:
            model = Cycle
            fields = ("number", "title")

    assert isinstance(CycleForm().fields["number"], WholeNumberField)
    errors = CycleForm({"number": "-1", "title": "x" * 121}).errors
    assert errors["number"] == ["'Number' must be 0 or more."]
    assert "The most is 120." in errors["title"][0]
