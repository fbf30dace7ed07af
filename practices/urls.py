from django.urls import include, path

urlpatterns: list = [
    path("", include("practices.directory.urls")),
    path("", include("practices.programmes.urls")),
    path("", include("practices.opendata.urls")),
]
