from django.urls import path

from . import views

BRIEF = "projects/<uuid:project_id>/visits/<uuid:visit_id>/brief/"

urlpatterns = [
    path(BRIEF, views.VisitBrief.as_view(), name="visit-brief"),
    path(BRIEF + "pdf/", views.VisitBriefPdf.as_view(), name="visit-brief-pdf"),
]
