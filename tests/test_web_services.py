"""Law: whatever a platform answers, a command ends in one sentence that names its host and the way out, waits as long
as it is asked to and not for ever, and shows the token to nobody."""

import datetime
import email.utils
import json

import pytest

from grader.lms.web.people import find, students
from grader.lms.web.problems import Kind, PlatformError
from grader.lms.web.records import Person
from grader.lms.web.sent import Journal, Sent
from grader.lms.web.site import Site
from tests.platforms import LOGIN, TOKEN, Canvas, Fault, Moodle
from tests.service import Service

KINDS = {"canvas": Canvas, "moodle": Moodle}
HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(params=KINDS)
def service(request, tmp_path, monkeypatch):
    """A course on either platform, in which one student has handed in."""
    platform = KINDS[request.param]()
    content = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    platform.student(21, "ada", ("rnn.ipynb", content))
    yield Service(tmp_path, monkeypatch, platform, request.param)
    platform.close()


def stops(service, beginning):
    """What a fetch that the platform keeps from its work says, without the host."""
    code, lines = service.run("fetch")
    lines = [line for line in lines if not line.startswith("Waiting ")]
    assert (code, len(lines)) == (2, 1)
    assert service.platform.address[7:] in lines[0]
    said = lines[0].replace(service.platform.address[7:], "HOST")
    assert said.startswith(beginning), said


# --- what keeps a command from its work


def test_a_token_that_is_wrong_or_missing_is_named_by_its_variable(service, monkeypatch):
    variable = f"{service.kind.upper()}_TOKEN"
    monkeypatch.setenv(variable, "wrong")
    stops(service, f"HOST does not accept the token in {variable}: it is wrong, has expired or was deleted. Make a new")
    monkeypatch.setenv(variable, "two words\n")
    code, lines = service.run("fetch")
    assert code == 2
    assert lines[0].startswith(f"{variable} holds no token: it has spaces")
    monkeypatch.delenv(variable)
    stops(service, f"{variable} is not set in the environment: it must hold your token for HOST")


def test_a_token_in_the_settings_is_not_shown(service):
    service.settings(address=service.platform.address, course=7, token_variable=TOKEN)
    code, lines = service.run("fetch")
    assert code == 2
    assert "is the name of an environment variable, in capitals, never the token itself" in lines[0]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"body": LOGIN, "headers": HTML}, "HOST answered the request for "),
        ({"body": LOGIN, "headers": HTML, "status": 500}, "HOST answered the request for "),
        ({"status": 302, "headers": {"Location": "https://sso.example.org/login?r=1"}}, "HOST sends the request for "),
        ({"body": b"Fatal error", "headers": JSON}, "HOST answered the request for "),
        ({"body": b'{"a": 1}', "headers": JSON}, "HOST answered the request for "),
        ({"body": b"[3]", "headers": JSON}, "HOST answered the request for "),
    ],
)
def test_what_is_no_answer_is_said_with_the_way_out(service, fault, says):
    service.platform.faults = [Fault(" /", **fault, times=9)]
    stops(service, says)


def test_a_permission_that_is_missing_is_no_wrong_token(service):
    canvas = b'{"status": "unauthorized", "errors": [{"message": "user not authorized to perform that action"}]}'
    moodle = b'{"exception": "required_capability_exception", "errorcode": "nopermissions", "message": "Sorry, no"}'
    fault = {"canvas": {"body": canvas, "status": 401}, "moodle": {"body": moodle}}[service.kind]
    where = {"canvas": "/submissions", "moodle": "mod_assign_get_submissions"}[service.kind]
    service.platform.faults = [Fault(where, **fault, headers=JSON)]
    stops(service, "HOST does not let the owner of the token use ")


def test_a_course_or_an_assignment_that_is_not_there_is_named_with_what_there_is(service):
    service.settings(address=service.platform.address, course=8)
    stops(service, "HOST does not have ")
    service.settings(address=service.platform.address, course=7, assignments={"rnn": 13})
    code, lines = service.run("fetch")
    assert code == 2
    assert lines[0].endswith("with one of these numbers: 12 (rnn)")


@pytest.mark.parametrize("address", ["http://learn.example.org", "learn.example.org", "https://ada:pw@example.org"])
def test_the_token_is_not_sent_where_others_can_read_it(service, address):
    service.settings(address=address, course=7)
    code, lines = service.run("fetch")
    assert code == 2
    assert lines == [
        f"{address.replace('ada:pw@', '')!r} is no address of a platform: set it in nbgrader_config.py, as https://learn.example.org"
    ]


@pytest.mark.parametrize("scheme", ["https://", "", "http://", "//"])
@pytest.mark.parametrize("user", ["ada:{}@", "{}@", "ada@x:{}@", "ada:a/b?c#{}@"])
def test_a_token_in_the_address_is_not_shown(service, scheme, user):
    service.settings(address=f"{scheme}{user.format(TOKEN)}learn.example.org/a", course=7)
    code, lines = service.run("fetch")
    assert code == 2
    assert lines[0].startswith(f"'{scheme}learn.example.org/a' is no address of a platform: ")


def test_settings_that_are_missing_are_named(service):
    service.settings(course=7)
    name = f"{service.kind.title()}Site"
    assert service.run("fetch")[1][0].endswith(
        f'does not say where the course is: add c.{name}.address = "https://learn.example.org"'
    )


def test_a_platform_that_is_not_there_is_said(service):
    service.platform.close()
    stops(service, "HOST can't be reached. Check the address in the settings, the network and the proxy")
    assert service.waited == [1, 2, 4, 8, 16]


# --- the pace that a platform asks for


def test_a_platform_that_is_busy_is_waited_for_as_long_as_it_asks(service):
    limited = Fault(" /", status=429, headers={"Retry-After": "7"}, times=2)
    service.platform.faults = [limited, Fault(" /", status=503, times=1)]
    code, lines = service.run("fetch")
    assert code == 0
    assert service.waited == [7, 7, 4]
    assert lines[0] == f"Waiting 7 seconds for {service.platform.address[7:]}."


def test_canvas_own_limit_is_no_missing_permission(tmp_path, monkeypatch):
    platform = Canvas()
    service = Service(tmp_path, monkeypatch, platform, "canvas")
    platform.faults = [Fault("/users", status=403, body=b"403 Forbidden (Rate Limit Exceeded)\n", times=2)]
    assert service.run("fetch")[0] == 0
    assert service.waited == [1, 2]
    body = b'[{"id": 12, "name": "rnn", "points_possible": 100}]'
    little = {**JSON, "X-Rate-Limit-Remaining": "60.0", "X-Request-Cost": "0.5"}
    platform.faults, service.waited[:] = [Fault("/assignments", body=body, headers=little)], []
    assert service.run("fetch")[0] == 0
    assert service.waited == [4]
    platform.close()


@pytest.mark.parametrize("asked", ["900", None])
def test_nobody_waits_for_ever(service, asked):
    if asked is None:
        asked = email.utils.format_datetime(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1))
    service.platform.faults = [Fault(" /", status=429, headers={"Retry-After": asked}, times=99)]
    stops(service, "HOST is busy and asks to wait for ")
    assert len(service.platform.seen) == 1


def test_a_redirect_never_takes_the_token_along(monkeypatch, tmp_path):
    monkeypatch.setenv("CANVAS_TOKEN", TOKEN)
    site = Site("https://learn.example.org", "CANVAS_TOKEN")
    with pytest.raises(PlatformError) as raised:
        site.ask("GET", "https://learn.example.org.evil.example/api", "the list")
    assert raised.value.kind is Kind.ELSEWHERE
    assert site.clean(f"no {TOKEN}") == "no (token)"


# --- who is who, and what was sent


def test_an_id_that_names_two_people_names_none_of_them():
    people = [
        Person("1", ids={"ID": "1", "login": "x"}),
        Person("2", ids={"ID": "2", "login": "x"}),
        Person("3", ids={"ID": "3", "login": "1"}),
    ]
    ids = students(people, ("ID",))
    assert ids == {"1": "1", "2": "2", "3": "3"}
    found = find(people, ids)
    assert found.person("1") is people[0]
    assert found.person("x", "2") is people[1]
    assert found.person("x") is None
    assert found.doubled == {"x"}
    assert students(people, ("login", "ID"), None)["3"] == "1"
    assert students(people, ("ID",), {"1": "ada"}) == {"1": "ada"}


def test_what_was_sent_is_read_again_but_for_a_line_that_was_never_finished(tmp_path):
    journal = Journal(tmp_path, "rnn", "canvas")
    assert journal.read() == {}
    journal.write(Sent("ada", "1", 5.0, "rnn-12345678.html"))
    journal.write(Sent("Ärna", "2", 6.0))
    with journal.path.open("ab") as file:
        file.write(b'{"student": "ad')
    journal.write(Sent("ada", "1", 7.0))
    assert journal.read() == {
        "1": Sent("ada", "1", 7.0, "rnn-12345678.html"),
        "2": Sent("Ärna", "2", 6.0),
    }
