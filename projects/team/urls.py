from django.urls import path

from . import views

TEAM = "projects/<uuid:project_id>/team/"
MEMBER = TEAM + "<uuid:member_id>/"

urlpatterns = [
    path(TEAM, views.TeamDetail.as_view(), name="team-detail"),
    path(TEAM + "new/", views.TeamCreate.as_view(), name="team-create"),
    path(TEAM + "patient-partner/", views.PatientPartnerUpdate.as_view(), name="patient-partner-update"),
    path(MEMBER, views.TeamUpdate.as_view(), name="team-update"),
    path(MEMBER + "leave/", views.TeamLeave.as_view(), name="team-leave"),
    path(MEMBER + "invite/", views.TeamInvite.as_view(), name="team-invite"),
]
