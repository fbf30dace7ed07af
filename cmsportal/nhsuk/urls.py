from django.urls import path

from cmsportal.nhsuk import gallery
from cmsportal.views import InformationView

urlpatterns = [
    path("gallery/", gallery.gallery, name="gallery"),
    path("accessibility/", InformationView.as_view(), {"page": "accessibility"}, name="accessibility"),
    path("privacy/", InformationView.as_view(), {"page": "privacy"}, name="privacy"),
    path("help/", InformationView.as_view(), {"page": "help"}, name="help"),
]
