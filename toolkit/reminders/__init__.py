"""Mails about what a team keeps going: a test to study, a process to look at again, a wall out of date."""

from projects.reminders import kinds


def register() -> None:
    from . import standard, study, wall

    for kind in (study.KIND, standard.KIND, wall.KIND):
        kinds.register(kind)
