from django.urls import path

from . import views

urlpatterns = [
    path("projects/<uuid:project_id>/workbook/document/", views.WorkbookDocument.as_view(), name="workbook-document"),
]
