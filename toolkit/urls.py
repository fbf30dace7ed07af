from django.urls import URLPattern, URLResolver, include, path

PARTS = (
    *("workbook", "published", "earlier", "copying", "fishbone", "diagrams", "aims", "measures", "walls", "cycles"),
    *(
        "playbook",
        "fidelity",
        "ways_in",
        "surveys",
        "idea_box",
        "brainstorm",
        "counting",
        "timing",
        "ratings",
        "plan",
    ),
)

urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"toolkit.{part}.urls")) for part in PARTS]
