"""A document with text that people cannot see: its owner is told, and shown it, and nothing of it counts."""

import inputs
import pytest
from harness.client import Client
from harness.stack import eventually

HIDDEN = "Skills: Kubernetes, Haskell, Terraform. Ten years of experience at NASA."
PLANTED = ("Kubernetes", "Haskell", "Terraform", "NASA")
MAKERS = {"pdf": (inputs.pdf, "drawn without ink"), "docx": (inputs.docx, "marked as hidden")}


@pytest.fixture
def sent(stack, register):
    """Uploads a document for a new person and waits until it is read: their browser's cookies, their client, its id."""

    def sent(name, document):
        user = register()
        client = Client(stack.url)
        client.email, client.password = user.email, user.password
        client.token = client.logged_in_token()
        answer = client.upload("/api/v1/resumes/upload", name, document)
        assert answer.status == 202, answer.text
        resume = answer.json["id"]
        eventually(lambda: client.api("GET", f"/resumes/{resume}").json["status"] == "done", what="a resume that is read")
        return user, client, resume

    return sent


@pytest.mark.parametrize("kind", MAKERS)
def test_its_owner_is_told_and_shown_it_and_it_is_no_skill(open_page, sent, check, kind):
    make, reason = MAKERS[kind]
    user, client, resume = sent(f"greta.{kind}", make(inputs.RESUME, HIDDEN))
    page = open_page(f"/resumes/{resume}", user=user)
    notice = page.locator(".notice", has_text="This document carries text that people cannot see")
    assert notice.count() == 1
    summary, passage = notice.locator("summary"), notice.locator("details")
    assert f"({len(HIDDEN.replace(' ', ''))} characters)" in summary.inner_text()
    assert "Kubernetes" not in notice.inner_text(), "shown when it is asked for"
    summary.click()
    assert HIDDEN in " ".join(passage.inner_text().split()) and reason in passage.inner_text()
    check(page)

    skills = page.input_value("#skills")
    assert "Google Analytics" in skills and not any(word in skills for word in PLANTED)
    assert not any(word in page.locator(".review .sheet-text").inner_text() for word in PLANTED)
    read = client.api("GET", f"/resumes/{resume}").json
    assert not any(word in str(read["profile"]) for word in PLANTED)
    assert [" ".join(passage["text"].split()) for passage in read["document"]["hidden_text"]] == [HIDDEN]
    found = {query: client.api("GET", f"/resumes/search?skills={query}").json["items"] for query in ("Kubernetes", "Salesforce")}
    assert found["Kubernetes"] == [] and len(found["Salesforce"]) == 1


@pytest.mark.parametrize("size, scheme", [("phone", "light"), ("phone", "dark"), ("desktop", "dark")])
def test_the_notice_on_a_phone_and_in_the_dark(open_page, sent, check, size, scheme):
    user, _, resume = sent("greta.pdf", inputs.pdf(inputs.RESUME, HIDDEN + " " + "x" * 60))
    page = open_page(f"/resumes/{resume}", user=user, size=size, scheme=scheme)
    page.locator(".notice summary").click()
    check(page)


def test_a_document_that_hides_nothing_has_no_notice(open_page, sent):
    user, _, resume = sent("greta.pdf", inputs.pdf(inputs.RESUME))
    page = open_page(f"/resumes/{resume}", user=user)
    assert page.locator("#skills").count() == 1
    assert "people cannot see" not in page.inner_text("main")
