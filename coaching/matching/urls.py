from django.urls import path

from . import answer_views, views

PROGRAMME = "programmes/<uuid:programme_id>/matching/"
COACH = "projects/<uuid:project_id>/coach/"
MATCH = "matches/<uuid:match_id>/"

urlpatterns = [
    path(PROGRAMME, views.MatchList.as_view(), name="match-list"),
    path(PROGRAMME + "all/", views.MatchFill.as_view(), name="match-fill"),
    path(COACH + "choose/", views.MatchChoose.as_view(), name="match-choose"),
    path(COACH + "choose/<uuid:membership_id>/", views.MatchAsk.as_view(), name="match-ask"),
    path(COACH + "wishes/", views.WishUpdate.as_view(), name="wish-update"),
    path(MATCH, answer_views.MatchDetail.as_view(), name="match-detail"),
    path(MATCH + "coach/yes/", answer_views.CoachAgree.as_view(), name="match-coach-agree"),
    path(MATCH + "coach/no/", answer_views.CoachDecline.as_view(), name="match-coach-decline"),
    path(MATCH + "practice/yes/", answer_views.PracticeAgree.as_view(), name="match-practice-agree"),
    path(MATCH + "practice/no/", answer_views.PracticeDecline.as_view(), name="match-practice-decline"),
    path(MATCH + "withdraw/", answer_views.MatchWithdraw.as_view(), name="match-withdraw"),
]
