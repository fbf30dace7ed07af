from django.urls import URLPattern, URLResolver, include, path

PARTS = (
    "documents",  # before the workbook, whose parts would take its address
    "workbook",
    "published",
    "earlier",
    "copying",
    "surveys",
    "counting",
    "timing",
    "ratings",
    "findings",
    "fishbone",
    "diagrams",
    "brainstorm",
    "idea_box",
    "aims",
    "plan",
    "measures",
    "walls",
    "cycles",
    "playbook",
    "fidelity",
    "ways_in",
    "storyboard",
)

urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"toolkit.{part}.urls")) for part in PARTS]
