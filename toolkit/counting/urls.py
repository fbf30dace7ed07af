from django.urls import path

from . import open_views, phone_views, views

BASE = "projects/<uuid:project_id>/counting/"
ONE = f"{BASE}sheets/<uuid:sheet_id>/"

urlpatterns = [
    path(BASE, views.CountingDetail.as_view(), name="counting-detail"),
    path(f"{BASE}sheets/new/<str:kind>/", views.SheetCreate.as_view(), name="sheet-create"),
    path(ONE, views.SheetDetail.as_view(), name="sheet-detail"),
    path(f"{ONE}edit/", views.SheetEdit.as_view(), name="sheet-edit"),
    path(f"{ONE}add/", views.SheetAdd.as_view(), name="sheet-add"),
    path(f"{ONE}close/", views.SheetClose.as_view(), name="sheet-close"),
    path(f"{ONE}picture/", views.SheetPicture.as_view(), name="sheet-picture"),
    path(f"{ONE}phone/", phone_views.SheetPhone.as_view(), name="sheet-phone"),
    path(f"{ONE}phone/send/", phone_views.SheetSend.as_view(), name="sheet-send"),
    path(f"{ONE}links/new/", views.SheetLinkCreate.as_view(), name="sheet-link-create"),
    path("in/count/<str:token>/", open_views.SheetPart.as_view(), name="sheet-part"),
    path("in/count/<str:token>/send/", open_views.SheetPartSend.as_view(), name="sheet-part-send"),
]
