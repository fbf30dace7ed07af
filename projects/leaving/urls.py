from django.urls import path

from . import views

OFFERS = "projects/<uuid:project_id>/offers/"

urlpatterns = [
    path(OFFERS, views.OfferList.as_view(), name="offer-list"),
    path(OFFERS + "<uuid:offer_id>/take/", views.OfferTake.as_view(), name="offer-take"),
    path(OFFERS + "<uuid:offer_id>/let-go/", views.OfferLetGo.as_view(), name="offer-let-go"),
]
