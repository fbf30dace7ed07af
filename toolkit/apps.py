from dataclasses import replace

from django.apps import AppConfig


class ToolkitConfig(AppConfig):
    name = "toolkit"
    verbose_name = "Toolkit"

    def ready(self) -> None:
        from projects.calendar import events
        from projects.huddles import sources
        from projects.leaving import holdings
        from projects.models import HuddleItem
        from projects.reminders import kinds
        from projects.steps import parts

        from . import huddle_source, leaving, places
        from . import reminders as keeping
        from .calendar_source import reviews
        from .measures import ahead, reminders, still_due
        from .meeting_sources import register_sources
        from .workbook.usage import PARTS_OF_WORKBOOK

        kinds.register(replace(reminders.KIND, holds=still_due.figure_still_due))
        keeping.register()
        register_sources()
        places.register()
        parts.register(PARTS_OF_WORKBOOK)
        ahead.watch()
        sources.register(HuddleItem.Prompt.TEST, huddle_source.tests_under_way)
        for held in leaving.KINDS:
            holdings.register(held)
        events.register("reviews", reviews)
