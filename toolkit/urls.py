from django.urls import include, path

urlpatterns: list = [
    path("", include("toolkit.measures.urls")),
    path("", include("toolkit.walls.urls")),
]
