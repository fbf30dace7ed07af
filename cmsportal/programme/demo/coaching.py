"""Coaches with profiles, practices that wait for one, and two matches that are under way."""

from datetime import timedelta
from typing import Any

from coaching.matching.reasons import as_stored
from coaching.matching.services import candidates
from coaching.models import CoachProfile, Match, Training, Wish
from practices.models import Programme
from projects.models import Project

from .stories.types import Story

# The postcodes of the demo begin with ZZ1 to ZZ9.
PROFILES: dict[str, dict[str, Any]] = {
    "Rachel Osei": {
        "about": "I was a practice nurse for nine years. I like to start small, and I bring biscuits.",
        "commissioning_role": "Long-term conditions manager",
        "commissions": ["diabetes", "respiratory"],
        "clinical_areas": ["access", "mental_health"],
        "earlier_projects": 2,
        "postcode": "ZZ1 2AB",
        "districts": ["ZZ2", "ZZ3"],
        "weekdays": [0, 1, 3],
    },
    "Marcus Bell": {
        "about": "Twelve years of improvement work in hospitals and general practice.",
        "commissioning_role": "Head of quality",
        "clinical_areas": ["access", "frailty", "planned_care"],
        "earlier_projects": 7,
        "types": ["process", "patient_centred", "health"],
        "adopters": ["innovator", "early_adopter", "late_majority"],
        "postcode": "ZZ4 1AA",
        "districts": ["ZZ"],
        "weekdays": [1, 2, 3],
    },
    "Anita Rowe": {
        "about": "I know repeat prescriptions and recall from the inside: I am a pharmacist.",
        "commissioning_role": "Medicines optimisation",
        "commissions": ["medicines"],
        "clinical_areas": ["medicines", "diabetes", "cardiovascular"],
        "earlier_projects": 3,
        "postcode": "ZZ6 3AB",
        "districts": ["ZZ5", "ZZ7"],
        "weekdays": [0, 2, 4],
    },
    "Tom Ashdown": {
        "commissioning_role": "Urgent care contracts",
        "commissions": ["access"],
        "clinical_areas": ["access", "planned_care"],
        "earlier_projects": 1,
        "postcode": "ZZ8 2AA",
        "weekdays": [1, 2],
    },
    "Yasmin Carey": {
        "about": "New to coaching, and glad to learn with you.",
        "commissioning_role": "Cancer and screening programme officer",
        "commissions": ["cancer"],
        "clinical_areas": ["prevention"],
        "postcode": "ZZ9 4AA",
        "districts": ["ZZ9", "ZZ1"],
        "weekdays": [3, 4],
    },
}
# Name, days since, days until the refresher is due.
TRAININGS = {
    "Rachel Osei": (("Coaching clinical microsystems", 1070, 25),),
    "Marcus Bell": (("Coaching clinical microsystems", 2200, 400), ("Mentoring coaches", 700, None)),
    "Anita Rowe": (("Coaching clinical microsystems", 1200, -12),),
    "Yasmin Carey": (("Coaching clinical microsystems", 160, 900),),
}
# Practice, project, how early it joined, kind, months since.
WAITING = tuple(
    Story(practice, title, 1, None, adopter, (kind,), months=months, visits=0)
    for practice, title, adopter, kind, months in (
        ("Gorse Hill Surgery", "Blood tests without a queue", "early_majority", "process", 2),
        ("Aldermoor Health Centre", "Reviews of diabetes on one day", "late_majority", "health", 1),
        ("Weir Street Practice", "Home visits before noon", "early_majority", "patient_centred", 1),
        ("Kilnfield Surgery", "Fewer missed smears", "early_adopter", "health", 1),
    )
)
WISHES: dict[str, dict[str, Any]] = {
    "Gorse Hill Surgery": {"clinical_areas": ["access"], "weekdays": [1, 3], "words": "Mornings suit us best."},
    "Aldermoor Health Centre": {"clinical_areas": ["diabetes"], "weekdays": [0, 2]},
    "Weir Street Practice": {"clinical_areas": ["frailty"], "weekdays": [2]},
    "Kilnfield Surgery": {"clinical_areas": ["cancer", "prevention"], "weekdays": [3]},
}
ASKED = {"Weir Street Practice": ("Marcus Bell", 9, True), "Kilnfield Surgery": ("Rachel Osei", 1, False)}


def seek_coaches(builder: Any, programme: Programme, first: int) -> None:
    """``first``: the number of the next story, from which the names of its people are made."""
    for name, values in PROFILES.items():
        CoachProfile.objects.create(user=builder.person(name), **values)
    for name, rows in TRAININGS.items():
        for training, since, until in rows:
            refresh_on = None if until is None else builder.today + timedelta(days=until)
            Training.objects.create(
                user=builder.person(name), name=training, done_on=builder.ago(since), refresh_on=refresh_on
            )
    for number, story in enumerate(WAITING, start=first):
        builder.project(programme, story, number)
    for practice, values in WISHES.items():
        Wish.objects.create(project=_project(programme, practice), **values)
    for practice, (coach, days, has_agreed) in ASKED.items():
        _ask(builder, _project(programme, practice), coach, days, has_agreed)


def _project(programme: Programme, practice: str) -> Project:
    return Project.objects.select_related("practice", "programme").get(programme=programme, practice__name=practice)


def _ask(builder: Any, project: Project, coach: str, days: int, has_agreed: bool) -> None:
    user = builder.person(coach)
    found = next(one for one in candidates(project) if one.coach.user_id == user.pk)
    chosen_at = builder.noon(builder.ago(days))
    Match.objects.create(
        project=project,
        coach=user,
        chosen_at=chosen_at,
        chosen_by=builder.person("Helen Brandt"),
        starts_on=builder.today + timedelta(days=7),
        rank=found.rank,
        reasons=as_stored(found.reasons),
        override_reason="" if found.rank == 1 else "They know each other from an earlier course.",
        coach_agreed_at=chosen_at + timedelta(days=1) if has_agreed else None,
    )
