from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cmsportal.accounts"
    verbose_name = "People and access"

    def ready(self) -> None:
        from . import signals  # noqa: F401
