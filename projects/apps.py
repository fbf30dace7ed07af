from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        from . import roles
        from .reminders import huddle, kinds

        roles.register()
        kinds.register(huddle.KIND)
