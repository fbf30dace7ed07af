from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "coaching"
    verbose_name = "Coaching"

    def ready(self) -> None:
        from projects.reminders import kinds

        from .visits import reminders

        kinds.register(reminders.FOLLOW_UP)
        kinds.register(reminders.UNLOGGED)
