from django.urls import path

from . import views

PEOPLE = "programmes/<uuid:programme_id>/people/"

urlpatterns = [
    path(PEOPLE, views.ProgrammePeople.as_view(), name="programme-people"),
    path(PEOPLE + "invite-manager/", views.ManagerInvite.as_view(), name="manager-invite"),
    path(PEOPLE + "invite-coach/", views.CoachInvite.as_view(), name="coach-invite"),
    path(PEOPLE + "invite-partner/", views.PartnerInvite.as_view(), name="partner-person-invite"),
    path(PEOPLE + "<uuid:membership_id>/end/", views.MemberEnd.as_view(), name="member-end"),
    path(PEOPLE + "coaches/<uuid:membership_id>/", views.CoachEdit.as_view(), name="coach-edit"),
    path(
        PEOPLE + "partners/<uuid:membership_id>/end/",
        views.PartnerPersonEnd.as_view(),
        name="partner-person-end",
    ),
]
