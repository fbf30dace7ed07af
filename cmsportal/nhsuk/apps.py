from django.apps import AppConfig


class NhsUkConfig(AppConfig):
    name = "cmsportal.nhsuk"
    verbose_name = "NHS design system"
