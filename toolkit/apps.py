from django.apps import AppConfig


class ToolkitConfig(AppConfig):
    name = "toolkit"
    verbose_name = "Toolkit"

    def ready(self) -> None:
        from projects.reminders import kinds

        from . import reminders as keeping
        from .measures import ahead, reminders

        kinds.register(reminders.KIND)
        keeping.register()
        ahead.watch()
