from django.urls import path

from . import views

BASE = "projects/<uuid:project_id>/published/"

urlpatterns = [
    path(BASE, views.PublishedPage.as_view(), name="published-figures"),
    path(f"{BASE}<slug:name>.<slug:fmt>", views.PublishedPicture.as_view(), name="published-picture"),
]
