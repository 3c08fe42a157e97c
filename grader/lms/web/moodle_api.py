"""What marks and files need of Moodle's web service: https://docs.moodle.org/dev/Web_service_API_functions."""

import json
from dataclasses import dataclass

from grader.lms.web.moodle_calls import WebService
from grader.lms.web.problems import Kind, Obstacle, OtherFiles, PlatformError, understood
from grader.lms.web.records import Assigned, NoFile, Person, Standing, Upload

IDENTITIES = ("Participant", "ID number", "Username", "Email address")
_FIELDS = {"ID number": "idnumber", "Username": "username", "Email address": "email"}
HTML = 1  # Moodle's number of the format of a text
LONGEST_REASON = 10_000  # bytes
_BOTH = ("mod_assign_get_assignments", "mod_assign_list_participants")
FUNCTIONS = {
    "fetching": (*_BOTH, "mod_assign_get_submissions"),
    "sending": (*_BOTH, "mod_assign_get_grades", "mod_assign_get_submission_status", "mod_assign_save_grade"),
}


@dataclass(frozen=True)
class _Feedback:
    """What Moodle holds of one student: the mark or None, names of feedback files, the comment as it is stored."""

    points: float | None
    pages: frozenset
    text: str
    format: int


class MoodleAPI:
    """One course on Moodle.

    identity      what names students where nothing else is set, as in the zip of submissions
    identities    all that Moodle can name students by
    fallback      what names those who have no other identity
    notice        what Moodle does of its own accord when a mark is sent: a sentence
    """

    identity = ("Participant",)
    notice = "Moodle notifies each student to whom a mark is sent."
    identities, fallback = IDENTITIES, ()

    def __init__(self, site, course):
        if not str(course).isdecimal():
            raise PlatformError(Kind.MISSING, site.host, f"a course of the number {course}")
        self.site, self._course, self._service = site, int(course), WebService(site)
        self._list = {}

    # ── What there is ─────────────────────────────────────────────────────────────────────────────────────────────

    @understood
    def check(self, purpose):
        """Raise PlatformError where the token is wrong, or its service lacks a function.

        purpose    "fetching" or "sending"
        """
        said = self._service.call("core_webservice_get_site_info")
        offered = {one["name"] for one in said["functions"]}
        missing = [name for name in FUNCTIONS[purpose] if name not in offered]
        if missing:
            raise PlatformError(Kind.FUNCTION, self.site.host, ", ".join(missing))

    @understood
    def assignments(self):
        """All assignments of the course: list of Assigned. Its number is that in the address of its page."""
        said = self._service.call("mod_assign_get_assignments", courseids=[self._course])
        courses = self._field(said, "courses")
        if not courses:
            raise PlatformError(Kind.MISSING, self.site.host, f"the course {self._course}")
        self._list = {str(one["cmid"]): one for course in courses for one in course["assignments"]}
        return [_assigned(one) for one in self._list.values()]

    @understood
    def people(self, assigned, identity):
        """The students of the course: list of Person.

        identity   names of the identities that are needed; numbers of participants cost a request of their own
        """
        said = self._service.call(
            "mod_assign_list_participants",
            assignid=self._id(assigned),
            groupid=0,
            filter="",
            onlyids=0,
            includeenrolments=0,
        )
        numbers = self._participants(assigned) if "Participant" in identity else {}
        return [_person(one, numbers) for one in said]

    def _participants(self, assigned):
        """Map users to the numbers that the worksheet and the zip give them."""
        said = self._service.call("mod_assign_get_user_mappings", assignmentids=[self._id(assigned)])
        found = [one for entry in self._field(said, "assignments") for one in entry["mappings"]]
        return {str(one["userid"]): str(one["id"]) for one in found}

    @understood
    def handed_in(self, assigned):
        """What was handed in last, of each student: list of Upload and NoFile."""
        said = self._service.call("mod_assign_get_submissions", assignmentids=[self._id(assigned)])
        self._warned(said, "the submissions")
        found = []
        for one in (one for entry in said["assignments"] for one in entry["submissions"]):
            person, files = str(one["userid"]), list(_files(one.get("plugins") or [], "file"))
            if one["status"] != "submitted":
                found += [NoFile(person, draft=True)] if files else []
                continue
            found += [_upload(person, one, file) for file in files] or [NoFile(person)]
        return found

    @understood
    def standings(self, assigned):
        """What Moodle holds of each student: dict, number of the person -> Standing."""
        said = self._service.call("mod_assign_get_grades", assignmentids=[self._id(assigned)])
        self._warned(said, "the marks")
        grades = [one for entry in said["assignments"] for one in entry["grades"]]
        return {str(one["userid"]): Standing(_points(one), pages=None) for one in grades}

    @understood
    def standing(self, assigned, person):
        """What Moodle holds of one student: Standing."""
        there = self._feedback(assigned, person)
        return Standing(there.points, pages=there.pages)

    # ── Files in, marks and pages out ─────────────────────────────────────────────────────────────────────────────

    def download(self, upload, path, most):
        """Download a file to a path. Raises PlatformError."""
        form, what = {"token": self.site.token}, f"download {upload.name}"
        response = self.site.download(upload.url, path, upload.size, most, what, form, self._refusal)
        if response is not None:
            self._service.check(response, what, Kind.FILES)
            raise PlatformError(Kind.STRANGE, self.site.host, what, f" (HTTP {response.status_code})")

    def _refusal(self, path, what):
        """Raise PlatformError where what came is no file but Moodle's reason for sending none."""
        if path.stat().st_size < LONGEST_REASON:
            try:
                said = json.loads(path.read_bytes())
            except ValueError:
                return
            self._service.refuse(said, what, Kind.FILES)

    @understood
    def put(self, assigned, person, points, page=None, replace=False):
        """Give a mark, and a feedback page; comments that a person wrote are sent again as they are, so that they stay.

        replace    whether feedback files that were not sent from here may be deleted
        Raises     OtherFiles where there are such files, and nothing is changed; PlatformError

        It may be called again: the same mark and the same page replace themselves.
        """
        there, more = self._feedback(assigned, person), {}
        if assigned.comments:
            more["assignfeedbackcomments_editor"] = {"text": there.text, "format": there.format}
        if page is not None and page.name not in there.pages:
            others = sorted(name for name in there.pages if not page.is_version(name))
            if others and not replace:
                raise OtherFiles(others)
            more["files_filemanager"] = self._upload(page)
        self._service.call(
            "mod_assign_save_grade",
            assignmentid=self._id(assigned),
            userid=person.number,
            grade=f"{points:.2f}",
            attemptnumber=-1,
            addattempt=0,
            workflowstate="",
            applytoall=0,
            **({"plugindata": more} if more else {}),
        )

    def _feedback(self, assigned, person):
        """What Moodle holds of one student: _Feedback."""
        said = self._service.call(
            "mod_assign_get_submission_status",
            assignid=self._id(assigned),
            userid=person.number,
            moodlewssettingraw="true",
            moodlewssettingfileurl="false",  # texts as they are stored
        )
        found = said.get("feedback") or {}
        plugins, grade = found.get("plugins") or [], found.get("grade")
        fields = [field for one in plugins if one["type"] == "comments" for field in one.get("editorfields") or []]
        text = fields[0] if fields else {}
        pages = frozenset(file["filename"] for file in _files(plugins, "file"))
        return _Feedback(_points(grade) if grade else None, pages, text.get("text", ""), text.get("format", HTML))

    def _upload(self, page):
        """Upload a page into a draft area of its own; return the number of the area."""
        what = "upload files"
        response = self.site.ask(
            *("POST", f"{self.site.address}/webservice/upload.php", what),
            signed=False,
            data={"token": self.site.token, "filearea": "draft", "itemid": 0},
            files={"file_1": (page.name, page.content, "text/html")},
        )
        said = self._service.check(response, what, Kind.FILES)
        if not isinstance(said, list) or not said or "itemid" not in said[0]:
            detail = said[0].get("error", "") if isinstance(said, list) and said else ""
            raise PlatformError(Kind.FAILED, self.site.host, what, self.site.clean(detail) or "no draft area")
        return said[0]["itemid"]

    # ── Requests ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _id(self, assigned):
        """The id of an assignment inside Moodle, which is not the number in its address."""
        return self._list[assigned.number]["id"]

    def _field(self, said, name):
        if not isinstance(said, dict) or not isinstance(said.get(name), list):
            raise PlatformError(Kind.STRANGE, self.site.host, name)
        return said[name]

    def _warned(self, said, what):
        """Raise PlatformError where Moodle warns that this may not be seen: its warning of number 1."""
        self._field(said, "assignments")
        for warning in said.get("warnings") or []:
            if str(warning.get("warningcode")) == "1":
                raise PlatformError(Kind.FORBIDDEN, self.site.host, what)


def _assigned(one):
    on = {(config["subtype"], config["plugin"]) for config in one.get("configs") or [] if _is_on(config)}
    blind = one.get("blindmarking") and not one.get("revealidentities")
    fetching = Obstacle.ANONYMOUS if blind else Obstacle.TEAM if one.get("teamsubmission") else None
    sending = Obstacle.WORKFLOW if one.get("markingworkflow") else Obstacle.SCALE if one["grade"] <= 0 else None
    return Assigned(
        *(str(one["cmid"]), one.get("name") or "", one["grade"], fetching, fetching or sending),
        pages=None if ("assignfeedback", "file") in on else Obstacle.NO_FILES,
        comments=("assignfeedback", "comments") in on,
    )


def _is_on(config):
    return config.get("name") == "enabled" and str(config.get("value")) == "1"


def _person(one, numbers):
    ids = {"Participant": numbers.get(str(one["id"]))}
    ids |= {name: one.get(field) for name, field in _FIELDS.items()}
    ids = {name: str(ids[name]) for name in IDENTITIES if ids.get(name)}
    return Person(str(one["id"]), one.get("fullname") or "", ids)


def _files(plugins, kind):
    for plugin in plugins:
        if plugin.get("type") == kind:
            for area in plugin.get("fileareas") or []:
                yield from area.get("files") or []


def _upload(person, submission, file):
    name, size = file["filename"], file.get("filesize")
    key = f"{submission['id']}-{file.get('timemodified', 0)}"
    inside = (file.get("filepath") or "/").strip("/")
    time = float(submission["timemodified"])
    return Upload(person, key, f"{inside}/{name}" if inside else name, file["fileurl"], size, time)


def _points(one):
    points = float(one["grade"])
    return None if points < 0 else points
