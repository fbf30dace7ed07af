from django.urls import path

from . import views

BASE = "projects/<uuid:project_id>/templates/"

urlpatterns = [
    path(BASE, views.TemplateList.as_view(), name="template-list"),
    path(f"{BASE}offer/<slug:what>/", views.TemplateOffer.as_view(), name="template-offer"),
    path(f"{BASE}offer/<slug:what>/<uuid:row_id>/", views.TemplateOffer.as_view(), name="template-offer"),
    path(f"{BASE}<uuid:template_id>/copy/", views.TemplateCopy.as_view(), name="template-copy"),
    path(f"{BASE}<uuid:template_id>/withdraw/", views.TemplateWithdraw.as_view(), name="template-withdraw"),
]
