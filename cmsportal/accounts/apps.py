from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cmsportal.accounts"
    verbose_name = "People and access"
