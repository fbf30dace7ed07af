"""Two people at once on things that hang together: nobody waits in a circle, of which the database would end one."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import make
from tests.builders.together import run_together
from toolkit.cycles.services import take_move
from toolkit.cycles.workflow import REOPEN
from toolkit.measures import services as measures
from toolkit.playbook import services as playbook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def half_way(monkeypatch) -> Callable[[Any, str], threading.Event]:
    """Who comes to a function says so, and goes on once the other one has had the time to lock what is free."""

    def do(module: Any, name: str) -> threading.Event:
        plain, there = getattr(module, name), threading.Event()

        def slowly(*args: Any, **more: Any) -> Any:
            there.set()
            time.sleep(0.5)
            return plain(*args, **more)

        monkeypatch.setattr(module, name, slowly)
        return there

    return do


def after(there: threading.Event, call: Callable[[], Any]) -> Callable[[], Any]:
    def do() -> Any:
        assert there.wait(10)
        return call()

    return do


def test_a_definition_is_changed_while_another_measure_comes_to_lead(world, half_way) -> None:
    measure = make.measure(world.project, is_lead=False)
    make.figures(measure, [12, 14])
    there = half_way(measures, "count_in_another_way")
    values = {"definition": "Calls that a person picks up", "exclusions": "Calls at night"}
    results = run_together(
        lambda: measures.change_measure(
            measure=measure, values=values, expected_version=measure.version, by=world.lead
        ),
        after(there, lambda: measures.choose_lead_measure(measure=measure, by=world.member)),
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    measure.refresh_from_db()
    assert (measure.definition, measure.is_lead) == (values["definition"], True)


def test_a_test_is_opened_again_while_its_standard_goes_back_to_tests(world, half_way) -> None:
    cycle = make.cycle(world.project, stage="closed", decision="adopt", starts_on=make.today())
    standard = make.standard(world.project, cycle=cycle)
    there = half_way(playbook, "_test_again")
    results = run_together(
        lambda: playbook.decide(standard=standard, decision="back", version=standard.version, by=world.lead),
        after(there, lambda: take_move(cycle=cycle, move=REOPEN, by=world.member)),
    )
    broken = [result for result in results if isinstance(result, Exception) and "builds on" not in str(result)]
    assert not broken, results
