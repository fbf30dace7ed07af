from django.urls import path

from .views import SharingDetail

urlpatterns = [path("projects/<uuid:project_id>/sharing/", SharingDetail.as_view(), name="sharing-detail")]
