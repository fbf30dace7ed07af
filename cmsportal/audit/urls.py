from django.urls import path

from . import views

urlpatterns = [
    path("audit/", views.TrailList.as_view(), name="event-list"),
    path("audit/download/", views.TrailDownload.as_view(), name="event-download"),
]
