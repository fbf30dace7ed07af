"""What goes over the wire besides the page: caches, cookies, redirects, hosts, logs, form tokens."""

import logging

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client
from django.urls import reverse

from cmsportal.logs import JsonFormatter
from tests.access.rows_people import TOKEN, invited
from tests.builders import make

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
)


def test_pages_of_somebody_signed_in_are_kept_by_no_cache(world, sign_in) -> None:
    client, kept = sign_in(world.lead), {}
    project = {"project_id": world.project.pk}
    for name in ("project-detail", "wall-detail", "measure-list", "team-detail", "action-create", "sharing-detail"):
        kept[name] = client.get(reverse(name, kwargs=project))
    for name in ("today", "wall-list", "account-detail", "privacy"):
        kept[name] = client.get(reverse(name))
    for name, answer in kept.items():
        assert answer.status_code == 200, name
        assert "private" in answer["Cache-Control"], name
        assert "no-store" in answer["Cache-Control"], name
        assert "Cookie" in answer["Vary"], name


def test_pictures_ask_again_each_time_and_belong_to_one_reader(world, sign_in) -> None:
    measure = make.measure(world.project)
    make.figures(measure, [12, 14])
    keys = {"project_id": world.project.pk, "measure_id": measure.pk}
    answer = sign_in(world.lead).get(reverse("measure-chart", kwargs={**keys, "fmt": "svg"}))
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer["Vary"]
    assert "private" in sign_in(world.lead).get(reverse("measure-download", kwargs=keys))["Cache-Control"]


def test_pages_behind_secret_links_are_kept_nowhere_and_tell_no_path(world, client) -> None:
    invited(world)
    figure = make.figure_link_token(make.measure(world.project), world.member)
    for url in (reverse("invitation-accept", args=[TOKEN]), reverse("figure-link", args=[figure])):
        answer = client.get(url)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] in {"no-referrer", "strict-origin"}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_nothing_sends_anybody_elsewhere(where, world, client, sign_in) -> None:
    world.lead.set_password("a long enough password")
    world.lead.save()
    data = {"login": world.lead.email, "password": "a long enough password", "next": where}
    answer = client.post(f"{reverse('account_login')}?next={where}", data)
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert not answer["Location"].startswith("javascript")
    answer = client.post(reverse("account_logout"), {"next": where}, query_params={"next": where})
    assert "evil" not in answer["Location"]
    invitation = make.invitation(world.programme, by=world.manager)
    url = reverse("invitation-withdraw", args=[invitation.pk])
    answer = sign_in(world.manager).post(url, query_params={"next": where})
    assert answer["Location"] == reverse("today")
    action = make.action(world.project)
    answer = sign_in(world.lead).post(reverse("action-done", args=[world.project.pk, action.pk]), {"from": where})
    assert answer["Location"] == reverse("action-list", args=[world.project.pk])


def test_another_host_is_refused_and_mails_name_the_site_alone(world, client, mailoutbox, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert client.get(reverse("privacy"), headers={"Host": "evil.example"}).status_code == 400
    world.lead.set_password("a long enough password")
    world.lead.save()
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        reverse("account_reset_password"),
        {"email": world.lead.email},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    assert mailoutbox
    assert settings.SITE_URL in mailoutbox[-1].body
    assert "evil" not in mailoutbox[-1].body


def test_the_session_changes_at_sign_in_and_its_cookie_is_closed_to_scripts(world, client) -> None:
    world.lead.set_password("a long enough password")
    world.lead.save()
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post(reverse("account_login"), {"login": world.lead.email, "password": "a long enough password"})
    cookie = client.cookies["sessionid"]
    assert cookie.value != before
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "_auth_user_id" not in type(session)(before).load()


def test_the_address_that_limits_tries_is_not_the_callers_to_choose(rf) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.7", "X-Real-Ip": "203.0.113.8"})
    assert get_adapter().get_client_ip(request) == "127.0.0.1"


def test_a_form_without_its_token_saves_nothing_and_hands_the_text_back(world) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("idea-create", args=[world.project.pk])
    typed = "Two people on the phones <b>from 8</b>"
    answer = client.post(
        url, {"text": typed, "csrfmiddlewaretoken": "wrong"}, headers={"Origin": "http://testserver"}
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Two people on the phones &lt;b&gt;from 8&lt;/b&gt;" in page
    assert "Send it again" in page
    assert not world.project.change_ideas.exists()
    foreign = client.post(url, {"text": typed}, headers={"Origin": "https://evil.example"}).content.decode()
    assert "Send it again" not in foreign
    assert "hunter2" not in client.post(reverse("account_login"), {"password": "hunter2"}).content.decode()


def test_secrets_in_addresses_and_what_was_searched_reach_no_log(world, caplog) -> None:
    """Through every page that can fail: not found, refused, form token wrong, and the line of each request."""
    invited(world)
    figure = make.figure_link_token(make.measure(world.project), world.member)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    with caplog.at_level(logging.DEBUG):
        for url in (reverse("invitation-accept", args=[TOKEN]), reverse("figure-link", args=[figure])):
            client.get(url)
            client.post(url, {"name": "Ann Lee"})
            client.put(url)
            client.get(url + "nowhere/")
        client.get(reverse("person-list"), {"words": "ann.lee@example.org"})
        client.get("/nowhere/ann.lee@example.org/", {"name": "Ann Lee"})
    lines = [JsonFormatter().format(record) for record in caplog.records if not record.name.startswith("django.db")]
    assert len(lines) > 8
    for secret in (TOKEN, figure, figure.split(":")[0], "Ann Lee", "Ann+Lee", "ann.lee"):
        assert not [line for line in lines if secret in line], secret
