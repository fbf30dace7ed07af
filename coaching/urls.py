from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("coaching.visits.urls")),
    path("", include("coaching.briefs.urls")),
    path("", include("coaching.handover.urls")),
    path("", include("coaching.payments.urls")),
    path("", include("coaching.transition.urls")),
    path("", include("coaching.profiles.urls")),
    path("", include("coaching.agreements.urls")),
    path("", include("coaching.matching.urls")),
]
