from django.urls import path

from . import views

BASE = "projects/<uuid:project_id>/earlier/"

urlpatterns = [
    path(BASE, views.EarlierWorkbook.as_view(), name="workbook-earlier"),
    path(f"{BASE}still-true/", views.EarlierConfirm.as_view(), name="workbook-still-true"),
]
