from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        from practices.signals import partner_ended

        from . import roles
        from .reminders import huddle, kinds
        from .sharing.services import end_partner_shares

        roles.register()
        kinds.register(huddle.KIND)
        partner_ended.connect(end_partner_shares)
