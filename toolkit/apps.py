from django.apps import AppConfig


class ToolkitConfig(AppConfig):
    name = "toolkit"
    verbose_name = "Toolkit"

    def ready(self) -> None:
        from projects.reminders import kinds

        from .measures import ahead, reminders
        from .meeting_sources import register_sources

        kinds.register(reminders.KIND)
        register_sources()
        ahead.watch()
