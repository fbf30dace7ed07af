from django.urls import path

from . import views

urlpatterns = [
    path("projects/<uuid:project_id>/coach/", views.CoachAssign.as_view(), name="coach-assign"),
    path("projects/<uuid:project_id>/coach/second/", views.CoachJoin.as_view(), name="coach-join"),
    path("projects/<uuid:project_id>/coach/<uuid:assignment_id>/end/", views.CoachEnd.as_view(), name="coach-end"),
]
