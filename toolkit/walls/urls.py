from django.urls import path

from . import views

urlpatterns = [
    path("projects/<uuid:project_id>/wall/", views.WallDetail.as_view(), name="wall-detail"),
    path("walls/", views.WallList.as_view(), name="wall-list"),
]
