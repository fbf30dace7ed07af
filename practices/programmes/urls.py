from django.urls import path

from . import views

PROGRAMME = "programmes/<uuid:programme_id>/"
PARTNER = "partners/<uuid:partner_id>/"

urlpatterns = [
    path("programmes/", views.ProgrammeList.as_view(), name="programme-list"),
    path("programmes/new/", views.ProgrammeCreate.as_view(), name="programme-create"),
    path(PROGRAMME + "settings/", views.ProgrammeSettings.as_view(), name="programme-settings"),
    path(PROGRAMME + "commissioner/", views.ProgrammeCommissionerView.as_view(), name="programme-commissioner"),
    path("partners/", views.PartnerList.as_view(), name="partner-list"),
    path("partners/new/", views.PartnerCreate.as_view(), name="partner-create"),
    path(PARTNER, views.PartnerUpdate.as_view(), name="partner-update"),
    path(PARTNER + "attach/", views.PartnerAttach.as_view(), name="partner-attach"),
    path(PARTNER + "end/<uuid:relation_id>/", views.PartnerEnd.as_view(), name="partner-end"),
]
