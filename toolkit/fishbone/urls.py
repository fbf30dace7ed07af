from django.urls import path

from . import part_views, row_views, views

BASE = "projects/<uuid:project_id>/fishbone/"
GROUP = f"{BASE}groups/<uuid:category_id>/"
CAUSE = f"{BASE}causes/<uuid:cause_id>/"

urlpatterns = [
    path(BASE, views.FishboneDetail.as_view(), name="fishbone-detail"),
    path(f"{BASE}picture/", views.FishbonePicture.as_view(), name="fishbone-picture"),
    path(f"{BASE}operations/", views.FishboneOperations.as_view(), name="fishbone-operations"),
    path(f"{BASE}undo/", views.FishboneUndo.as_view(), name="fishbone-undo"),
    path(f"{BASE}print/", views.FishbonePrint.as_view(), name="fishbone-print"),
    path(f"{BASE}problem/", part_views.FishboneEdit.as_view(), name="fishbone-edit"),
    path(f"{BASE}votes/", part_views.FishboneVotes.as_view(), name="fishbone-votes"),
    path(f"{BASE}groups/new/", part_views.CategoryCreate.as_view(), name="category-create"),
    path(GROUP, part_views.CategoryEdit.as_view(), name="category-edit"),
    path(f"{GROUP}move/", row_views.CategoryMove.as_view(), name="category-move"),
    path(f"{GROUP}remove/", row_views.CategoryDelete.as_view(), name="category-delete"),
    path(f"{GROUP}causes/new/", part_views.CauseCreate.as_view(), name="cause-create"),
    path(CAUSE, part_views.CauseEdit.as_view(), name="cause-edit"),
    path(f"{CAUSE}move/", row_views.CauseMove.as_view(), name="cause-move"),
    path(f"{CAUSE}remove/", row_views.CauseDelete.as_view(), name="cause-delete"),
    path(f"{CAUSE}vote/", views.CauseVoting.as_view(), name="cause-vote"),
    path(f"{CAUSE}test/", part_views.CauseTest.as_view(), name="cause-test"),
]
