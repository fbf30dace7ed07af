from django.urls import URLPattern, URLResolver, include, path

PARTS = (
    *("signup", "status", "steps", "team", "colleagues", "sharing", "coaches", "actions", "huddles", "reminders"),
    *("closures", "meetings", "leaving", "calendar", "followup", "rules", "comments"),
)

urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"projects.{part}.urls")) for part in PARTS]
