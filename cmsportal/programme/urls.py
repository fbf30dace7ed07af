from django.urls import include, path

urlpatterns: list = [
    path("", include("cmsportal.programme.people.urls")),
]
