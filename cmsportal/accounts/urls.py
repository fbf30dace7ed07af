from django.urls import path

from . import views

urlpatterns = [
    path("invitations/<str:token>/", views.InvitationAccept.as_view(), name="invitation-accept"),
    path(
        "people/invitations/<uuid:invitation_id>/resend/",
        views.InvitationResend.as_view(),
        name="invitation-resend",
    ),
    path(
        "people/invitations/<uuid:invitation_id>/withdraw/",
        views.InvitationWithdraw.as_view(),
        name="invitation-withdraw",
    ),
    path("people/", views.PersonList.as_view(), name="person-list"),
    path("people/invite-administrator/", views.AdministratorInvite.as_view(), name="administrator-invite"),
    path("people/<uuid:person_id>/", views.PersonDetail.as_view(), name="person-detail"),
    path("people/<uuid:person_id>/close/", views.PersonClose.as_view(), name="person-close"),
    path("people/<uuid:person_id>/reopen/", views.PersonReopen.as_view(), name="person-reopen"),
    path(
        "people/<uuid:person_id>/administrator/", views.AdministratorMake.as_view(), name="administrator-make"
    ),
    path(
        "people/<uuid:person_id>/no-administrator/",
        views.AdministratorUnmake.as_view(),
        name="administrator-unmake",
    ),
    path("account/", views.AccountDetail.as_view(), name="account-detail"),
    path("session/keep/", views.SessionKeep.as_view(), name="session_keep"),
]
