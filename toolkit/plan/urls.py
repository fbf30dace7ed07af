from django.urls import path

from . import views

BASE = "projects/<uuid:project_id>/actions/plan/"

urlpatterns = [
    path(BASE, views.ActionPlan.as_view(), name="action-plan"),
    path(f"{BASE}picture/", views.ActionPlanPicture.as_view(), name="action-plan-picture"),
]
