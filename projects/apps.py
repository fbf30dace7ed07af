from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        from practices.signals import partner_ended

        from . import roles
        from .meetings import sources
        from .reminders import huddle, kinds
        from .sharing.services import end_partner_shares

        roles.register()
        kinds.register(huddle.KIND)
        sources.register(sources.ACTIONS)
        sources.register(sources.PARKED)
        partner_ended.connect(end_partner_shares)
