from django.urls import path

from . import phone_views, views

VISITS = "projects/<uuid:project_id>/visits/"

urlpatterns = [
    path("visits-worker.js", phone_views.VisitWorker.as_view(), name="visit-worker"),
    path("visits/kept/", phone_views.VisitsKept.as_view(), name="visits-kept"),
    path(VISITS, views.VisitList.as_view(), name="visit-list"),
    path(VISITS + "plan/", views.VisitPlan.as_view(), name="visit-plan"),
    path(VISITS + "new/", views.VisitCreate.as_view(), name="visit-create"),
    path(VISITS + "<uuid:visit_id>/", views.VisitDetail.as_view(), name="visit-detail"),
    path(VISITS + "<uuid:visit_id>/log/", views.VisitLog.as_view(), name="visit-log"),
    path(VISITS + "<uuid:visit_id>/send/", phone_views.VisitSend.as_view(), name="visit-send"),
    path(VISITS + "<uuid:visit_id>/move/", views.VisitMove.as_view(), name="visit-move"),
    path(VISITS + "<uuid:visit_id>/cancel/", views.VisitCancel.as_view(), name="visit-cancel"),
]
