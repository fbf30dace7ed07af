from django.urls import URLPattern, URLResolver, include, path

PARTS = (
    *("workbook", "fishbone", "aims", "measures", "walls", "cycles", "playbook", "fidelity"),
    *("ways_in", "surveys", "idea_box", "brainstorm"),
)

urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"toolkit.{part}.urls")) for part in PARTS]
