from django.urls import path

from . import act_views, overview_views, views

EDITIONS = "projects/<uuid:project_id>/agreements/"
ONE = EDITIONS + "<uuid:agreement_id>/"

urlpatterns = [
    path("programmes/<uuid:programme_id>/agreements/", overview_views.Overview.as_view(), name="agreement-overview"),
    path(EDITIONS, views.AgreementList.as_view(), name="agreement-list"),
    path(EDITIONS + "new/", views.AgreementCreate.as_view(), name="agreement-create"),
    path(ONE, views.AgreementDetail.as_view(), name="agreement-detail"),
    path(ONE + "words/", views.AgreementUpdate.as_view(), name="agreement-update"),
    path(ONE + "pdf/", views.AgreementPdf.as_view(), name="agreement-pdf"),
    path(ONE + "offer/", act_views.AgreementOffer.as_view(), name="agreement-offer"),
    path(ONE + "accept/coach/", act_views.AgreementCoachAccept.as_view(), name="agreement-coach-accept"),
    path(ONE + "accept/practice/", act_views.AgreementPracticeAccept.as_view(), name="agreement-practice-accept"),
    path(ONE + "send-back/", act_views.AgreementSendBack.as_view(), name="agreement-send-back"),
    path(ONE + "review/", act_views.AgreementReview.as_view(), name="agreement-review"),
    path(ONE + "end/", act_views.AgreementEnd.as_view(), name="agreement-end"),
]
