from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        from practices.signals import partner_ended

        from . import roles
        from .reminders import action, huddle, keeping, kinds, meeting
        from .sharing.services import end_partner_shares

        roles.register()
        for kind in (huddle.KIND, meeting.KIND, action.KIND, keeping.CHECK, keeping.CHAMPION, keeping.OFFER):
            kinds.register(kind)
        partner_ended.connect(end_partner_shares)
