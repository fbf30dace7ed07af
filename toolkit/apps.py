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

        from . import huddle_source, leaving
        from . import reminders as keeping
        from .calendar_source import reviews
        from .measures import ahead, reminders

        kinds.register(reminders.KIND)
        keeping.register()
        ahead.watch()
        for held in leaving.KINDS:
            holdings.register(held)
        events.register("reviews", reviews)
        sources.register(HuddleItem.Prompt.TEST, huddle_source.tests_under_way)
