from django.urls import path

from . import views

BASE = "projects/<uuid:project_id>/aims/"

urlpatterns = [
    path(BASE, views.AimsDetail.as_view(), name="aims-detail"),
    path(f"{BASE}global/", views.GlobalAimEdit.as_view(), name="global-aim-edit"),
    path(f"{BASE}global/preview/", views.GlobalAimPreview.as_view(), name="global-aim-preview"),
    path(f"{BASE}specific/", views.SpecificAimEdit.as_view(), name="specific-aim-edit"),
    path(f"{BASE}specific/preview/", views.SpecificAimPreview.as_view(), name="specific-aim-preview"),
]
