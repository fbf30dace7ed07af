from django.urls import path

from . import views

urlpatterns = [
    path("programmes/<uuid:programme_id>/projects/new/", views.ProjectCreate.as_view(), name="project-create"),
    path("projects/<uuid:project_id>/about/", views.ProjectUpdate.as_view(), name="project-update"),
    path("projects/<uuid:project_id>/adopter/", views.AdopterUpdate.as_view(), name="adopter-update"),
]
