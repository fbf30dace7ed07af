from django.urls import path

from . import views

urlpatterns = [
    path("outbox/", views.OutboxList.as_view(), name="outbox-list"),
    path("outbox/<str:name>/", views.OutboxDetail.as_view(), name="outbox-detail"),
    path("outbox/<str:name>/html/", views.OutboxHtml.as_view(), name="outbox-html"),
]
