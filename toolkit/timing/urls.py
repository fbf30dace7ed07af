from django.urls import path

from . import open_views, phone_views, views

BASE = "projects/<uuid:project_id>/counting/timings/"
ONE = f"{BASE}<uuid:timing_id>/"

urlpatterns = [
    path(f"{BASE}new/", views.TimingCreate.as_view(), name="timing-create"),
    path(ONE, views.TimingDetail.as_view(), name="timing-detail"),
    path(f"{ONE}edit/", views.TimingEdit.as_view(), name="timing-edit"),
    path(f"{ONE}parts/", views.TimingParts.as_view(), name="timing-parts"),
    path(f"{ONE}close/", views.TimingClose.as_view(), name="timing-close"),
    path(f"{ONE}picture/", views.TimingPicture.as_view(), name="timing-picture"),
    path(f"{ONE}phone/", phone_views.TimingPhone.as_view(), name="timing-phone"),
    path(f"{ONE}phone/send/", phone_views.TimingSend.as_view(), name="timing-send"),
    path(f"{ONE}links/new/", views.TimingLinkCreate.as_view(), name="timing-link-create"),
    path("in/time/<str:token>/", open_views.TimingPart.as_view(), name="timing-part"),
    path("in/time/<str:token>/send/", open_views.TimingPartSend.as_view(), name="timing-part-send"),
    path(f"{ONE}visits/<uuid:visit_id>/", views.VisitNote.as_view(), name="visit-note"),
]
