from django.urls import URLPattern, URLResolver, include, path

PARTS = (
    "workbook",
    "fishbone",
    "aims",
    "measures",
    "walls",
    "cycles",
    "playbook",
    "fidelity",
    "counting",
    "timing",
    "ratings",
    "plan",
)

urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"toolkit.{part}.urls")) for part in PARTS]
