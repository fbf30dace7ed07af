"""Component tags against the HTML that nhsuk-frontend itself expects."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.utils.safestring import mark_safe

from cmsportal.nhsuk.frame import Frame
from cmsportal.nhsuk.summaries import Problem
from tests.nhsuk.dom import part, tree
from tests.nhsuk.test_field_fixtures import fixtures

Context = dict[str, Any]


def draw(source: str, **values: Any) -> str:
    return engines["django"].from_string(source).render(values)


def text_of(given: Any) -> str:
    if not isinstance(given, dict):
        return given or ""
    return mark_safe(given["html"]) if "html" in given else given.get("text", "")


def button(c: Context) -> str:
    source = "{% button text href variant small=small %}"
    variant = c.get("variant", "primary")
    return draw(source, text=c["text"], href=c.get("href", ""), variant=variant, small=c.get("small", False))


def tag(c: Context) -> str:
    return draw("{% tag text colour %}", text=c["text"], colour=c.get("colour", ""))


def details(c: Context) -> str:
    source = "{% detailsblock summary open=open %}{{ body }}{% enddetailsblock %}"
    body = mark_safe(c["html"]) if "html" in c else c["text"]
    return draw(source, summary=text_of(c["summary"]), body=body, open=c.get("open", False))


def inset(c: Context) -> str:
    if "html" in c:
        return draw("{% insetblock %}{{ body }}{% endinsetblock %}", body=mark_safe(c["html"]))
    return draw("{% inset text %}", text=c["text"])


def breadcrumb(c: Context) -> str:
    (a, b, d) = c["items"]
    source = "{% breadcrumbs a.text a.href b.text b.href d.text d.href label='Breadcrumb' %}"
    return draw(source, a=a, b=b, d=d)


def back_link(c: Context) -> str:
    return draw("{% back_link href text %}", **c)


def summary_list(c: Context) -> str:
    rows = []
    for row in c["rows"]:
        action = (row.get("actions") or {}).get("items", [{}])[0]
        rows.append(
            {
                "key": text_of(row["key"]),
                "value": text_of(row["value"]),
                "href": action.get("href"),
                "action": action.get("text"),
                "hidden_text": action.get("visuallyHiddenText"),
            }
        )
    return draw("{% summary_list rows border %}", rows=rows, border=c.get("border", True))


def error_summary(c: Context) -> str:
    problems = [Problem(item["text"], item.get("href", "").removeprefix("#")) for item in c["errorList"]]
    return draw("{% include 'components/error_summary.html' %}", problems=problems)


def pagination(c: Context) -> str:
    current = next(item["number"] for item in c["items"] if item.get("current"))
    page = Paginator(range(len(c["items"])), 1).page(current)
    return draw("{% pagination page %}", page=page).replace("?page=", "#/section/")


def banner(c: Context) -> str:
    title = {"success": "Success"}.get(c.get("variant", ""), "")
    source = "{% notification_banner text variant title=title %}"
    return draw(source, text=c["text"], variant=c.get("variant", "important"), title=title)


def action_link(c: Context) -> str:
    return draw("{% action_link text href %}", **c)


def callout(c: Context) -> str:
    return draw("{% warning_callout heading text %}", heading=text_of(c["heading"]), text=c["text"])


def responsive_table(c: Context) -> str:
    head = [cell["text"] for cell in c["head"]]
    rows = [[cell["text"] for cell in row] for row in c["rows"]]
    return draw(
        "{% table caption head rows first_is_header=True %}", caption=c["caption"]["text"], head=head, rows=rows
    )


CASES: list[tuple[str, str, Callable[[Context], str]]] = [
    ("button", "default", button),
    ("button", "default, small", button),
    ("button", "secondary", button),
    ("button", "secondary, small", button),
    ("button", "warning", button),
    ("button", "as a link", button),
    ("button", "secondary as a link", button),
    ("tag", "default", tag),
    ("tag", "with text escaping", tag),
    (
        "details",
        "default",
        lambda c: draw("{% details summary text %}", summary=text_of(c["summary"]), text=c["text"]),
    ),
    ("details", "with HTML", details),
    ("details", "open", details),
    ("inset-text", "default", inset),
    ("inset-text", "with HTML", inset),
    ("breadcrumb", "default", breadcrumb),
    ("back-link", "default", back_link),
    ("summary-list", "with actions", summary_list),
    ("summary-list", "without border", summary_list),
    ("summary-list", "default", summary_list),
    ("error-summary", "default", error_summary),
    ("error-summary", "with multiple errors", error_summary),
    ("error-summary", "without error link", error_summary),
    ("pagination", "numbered", pagination),
    ("pagination", "numbered first page", pagination),
    ("pagination", "numbered last page", pagination),
    ("notification-banner", "default", banner),
    ("notification-banner", "with success variant", banner),
    ("action-link", "default", action_link),
    ("warning-callout", "default", callout),
]


@pytest.mark.parametrize(("component", "name", "make"), CASES, ids=[f"{c}: {n}" for c, n, _ in CASES])
def test_component_is_the_design_systems(component: str, name: str, make: Callable[[Context], str]) -> None:
    fixture = next(f for f in fixtures(component) if f["name"] == name)
    expected = tree(fixture["html"])
    if component == "details" and name == "default":  # short text stands in a paragraph here
        summary, body = expected[0][2]
        expected = [(*expected[0][:2], [summary, (*body[:2], [("p", (), body[2])])])]
    assert tree(make(fixture["context"])) == expected


@pytest.mark.parametrize("colour", ["grey", "green", "blue", "orange"])
def test_tag_colours_are_the_design_systems(colour: str) -> None:
    fixture = next(f for f in fixtures("tag") if f["context"].get("colour") == colour and f["name"] == "default")
    assert tree(tag(fixture["context"])) == tree(fixture["html"])


def test_table_that_becomes_cards() -> None:
    fixture = next(
        f
        for f in fixtures("tables")
        if f["options"] == {} and "responsive" in f["html"] and "compact" not in f["html"]
    )
    assert tree(responsive_table(fixture["context"])) == tree(fixture["html"])


def test_header_parts_are_the_design_systems() -> None:
    given = next(f for f in fixtures("header") if f["name"] == "with navigation" and "white" not in f["html"])
    items = given["context"]["navigation"]["items"]
    frame = Frame("Find your NHS number", tuple((i["text"], i["href"], i.get("active", False)) for i in items[1:]))
    html = draw("{% include 'components/header.html' %}", frame=frame)
    mine, theirs = part(tree(html), "nhsuk-header__navigation"), part(tree(given["html"]), "nhsuk-header__navigation")
    assert (
        part(mine[2], "nhsuk-header__navigation-list")[2] == part(theirs[2], "nhsuk-header__navigation-list")[2][1:]
    )
    assert (mine[0], mine[1]) == (theirs[0], theirs[1])
    service = next(f for f in fixtures("header") if f["name"] == "with service name as separate link")
    name, expected = (
        part(tree(html), "nhsuk-header__service-name"),
        part(tree(service["html"]), "nhsuk-header__service-name"),
    )
    assert (name[0], name[2]) == (expected[0], expected[2])
    assert part(tree(html), "nhsuk-header__logo") is None


def test_header_account_is_the_design_systems() -> None:
    given = next(
        f for f in fixtures("header") if f["name"] == "with account (logged in)" and "inline" not in f["html"]
    )
    html = draw("{% include 'components/header.html' %}", frame=Frame(account_name="florence.nightingale@nhs.net"))
    mine, theirs = part(tree(html), "nhsuk-header__account"), part(tree(given["html"]), "nhsuk-header__account")
    assert mine[1] == theirs[1]
    assert [item[1] for item in mine[2][0][2]] == [item[1] for item in theirs[2][0][2]]
    form, expected = part([mine], "nhsuk-header__account-form"), part([theirs], "nhsuk-header__account-form")
    assert part([form], "nhsuk-header__account-button")[1] == part([expected], "nhsuk-header__account-button")[1]
    assert dict(form[1])["method"] == "post"


def test_footer_links_are_the_design_systems() -> None:
    given = next(f for f in fixtures("footer") if f["name"] == "with meta links and text")
    mine, theirs = tree(draw("{% include 'components/footer.html' %}")), tree(given["html"])
    for css_class in ("nhsuk-footer__list-item", "nhsuk-footer__list", "nhsuk-footer__meta"):
        assert part(mine, css_class)[:2] == part(theirs, css_class)[:2]
    link, expected = part(mine, "nhsuk-footer__list-item-link"), part(theirs, "nhsuk-footer__list-item-link")
    assert dict(link[1])["class"] == dict(expected[1])["class"]


def test_frame_refuses_a_sixth_entry() -> None:
    with pytest.raises(ValueError, match="five"):
        Frame(entries=tuple((str(n), "/", False) for n in range(6)))
