from django.urls import path

from . import open_views, views

SURVEYS = "projects/<uuid:project_id>/surveys/"
SURVEY = SURVEYS + "<uuid:survey_id>/"

urlpatterns = [
    path(SURVEYS, views.SurveyList.as_view(), name="survey-list"),
    path(SURVEYS + "new/<str:kind>/", views.SurveyCreate.as_view(), name="survey-create"),
    path(SURVEY, views.SurveyDetail.as_view(), name="survey-detail"),
    path(SURVEY + "edit/", views.SurveyEdit.as_view(), name="survey-edit"),
    path(SURVEY + "versions/", views.SurveyVersions.as_view(), name="survey-versions"),
    path(SURVEY + "open/", views.SurveyOpen.as_view(), name="survey-open"),
    path(SURVEY + "close/", views.SurveyClose.as_view(), name="survey-close"),
    path(SURVEY + "results.csv", views.SurveyDownload.as_view(), name="survey-download"),
    path(SURVEY + "delete/", views.SurveyDelete.as_view(), name="survey-delete"),
    path(SURVEY + "links/new/", views.SurveyLinkCreate.as_view(), name="survey-link-create"),
    path("in/survey/<str:token>/", open_views.SurveyAnswerPage.as_view(), name="survey-answer"),
]
