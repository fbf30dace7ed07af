from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Organisations"

    def ready(self) -> None:
        from . import roles

        roles.register()
