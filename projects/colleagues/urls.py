from django.urls import path

from . import views

COLLEAGUES = "projects/<uuid:project_id>/colleagues/"

urlpatterns = [
    path(COLLEAGUES, views.ColleagueList.as_view(), name="colleague-list"),
    path(COLLEAGUES + "invite/", views.ColleagueInvite.as_view(), name="colleague-invite"),
    path(COLLEAGUES + "<uuid:membership_id>/end/", views.ColleagueEnd.as_view(), name="colleague-end"),
]
