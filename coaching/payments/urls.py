from django.urls import path

from . import claim_views, programme_views

PROJECT = "projects/<uuid:project_id>/payments/"
CLAIM = PROJECT + "claims/<uuid:claim_id>/"
PROGRAMME = "programmes/<uuid:programme_id>/payments/"
FILE = PROGRAMME + "files/<uuid:file_id>/"

urlpatterns = [
    path(PROJECT, claim_views.MilestoneList.as_view(), name="milestone-list"),
    path(PROJECT + "weighted/", claim_views.WeightedCreate.as_view(), name="weighted-create"),
    path(PROJECT + "claim/<uuid:milestone_key>/", claim_views.ClaimCreate.as_view(), name="claim-create"),
    path(CLAIM, claim_views.ClaimDetail.as_view(), name="claim-detail"),
    path(CLAIM + "paper/", claim_views.ClaimPaper.as_view(), name="claim-paper"),
    path(CLAIM + "send/", claim_views.ClaimSend.as_view(), name="claim-send"),
    path(CLAIM + "answer/", claim_views.ClaimAnswer.as_view(), name="claim-answer"),
    path(CLAIM + "take-back/", claim_views.ClaimTakeBack.as_view(), name="claim-take-back"),
    path(CLAIM + "discard/", claim_views.ClaimDiscard.as_view(), name="claim-discard"),
    path(CLAIM + "query/", claim_views.ClaimQuery.as_view(), name="claim-query"),
    path(CLAIM + "approve/", claim_views.ClaimApprove.as_view(), name="claim-approve"),
    path(CLAIM + "reject/", claim_views.ClaimReject.as_view(), name="claim-reject"),
    path(CLAIM + "sent-back/", claim_views.ClaimSendBack.as_view(), name="claim-send-back"),
    path(PROGRAMME, programme_views.PaymentList.as_view(), name="payment-list"),
    path(PROGRAMME + "claims.csv", programme_views.PaymentDownload.as_view(), name="payment-download"),
    path(PROGRAMME + "package/", programme_views.PackageDetail.as_view(), name="package-detail"),
    path(PROGRAMME + "package/change/", programme_views.PackageUpdate.as_view(), name="package-update"),
    path(PROGRAMME + "budgets/<int:year>/", programme_views.BudgetUpdate.as_view(), name="budget-update"),
    path(PROGRAMME + "files/new/", programme_views.FileCreate.as_view(), name="paymentfile-create"),
    path(FILE, programme_views.FileDetail.as_view(), name="paymentfile-detail"),
    path(FILE + "claims.csv", programme_views.FileCsv.as_view(), name="paymentfile-csv"),
    path(FILE + "claims.xlsx", programme_views.FileXlsx.as_view(), name="paymentfile-xlsx"),
    path(FILE + "paid/", programme_views.FilePaid.as_view(), name="paymentfile-paid"),
]
