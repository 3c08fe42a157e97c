"""Canvas' REST API: https://developerdocs.instructure.com/services/canvas, in the parts that marks and files need."""

import datetime
from urllib.parse import quote, urljoin, urlsplit

from grader.lms.web.problems import Kind, Obstacle, PlatformError, understood
from grader.lms.web.records import Assigned, NoFile, Person, Standing, Upload
from grader.rules.points import number

PAGE_SIZE = 100
IDENTITIES = ("ID", "SIS User ID", "SIS Login ID", "Integration ID", "Email")
_FIELDS = ("id", "sis_user_id", "login_id", "integration_id", "email")
_NO_POINTS = ("pass_fail", "not_graded")


class CanvasAPI:
    """One course on Canvas.

    identity      what names students where nothing else is set, as in the zip of submissions
    identities    all that Canvas can name students by
    fallback      what names those who have no other identity
    notice        what Canvas does of its own accord when a mark is sent: a sentence
    """

    identity = ("ID",)
    notice = ""
    identities, fallback = IDENTITIES, ("ID",)

    def __init__(self, site, course):
        self.site = site
        self._course = f"{site.address}/api/v1/courses/{quote(str(course), safe=':')}"

    # ── What there is ─────────────────────────────────────────────────────────────────────────────────────────────

    def check(self, purpose):
        """Nothing is checked beforehand: Canvas refuses the first request where a token is wrong."""

    @understood
    def assignments(self):
        """All assignments of the course: list of Assigned."""
        return [self._assigned(one) for one in self._all("assignments", "the assignments of the course")]

    def _assigned(self, said):
        group = said.get("group_category_id") and not said.get("grade_group_students_individually")
        scale = said.get("grading_type") in _NO_POINTS or said.get("points_possible") is None
        anonymous = Obstacle.ANONYMOUS if said.get("anonymize_students") else None
        sending = Obstacle.GROUP if group else Obstacle.SCALE if scale else None
        return Assigned(
            str(said["id"]), said.get("name") or "", said.get("points_possible"), anonymous, anonymous or sending
        )

    @understood
    def people(self, assigned, identity):
        """The students of the course: list of Person."""
        asked = {"enrollment_type[]": "student", "include[]": "email"}
        return [
            Person(str(one["id"]), one.get("name") or "", _identities(one))
            for one in self._all("users", "the students of the course", **asked)
        ]

    @understood
    def handed_in(self, assigned):
        """What was handed in last, of each student: list of Upload and NoFile."""
        found: list[Upload | NoFile] = []
        for one in self._submissions(assigned):
            person, files = str(one["user_id"]), one.get("attachments") or []
            if one.get("submitted_at") and not files:
                found.append(NoFile(person))
            late, time = bool(one.get("late")), _seconds(one.get("submitted_at"))
            for file in files:
                name = file.get("display_name") or file.get("filename") or "file"
                found.append(Upload(person, str(file["id"]), name, file.get("url") or "", file.get("size"), time, late))
        return found

    @understood
    def standings(self, assigned):
        """What Canvas holds of each student: dict, number of the person -> Standing."""
        return {
            str(one["user_id"]): _standing(one)
            for one in self._submissions(assigned, **{"include[]": "submission_comments"})
        }

    @understood
    def standing(self, assigned, person):
        """What Canvas holds of one student: Standing."""
        url = self._submission(assigned, person)
        return _standing(self._get(url, "the submission", params={"include[]": "submission_comments"})[0])

    # ── Files in, marks and pages out ─────────────────────────────────────────────────────────────────────────────

    def download(self, upload, path, most):
        """Download a file to a path. Raises PlatformError."""
        response = self.site.download(upload.url, path, upload.size, most, upload.name)
        if response is not None:
            self._check(response, upload.name)
            raise PlatformError(Kind.STRANGE, self.site.host, upload.name, f" (HTTP {response.status_code})")

    @understood
    def put(self, assigned, person, points, page=None, replace=False):
        """Give a mark, with a feedback page as the attachment of a comment; what others wrote stays in any case.

        Raises     PlatformError; Unsure where the connection breaks, and the mark may have arrived or not
        """
        url = self._submission(assigned, person)
        fields = {"submission[posted_grade]": number(points)}
        if page is not None:
            fields["comment[file_ids][]"] = self._upload(url, page)
            fields["comment[text_comment]"] = "Feedback"
        response = self.site.ask("PUT", url, "the mark", again=page is None, data=fields)
        self._check(response, "the mark")

    def _upload(self, url, page):
        """Upload a file for a comment, in Canvas' three steps; return its id."""
        what = "the feedback page"
        asked = {"name": page.name, "size": len(page.content), "content_type": "text/html"}
        ticket = self._check(self.site.ask("POST", f"{url}/comments/files", what, data=asked), what)
        try:
            place, fields = ticket["upload_url"], ticket["upload_params"]
        except (KeyError, TypeError):
            raise PlatformError(Kind.STRANGE, self.site.host, what) from None
        if urlsplit(place).scheme != urlsplit(self.site.address).scheme:
            raise PlatformError(Kind.ELSEWHERE, self.site.host, what, urlsplit(place).netloc)
        file = {"file": (page.name, page.content, "text/html")}
        response = self.site.ask("POST", place, what, signed=False, data=fields, files=file)
        location = response.headers.get("Location")
        if location and (response.is_redirect or response.status_code == 201):
            location = urljoin(place, location)
            made = self._get(location, what)[0]
        else:
            made = self._check(response, what)
        if not isinstance(made, dict) or "id" not in made:
            raise PlatformError(Kind.STRANGE, self.site.host, what)
        return made["id"]

    # ── Requests ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _submission(self, assigned, person):
        return f"{self._course}/assignments/{assigned.number}/submissions/{person.number}"

    def _submissions(self, assigned, **asked):
        return self._all(f"assignments/{assigned.number}/submissions", "the submissions", **asked)

    def _all(self, path, what, **asked):
        """All entries of a list, from page to page, as the Link headers lead."""
        url, params, found = f"{self._course}/{path}", {"per_page": PAGE_SIZE, **asked}, []
        seen = set()
        while url and url not in seen:
            seen.add(url)
            entries, url = self._get(url, what, params=params)
            if not isinstance(entries, list):
                raise PlatformError(Kind.STRANGE, self.site.host, what)
            found, params = found + entries, None
        return found

    def _get(self, url, what, **more):
        """Ask for data: (what Canvas answers, URL of the next page or None)."""
        response = self.site.ask("GET", url, what, **more)
        return self._check(response, what), response.links.get("next", {}).get("url")

    def _check(self, response, what):
        """The data of an answer. Raises PlatformError where Canvas refuses."""
        status, site = response.status_code, self.site
        if status in (401, 403, 404) and "json" in response.headers.get("Content-Type", ""):
            said = site.data(response, what)
            unauthorized = status == 403 or (isinstance(said, dict) and said.get("status") == "unauthorized")
            if status == 404:
                raise PlatformError(Kind.MISSING, site.host, what)
            if unauthorized:
                raise PlatformError(Kind.FORBIDDEN, site.host, what)
            raise PlatformError(Kind.TOKEN, site.host, site.variable)
        if status == 401:
            raise PlatformError(Kind.TOKEN, site.host, site.variable)
        said = site.data(response, what)
        if status >= 400:
            raise PlatformError(Kind.FAILED, site.host, what, f"HTTP {status}: {site.clean(said)}")
        return said


def _identities(one):
    found = {name: one.get(field) for name, field in zip(IDENTITIES, _FIELDS, strict=True)}
    return {name: str(value) for name, value in found.items() if value}


def _standing(one):
    comments = one.get("submission_comments") or []
    names = {file.get("display_name") or "" for comment in comments for file in comment.get("attachments") or []}
    return Standing(_points(one), bool(one.get("excused")), frozenset(names))


def _points(one):
    """The mark that a person has given: before Canvas takes something off for lateness."""
    return one.get("score") if one.get("entered_score") is None else one["entered_score"]


def _seconds(text):
    """Seconds since 1970 of a time as Canvas writes it, e.g. 2026-11-20T21:58:00Z; None where it is none."""
    try:
        return datetime.datetime.fromisoformat(text).timestamp()
    except (TypeError, ValueError):
        return None
