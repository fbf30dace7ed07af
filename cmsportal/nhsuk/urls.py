from django.urls import path

from cmsportal.nhsuk.gallery import GalleryView
from cmsportal.views import InformationView

urlpatterns = [
    path("gallery/", GalleryView.as_view(), name="gallery"),
    path("accessibility/", InformationView.as_view(), {"page": "accessibility"}, name="accessibility"),
    path("privacy/", InformationView.as_view(), {"page": "privacy"}, name="privacy"),
    path("help/", InformationView.as_view(), {"page": "help"}, name="help"),
]
