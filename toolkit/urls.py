from django.urls import URLPattern, URLResolver, include, path

PARTS = ("documents", "workbook", "fishbone", "aims", "measures", "walls", "cycles", "playbook", "fidelity")

urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"toolkit.{part}.urls")) for part in PARTS]
