from django.urls import path

from . import print_views, views

PLAYBOOK = "projects/<uuid:project_id>/playbook/"
STANDARD = PLAYBOOK + "<uuid:standard_id>/"
EDITION = STANDARD + "editions/<int:edition>/"

urlpatterns = [
    path(PLAYBOOK, views.StandardList.as_view(), name="standard-list"),
    path(PLAYBOOK + "new/", views.StandardCreate.as_view(), name="standard-create"),
    path(PLAYBOOK + "print/", print_views.PlaybookPrint.as_view(), name="playbook-print"),
    path(PLAYBOOK + "pdf/", print_views.PlaybookPdf.as_view(), name="playbook-pdf"),
    path(STANDARD, views.StandardDetail.as_view(), name="standard-detail"),
    path(STANDARD + "change/", views.StandardUpdate.as_view(), name="standard-update"),
    path(STANDARD + "decide/", views.StandardDecide.as_view(), name="standard-decide"),
    path(EDITION, views.PlaybookEntryDetail.as_view(), name="playbookentry-detail"),
    path(EDITION + "print/", print_views.PlaybookEntryPrint.as_view(), name="playbookentry-print"),
    path(EDITION + "pdf/", print_views.PlaybookEntryPdf.as_view(), name="playbookentry-pdf"),
]
