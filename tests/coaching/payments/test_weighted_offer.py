"""Registered patients, as published, are offered where no weighted ones are entered; nothing counts unsaved."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from coaching.models import WeightedList
from coaching.payments.ladder import UNWEIGHTED, ladder_of
from coaching.payments.weighing import registered_of
from tests.builders import opendata, payments

DAY = date(2026, 1, 1)
SOURCE = "Patients registered at a GP practice, NHS England, Thursday 1 January 2026: registered, not weighted"


@pytest.fixture
def published(world):
    """10,320 patients: 5,520 women and 4,800 men."""
    payments.package(world.programme, world.manager, (("Team", ["lead_team"], "0.15"),), basis="weighted")
    opendata.kept(world.practice, DAY)
    return world


def address(world) -> str:
    return reverse("weighted-create", args=[world.project.pk])


def typed(**values) -> dict[str, str]:
    return {"patients": "10320", "day": "1/1/2026", "source": SOURCE, "key": str(uuid.uuid4()), **values}


def test_the_form_offers_them_with_day_and_source_and_saves_nothing_by_itself(published, sign_in) -> None:
    page = sign_in(published.manager).get(address(published)).content.decode()
    assert 'value="10320"' in page or 'value="10,320"' in page
    assert SOURCE in page
    assert "They are not weighted" in page
    assert not WeightedList.objects.exists()
    assert ladder_of(published.project).stands == UNWEIGHTED


def test_saved_as_offered_the_source_says_what_it_is(published, sign_in) -> None:
    assert sign_in(published.manager).post(address(published), typed()).status_code == 302
    row = WeightedList.objects.get()
    assert (row.patients, row.day, row.source) == (10_320, DAY, SOURCE)
    assert registered_of(published.practice) is None, "it is not offered twice"


@pytest.mark.parametrize("change", [{"patients": "9872"}, {"day": "2/1/2026"}], ids=["figure", "day"])
def test_a_figure_typed_over_it_does_not_keep_its_source(published, sign_in, change) -> None:
    client = sign_in(published.manager)
    page = client.post(address(published), typed(**change)).content.decode()
    assert "You changed the figure or its day. Say where the new one is from." in page
    assert f'value="{next(iter(change.values()))}"' in page
    assert not WeightedList.objects.exists()
    own = typed(**change, source="Quarterly payment figures")
    assert client.post(address(published), own).status_code == 302
    assert WeightedList.objects.get().source == "Quarterly payment figures"


def test_it_is_offered_again_once_something_newer_is_published(published) -> None:
    payments.weighted(published.practice, published.manager, 9872, day=date(2026, 2, 1))
    assert registered_of(published.practice) is None
    opendata.kept(published.practice, date(2026, 4, 1), months=0)
    assert registered_of(published.practice).day == date(2026, 4, 1)


def test_without_a_published_count_the_form_is_empty(world, sign_in) -> None:
    assert registered_of(world.practice) is None
    page = sign_in(world.manager).get(address(world)).content.decode()
    assert "not weighted:" not in page
    assert "That is not the weighted figure." in page
