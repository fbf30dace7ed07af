from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "cmsportal.programme"
    verbose_name = "Programme overview"
