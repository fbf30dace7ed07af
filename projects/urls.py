from django.urls import URLPattern, URLResolver, include, path

PARTS: tuple[str, ...] = ("signup", "status", "steps", "team", "colleagues", "sharing", "coaches", "actions")
PARTS += ("huddles", "reminders", "meetings")

urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"projects.{part}.urls")) for part in PARTS]
