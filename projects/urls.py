from django.urls import include, path

urlpatterns: list = [
    path("", include("projects.colleagues.urls")),
]
