from django.urls import path

from . import answer_views, views

BASE = "projects/<uuid:project_id>/workbook/"
ANSWER = "projects/<uuid:project_id>/answers/<str:key>/"

urlpatterns = [
    path(BASE, views.WorkbookDetail.as_view(), name="workbook-detail"),
    path(f"{BASE}print/", views.WorkbookPrint.as_view(), name="workbook-print"),
    path(f"{BASE}way/", views.WorkbookPath.as_view(), name="workbook-path"),
    path(f"{BASE}<slug:part>/", views.WorkbookPart.as_view(), name="workbook-part"),
    path(f"{BASE}<slug:part>/skip/", views.WorkbookSkipEdit.as_view(), name="workbook-skip"),
    path(f"{BASE}<slug:part>/take-up/", views.WorkbookTakeUp.as_view(), name="workbook-take-up"),
    path(f"{BASE}<slug:part>/<slug:group>/skip/", views.WorkbookSkipEdit.as_view(), name="workbook-skip"),
    path(ANSWER, answer_views.AnswerSave.as_view(), name="answer-save"),
    path(f"{ANSWER}history/", answer_views.AnswerHistory.as_view(), name="answer-history"),
]
