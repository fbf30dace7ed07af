"""The points of all pairs at once against the sentences of one pair: two ways to work out the same."""

from random import Random
from uuid import UUID, uuid4

import numpy as np
import pytest

from coaching.matching import weights
from coaching.matching.facts import CoachFacts, Waiting, Words, area_of, district_of
from coaching.matching.reasons import reasons
from coaching.matching.scoring import best, ranking, score

AREAS = [f"area{number}" for number in range(12)]
TYPES = ["process", "patient_centred", "health"]
ADOPTERS = ["innovator", "laggard", "early_majority"]
DISTRICTS = ["EX1", "EX4", "EX16", "TQ1", "TQ2", "E1", "E1W", "PL20", "XXXX", ""]


def coach(**extra) -> CoachFacts:
    return CoachFacts(
        **{"user_id": uuid4(), "membership_id": uuid4(), "name": "Ann", "teams": 0, "capacity": 1, **extra}
    )


def practice(**extra) -> Waiting:
    return Waiting(**{"project_id": uuid4(), "practice_id": uuid4(), "code": "Z00001", **extra})


def some(random: Random, keys, most: int = 3) -> frozenset:
    return frozenset(random.sample(list(keys), random.randint(0, min(most, len(keys)))))


def postcode(random: Random) -> str:
    district = random.choice(DISTRICTS)
    return f"{district} 1AA" if district else ""


def generated(seed: int) -> tuple[list[CoachFacts], list[Waiting]]:
    random = Random(seed)
    rows = [
        practice(
            project_id=UUID(int=number + 1),
            practice_id=UUID(int=1000 + number // 2),  # two projects of each practice
            code=f"Z{number // 2:05d}",
            postcode=postcode(random),
            types=some(random, TYPES),
            areas=some(random, AREAS),
            adopter=random.choice([*ADOPTERS, ""]),
            weekdays=some(random, range(5)),
        )
        for number in range(24)
    ]
    coaches = [
        coach(
            name=f"Coach {number}",
            teams=random.randint(0, 4),
            capacity=random.randint(0, 5),
            projects=random.randint(0, 4),
            types=some(random, TYPES),
            areas=some(random, AREAS, 5),
            adopters=some(random, ADOPTERS),
            commissions=some(random, AREAS),
            postcode=postcode(random),
            districts=some(random, ["EX4", "EX", "TQ", "E1", "E", "PL20", "ZE1"]),
            weekdays=some(random, range(5)),
            mentor=random.choice(["", "Marcus Bell"]),
            keeps_out_of=some(random, [row.code for row in rows], 2),
            coached_before=some(random, {row.practice_id for row in rows}, 3),
            said_no=some(random, [row.project_id for row in rows], 2),
            on_teams=some(random, [row.project_id for row in rows], 1),
        )
        for number in range(15)
    ]
    return coaches, rows


@pytest.mark.parametrize("seed", range(12))
def test_the_sentences_of_each_pair_add_up_to_its_points(seed) -> None:
    coaches, rows = generated(seed)
    points = score(coaches, rows)
    told = [[sum(reason.points for reason in reasons(one, row, Words())) for one in coaches] for row in rows]
    assert points.tolist() == told


WORDS = Words(
    types={"process": "How the practice runs"},
    areas={"diabetes": "Diabetes", "cancer": "Cancer and screening"},
    adopters={"innovator": "Innovator"},
    weekdays={0: "Monday", 1: "Tuesday", 2: "Wednesday"},
)


@pytest.mark.parametrize(
    ("one", "row", "said", "speaks_for"),
    [
        ({"teams": 1, "capacity": 3}, {}, "Has room: 1 of 3 teams", True),
        ({"teams": 1, "capacity": 1}, {}, "No room: 1 of 1 team", False),
        ({"projects": 3}, {}, "Has coached 3 projects", True),
        ({"mentor": "Marcus Bell"}, {}, "New to it, with Marcus Bell as mentor", True),
        ({}, {}, "New to it, and has no mentor yet", False),
        (
            {"areas": {"diabetes", "cancer"}},
            {"areas": {"diabetes", "cancer"}},
            "Knows this area: Diabetes, cancer and screening",
            True,
        ),
        (
            {"types": {"process"}},
            {"types": {"process"}},
            "Has coached this kind of project: How the practice runs",
            True,
        ),
        (
            {"adopters": {"innovator"}},
            {"adopter": "innovator"},
            "Has coached practices that join at this stage: Innovator",
            True,
        ),
        (
            {"commissions": {"diabetes"}},
            {"areas": {"diabetes"}},
            "Commissions what the project is about: Diabetes",
            False,
        ),
        ({"weekdays": {0, 1}}, {"weekdays": {1, 2}}, "Works when the team can meet: Tuesday", True),
        ({"weekdays": {0}}, {"weekdays": {2}}, "Does not work on the team’s days", False),
        ({"postcode": "EX4 9ZZ"}, {"postcode": "EX4 1AA"}, "Close by: both in EX4", True),
        ({"districts": {"EX"}}, {"postcode": "EX4 1AA"}, "Goes to EX4", True),
        ({"postcode": "EX1 1AA"}, {"postcode": "EX4 1AA"}, "Not far: EX1, and the practice in EX4", True),
        ({"postcode": "TQ1 1AA"}, {"postcode": "EX4 1AA"}, "Far: the practice is in EX4", False),
    ],
)  # fmt: skip
def test_each_thing_that_counts_is_spelt_out(one, row, said, speaks_for) -> None:
    sets = {"areas", "types", "adopters", "commissions", "weekdays", "districts"}
    facts = [{k: frozenset(v) if k in sets else v for k, v in given.items()} for given in (one, row)]
    found = {reason.words: reason.speaks_for for reason in reasons(coach(**facts[0]), practice(**facts[1]), WORDS)}
    assert found.get(said) is speaks_for, found


def test_the_past_is_told_and_the_weightiest_comes_first() -> None:
    row = practice()
    known = coach(coached_before=frozenset({row.practice_id}), said_no=frozenset({row.project_id}))
    words = [reason.words for reason in reasons(known, row, WORDS)]
    assert words[0] == "Asked before, and one side said no"
    assert "Has coached this practice before" in words
    barred = coach(keeps_out_of=frozenset({row.code}))
    assert reasons(barred, row, WORDS)[0].words == "Keeps out of this practice"
    assert reasons(coach(on_teams=frozenset({row.project_id})), row, WORDS)[0].words == "Is on this lead team"


def test_nothing_is_said_of_a_place_nobody_has_named() -> None:
    for one, row in ((coach(), practice(postcode="EX4 1AA")), (coach(postcode="EX4 1AA"), practice())):
        words = " ".join(reason.words for reason in reasons(one, row, WORDS))
        assert "EX4" not in words
        assert "Far" not in words


def test_a_conflict_of_roles_outweighs_everything_that_speaks_for_a_coach() -> None:
    row = practice(areas=frozenset({"diabetes"}), types=frozenset(TYPES), adopter="innovator", postcode="EX4 1AA",
                   weekdays=frozenset({1}))  # fmt: skip
    best_of_all = coach(
        capacity=9, projects=9, types=frozenset(TYPES), areas=frozenset({"diabetes"}), postcode="EX4 2BB",
        adopters=frozenset({"innovator"}), weekdays=frozenset({1}), coached_before=frozenset({row.practice_id}),
        commissions=frozenset({"diabetes"}),
    )  # fmt: skip
    worst = coach(
        teams=5, capacity=1, postcode="TQ1 1AA", weekdays=frozenset({4})
    )  # full, new, without a mentor, far away, on other days
    assert score([best_of_all, worst], [row])[0].tolist() == sorted(score([best_of_all, worst], [row])[0].tolist())
    assert score([best_of_all], [row])[0, 0] < weights.NOT_PROPOSED


def test_equal_points_are_ranked_by_name() -> None:
    assert ranking(np.array([5, 9, 5]), ["Zoe", "Mia", "Ann"]) == [1, 2, 0]


def test_the_best_of_many_are_those_of_a_full_sorting() -> None:
    coaches, rows = generated(3)
    points = score(coaches, rows)
    top = best(points, 4)
    for number in range(len(rows)):
        wanted = sorted(points[number].tolist(), reverse=True)[:4]
        assert [int(points[number, place]) for place in top[number]] == wanted
    assert best(points, 99).shape == points.shape


@pytest.mark.parametrize(
    ("given", "district", "area"),
    [
        ("EX4 3AB", "EX4", "EX"),
        ("ex43ab", "EX4", "EX"),
        ("E1W 1AA", "E1W", "E"),
        ("M1 1AE", "M1", "M"),
        ("EC1A 1BB", "EC1A", "EC"),
        ("", "", ""),
        ("EX4", "", ""),
    ],
)
def test_districts_and_areas_of_postcodes(given, district, area) -> None:
    assert (district_of(given), area_of(district_of(given))) == (district, area)


def test_nobody_and_nothing() -> None:
    assert score([], [practice()]).shape == (1, 0)
    assert score([coach()], []).shape == (0, 1)
