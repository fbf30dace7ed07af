"""The demo's mails on pages. They exist in the demo alone."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import NoReverseMatch, reverse

from cmsportal.outbox.reader import list_mails


@pytest.fixture
def demo(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.outbox.urls_demo"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = settings.EMAIL_OUTBOX_DIR = tmp_path
    return tmp_path


def send(
    subject: str, *, html: str = "<html><head></head><body><p>Grüße <b>Jo</b></p></body></html>", count: int = 1
):
    message = EmailMultiAlternatives(subject, "Plain words: https://example.org/x\n\nNaïve.", to=["jo@example.org"])
    message.attach_alternative(html, "text/html")
    connection = message.get_connection()
    connection.open()
    connection.send_messages([message] * count)
    connection.close()


@pytest.mark.parametrize("path", ["/outbox/", "/outbox/a-0/", "/outbox/a-0/html/"])
def test_outside_the_demo_there_is_no_such_page(world, sign_in, path) -> None:
    assert sign_in(world.admin).get(path).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("outbox-list")


def test_needs_a_sign_in(demo, client, db) -> None:
    assert client.get("/outbox/").status_code == 302


def test_an_empty_outbox_says_so(demo, world, sign_in) -> None:
    assert "No mail has left yet" in sign_in(world.member).get("/outbox/").content.decode()
    demo.rmdir()
    assert list_mails(demo) == []


def test_every_mail_of_a_file_is_listed_and_can_be_read(demo, world, sign_in) -> None:
    send("Huddle at 8:50am", count=3)
    client = sign_in(world.member)
    page = client.get("/outbox/").content.decode()
    assert page.count('<h2 class="app-rows__title">Huddle at 8:50am') == 3
    assert "Mails of the demo" in page
    name = list_mails(demo)[0].name
    page = client.get(reverse("outbox-detail", args=[name])).content.decode()
    assert 'href="https://example.org/x"' in page
    assert "Naïve" in page


def test_the_html_is_shut_in(demo, world, sign_in) -> None:
    send("Hello", html="<html><head></head><body><script>alert(1)</script></body></html>")
    name = list_mails(demo)[0].name
    client = sign_in(world.member)
    answer = client.get(reverse("outbox-html", args=[name]))
    policy = answer["Content-Security-Policy"]
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    page = client.get(reverse("outbox-detail", args=[name]))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "alert(1)" not in page.content.decode()


@pytest.mark.parametrize("name", ["..%2F..%2Fmanage.py", "nothing-0", "secret-0"])
def test_no_other_file_is_ever_opened(demo, world, sign_in, name) -> None:
    (demo.parent / "secret.log").write_text("Subject: no\n\nno")
    send("Hello")
    assert sign_in(world.member).get(f"/outbox/{name}/").status_code == 404
