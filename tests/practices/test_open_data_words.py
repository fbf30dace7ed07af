"""How new the published figures are, in words: no database is asked."""

from datetime import date

from practices.opendata.presenters import kinds


def test_appointments_are_of_a_month_the_others_of_a_day() -> None:
    assert [kind.newest for kind in kinds({"patients": date(2026, 10, 1), "appointments": date(2026, 9, 1)})] == [
        "Newest: Thursday 1 October 2026",
        "None read in yet",
        "Newest: September 2026",
    ]
