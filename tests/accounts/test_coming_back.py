"""Where somebody comes to who sent a form in a session that had run out, and what a button's address shows."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.builders import make

HOST = "http://testserver"


def comes_to(answer) -> str:
    assert answer.status_code == 302
    where = urlsplit(answer["Location"])
    assert where.path == reverse("account_login")
    return parse_qs(where.query)["next"][0]


def test_after_a_button_the_page_on_which_it_stood(world, client) -> None:
    action = make.action(world.project)
    button = reverse("action-done", args=[world.project.pk, action.pk])
    page = reverse("action-list", args=[world.project.pk])
    assert comes_to(client.post(button, headers={"Referer": f"{HOST}{page}?who=all"})) == f"{page}?who=all"
    assert comes_to(client.post(button, headers={"Referer": f"{HOST}{button}"})) == reverse("today")
    assert comes_to(client.post(button)) == reverse("today")
    action.refresh_from_db()
    assert action.done_at is None


def test_after_a_form_its_own_page_where_the_browser_does_not_say_where_it_stood(world, client) -> None:
    form = reverse("idea-create", args=[world.project.pk])
    assert comes_to(client.post(form)) == form
    assert comes_to(client.get(form, headers={"Referer": f"{HOST}/somewhere/"})) == form


@pytest.mark.parametrize(
    "left",
    [
        "https://evil.example/",
        "//evil.example/",
        "http://testserver.evil.example/",
        f"{HOST}//evil.example/",
        "x:y",
        "http://[",
    ],
)
def test_no_word_of_another_site_leads_there(left, world, client) -> None:
    form = reverse("idea-create", args=[world.project.pk])
    assert comes_to(client.post(form, headers={"Referer": left})) == form
    part = {"HX-Request": "true", "HX-Current-URL": left}
    assert client.get(form, headers=part)["HX-Redirect"] == f"{reverse('account_login')}?next={form}"


def test_a_buttons_address_that_is_opened_says_so_and_does_nothing(world, sign_in) -> None:
    action = make.action(world.project)
    button = reverse("action-done", args=[world.project.pk, action.pk])
    answer = sign_in(world.lead).get(button)
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "This address belongs to a button." in answer.content.decode()
    assert sign_in(world.lead).put(button).content == b""
    action.refresh_from_db()
    assert action.done_at is None


def test_the_sign_in_page_is_never_put_into_the_middle_of_another(world, client) -> None:
    part = reverse("fishbone-edit", args=[world.project.pk])
    page = reverse("fishbone-detail", args=[world.project.pk])
    headers = {"HX-Request": "true", "HX-Current-URL": f"{HOST}{page}"}
    for answer in (client.get(part, headers=headers), client.post(part, headers=headers)):
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["HX-Redirect"] == f"{reverse('account_login')}?next={page}"
