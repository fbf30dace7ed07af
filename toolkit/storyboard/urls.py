from django.urls import path

from . import views

BASE = "projects/<uuid:project_id>/storyboard/"

urlpatterns = [
    path(BASE, views.StoryboardDetail.as_view(), name="storyboard-detail"),
    path(BASE + "edit/", views.StoryboardUpdate.as_view(), name="storyboard-update"),
    path(BASE + "versions/", views.StoryboardVersions.as_view(), name="storyboard-versions"),
    path(BASE + "document/", views.StoryboardDocument.as_view(), name="storyboard-document"),
]
