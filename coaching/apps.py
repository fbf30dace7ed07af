from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "coaching"
    verbose_name = "Coaching"

    def ready(self) -> None:
        from projects.calendar import events
        from projects.reminders import kinds
        from projects.signals import coaching_ended

        from .visits import reminders
        from .visits.calendar import visits
        from .visits.handover import hand_over_visits

        kinds.register(reminders.FOLLOW_UP)
        kinds.register(reminders.UNLOGGED)
        coaching_ended.connect(hand_over_visits)
        events.register("visits", visits)
