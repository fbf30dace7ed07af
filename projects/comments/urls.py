from django.urls import path

from . import views

LIST = "projects/<uuid:project_id>/comments/"
ONE = LIST + "<uuid:comment_id>/"

urlpatterns = [
    path(LIST, views.CommentList.as_view(), name="comment-list"),
    path(LIST + "at/<slug:kind>/<str:ident>/", views.CommentPlace.as_view(), name="comment-place"),
    path(ONE + "take-back/", views.CommentTakeBack.as_view(), name="comment-take-back"),
    path(ONE + "settle/", views.CommentSettle.as_view(), name="comment-settle"),
    path(ONE + "reopen/", views.CommentReopen.as_view(), name="comment-reopen"),
]
