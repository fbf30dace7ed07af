from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        from cmsportal.accounts.signals import account_closed
        from practices.signals import partner_ended

        from . import roles, signals
        from .calendar import events
        from .calendar import sources as calendar_sources
        from .calendar.invite_mail import INVITE
        from .comments import own as own_places
        from .comments import places
        from .comments.mail import MENTION
        from .leaving import holdings, own
        from .leaving.services import end_places_of, offer_what_is_left
        from .meetings import sources
        from .meetings.mailing import MINUTES
        from .reminders import action, huddle, keeping, kinds, meeting
        from .sharing.services import end_partner_shares

        roles.register()
        sources.register(sources.ACTIONS)
        sources.register(sources.PARKED)
        own_kinds = (huddle.KIND, meeting.KIND, MINUTES, action.KIND, keeping.CHECK, keeping.CHAMPION, keeping.OFFER)
        for kind in (*own_kinds, INVITE, MENTION):
            kinds.register(kind)
        for place in own_places.KINDS:
            places.register(place)
        partner_ended.connect(end_partner_shares)
        for held in own.KINDS:
            holdings.register(held)
        signals.place_ended.connect(offer_what_is_left)
        account_closed.connect(end_places_of)
        for name, source in calendar_sources.SOURCES.items():
            events.register(name, source)
