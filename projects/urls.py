from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"projects.{part}.urls"))
    for part in ("signup", "status", "steps", "team", "sharing", "coaches", "actions", "huddles")
]
