from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "coaching"
    verbose_name = "Coaching"

    def ready(self) -> None:
        from projects.calendar import events
        from projects.reminders import kinds
        from projects.signals import coaching_began, coaching_ended

        from .agreements import reminders as agreement_letters
        from .agreements.leaving import coach_has_left
        from .handover import introductions
        from .handover.settling import open_hand_over, settle
        from .matching import reminders as match_letters
        from .matching.workflow import overtaken
        from .payments import reminders as claim_letters
        from .transition import reminders as contact_letters
        from .transition.calendar import contacts
        from .visits import reminders
        from .visits.calendar import visits
        from .visits.handover import hand_over_visits
        from .visits.help import HELP

        kinds.register(reminders.FOLLOW_UP)
        kinds.register(reminders.UNLOGGED)
        kinds.register(HELP)
        kinds.register(agreement_letters.ASKED)
        kinds.register(agreement_letters.REVIEW)
        kinds.register(agreement_letters.SETTLED)
        kinds.register(match_letters.ASKED)
        kinds.register(match_letters.SETTLED)
        kinds.register(introductions.KIND)
        kinds.register(claim_letters.TO_DECIDE)
        kinds.register(claim_letters.NEWS_KIND)
        kinds.register(contact_letters.KIND)
        coaching_began.connect(overtaken)
        coaching_began.connect(settle)
        coaching_ended.connect(coach_has_left)
        coaching_ended.connect(hand_over_visits)
        coaching_ended.connect(open_hand_over)
        events.register("contacts", contacts)
        events.register("visits", visits)
