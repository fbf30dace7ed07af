from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cmsportal.audit"
    verbose_name = "Audit trail"
