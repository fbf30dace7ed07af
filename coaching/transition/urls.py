from django.urls import path

from . import views

TRANSITION = "projects/<uuid:project_id>/end/"
CONTACT = TRANSITION + "contacts/<int:months>/"

urlpatterns = [
    path(TRANSITION, views.TransitionDetail.as_view(), name="transition-detail"),
    path(TRANSITION + "write/", views.TransitionUpdate.as_view(), name="transition-update"),
    path(CONTACT, views.ContactRecord.as_view(), name="contact-record"),
    path(CONTACT + "move/", views.ContactMove.as_view(), name="contact-move"),
]
