from django.urls import path

from . import open_views, views

BASE = "projects/<uuid:project_id>/ratings/"
ONE = f"{BASE}<uuid:round_id>/"

urlpatterns = [
    path(BASE, views.RatingList.as_view(), name="rating-list"),
    path(f"{BASE}begin/<str:kind>/", views.RatingBegin.as_view(), name="rating-begin"),
    path(ONE, views.RatingDetail.as_view(), name="rating-detail"),
    path(f"{ONE}mine/", views.RatingGive.as_view(), name="rating-give"),
    path(f"{ONE}close/", views.RatingClose.as_view(), name="rating-close"),
    path(f"{ONE}links/new/", views.RatingLinkCreate.as_view(), name="rating-link-create"),
    path("in/rating/<str:token>/", open_views.RatingPart.as_view(), name="rating-part"),
    path(f"{ONE}picture/", views.RatingPicture.as_view(), name="rating-picture"),
]
