"""Canvas and Moodle as far as their documentation describes the requests that are made here: small servers with faults.

Canvas: https://developerdocs.instructure.com/services/canvas; Moodle: mod/assign/externallib.php and webservice/.
"""

import email
import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

TOKEN = "1234abcd5678efgh"
LOGIN = b"<!DOCTYPE html><html><body><form>Log in</form></body></html>"


@dataclass
class Fault:
    """What goes wrong with the next requests whose line has some words in it.

    how        "answer": `status`, `headers` and `body` come instead; "cut before": the connection breaks, nothing was
               done; "cut after": it was done, and the connection breaks; "short": half of the answer comes
    """

    where: str
    how: str = "answer"
    times: int = 1
    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Answer:
    body: bytes
    status: int = 200
    headers: dict = field(default_factory=dict)


def as_json(value, status=200, **headers):
    return Answer(json.dumps(value).encode(), status, {"Content-Type": "application/json; charset=utf-8", **headers})


class Platform:
    """A server on this machine. `seen` are the requests: (line, headers, fields, files)."""

    def __init__(self):
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self):
                platform.handle(self)

            do_GET = do_POST = do_PUT = handle_any

            def log_message(self, *_):
                pass

        self.seen, self.faults = [], []
        self.server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        port = self.server.server_address[1]
        self.address, self.elsewhere = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def handle(self, request):
        content = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        fields, files = _form(content, request.headers.get("Content-Type", ""))
        line = f"{request.command} {request.path} {fields.get('wsfunction', '')}".strip()
        self.seen.append((line, dict(request.headers), fields, files))
        fault = next((one for one in self.faults if one.times and one.where in line), None)
        if fault:
            fault.times -= 1
        if fault and fault.how == "cut before":
            return
        answer = Answer(fault.body, fault.status, fault.headers) if fault and fault.how == "answer" else None
        answer = answer or self.answer(request, fields, files)
        if fault and fault.how == "cut after":
            return
        half = len(answer.body) // 2 if fault and fault.how == "short" else None
        request.send_response(answer.status)
        for name, value in {"Content-Length": len(answer.body), **answer.headers}.items():
            request.send_header(name, str(value))
        request.end_headers()
        request.wfile.write(answer.body[:half])

    def lines(self, start=""):
        """The requests so far whose line begins so."""
        return [line for line, *_ in self.seen if line.startswith(start)]


def _form(content, kind):
    if kind.startswith("multipart/form-data"):
        message = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + content)
        parts = {part.get_param("name", header="content-disposition"): part for part in message.get_payload()}
        files = {name: (part.get_filename(), part.get_payload(decode=True)) for name, part in parts.items()}
        plain = {name: value.decode() for name, (file, value) in files.items() if file is None}
        return plain, {name: value for name, value in files.items() if value[0] is not None}
    return dict(parse_qsl(content.decode(), keep_blank_values=True)), {}


# ── Canvas ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Canvas(Platform):
    """Course 7 with assignment 12 of 100 points; lists come in pages of two."""

    def __init__(self):
        super().__init__()
        self.assignment = {"id": 12, "name": "rnn", "points_possible": 100.0, "grading_type": "points"}
        self.users, self.submissions, self.files, self.uploads, self.marks = [], {}, {}, {}, []

    def student(self, number, login, *files, late=False, **more):
        """Enrol a student who has handed in files: pairs of name and bytes."""
        self.users.append({"id": number, "name": login.title(), "login_id": login, "email": f"{login}@example.org"})
        attachments = []
        for name, content in files:
            key = 9000 + len(self.files)
            self.files[key] = content
            url = f"{self.address}/files/{key}/download?verifier=v"
            attachments.append({"id": key, "display_name": name, "url": url, "size": len(content)})
        self.submissions[number] = {
            "user_id": number,
            "attachments": attachments,
            "late": late,
            "score": None,
            "entered_score": None,
            "submitted_at": "2026-11-20T21:58:00Z" if files else None,
            "submission_comments": [],
            **more,
        }

    def answer(self, request, fields, files):
        path, query = urlsplit(request.path).path, parse_qs(urlsplit(request.path).query)
        if path.startswith("/storage/"):
            assert "Authorization" not in request.headers
            return self._stored(path, files)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            said = {"errors": [{"message": "Invalid access token."}]}
            return as_json(said, 401, **{"WWW-Authenticate": 'Bearer realm="canvas-lms"'})
        if found := re.fullmatch(r"/files/(\d+)/download", path):
            return Answer(b"", 302, {"Location": f"{self.elsewhere}/storage/{found[1]}"})
        if found := re.fullmatch(r"/api/v1/files/(\d+)/create_success", path):
            return as_json({"id": int(found[1]), "display_name": self.uploads[int(found[1])][0]})
        if not path.startswith("/api/v1/courses/7/"):
            return as_json({"errors": [{"message": "The specified resource does not exist."}]}, 404)
        return self._course(request.command, path.removeprefix("/api/v1/courses/7/"), query, fields)

    def _course(self, method, path, query, fields):
        lists = {"users": self.users, "assignments": [self.assignment]}
        lists["assignments/12/submissions"] = list(self.submissions.values())
        if path in lists:
            return self._page(path, lists[path], int(query.get("page", ["1"])[0]))
        found = re.fullmatch(r"assignments/12/submissions/(\d+)(/comments/files)?", path)
        submission = self.submissions[int(found[1])]
        if found[2]:
            key = 500 + len(self.uploads)
            self.uploads[key] = (fields["name"], None)
            return as_json({"upload_url": f"{self.elsewhere}/storage/{key}", "upload_params": {"key": str(key)}})
        if method == "PUT":
            self.marks.append((int(found[1]), fields))
            submission["entered_score"] = submission["score"] = float(fields["submission[posted_grade]"])
            if "comment[file_ids][]" in fields:
                name, _ = self.uploads[int(fields["comment[file_ids][]"])]
                comment = {"comment": fields["comment[text_comment]"], "attachments": [{"display_name": name}]}
                submission["submission_comments"].append(comment)
        return as_json(submission)

    def _page(self, path, entries, page):
        links = {"current": page, "first": 1} | ({"next": page + 1} if len(entries) > 2 * page else {})
        link = ",".join(
            f'<{self.address}/api/v1/courses/7/{path}?page={number}&per_page=2>; rel="{rel}"'
            for rel, number in links.items()
        )
        return as_json(entries[2 * page - 2 : 2 * page], Link=link)

    def _stored(self, path, files):
        key = int(path.rsplit("/", 1)[-1])
        if not files:
            return Answer(self.files[key], headers={"Content-Type": "application/octet-stream"})
        self.uploads[key] = files["file"]
        return Answer(b"", 303, {"Location": f"{self.address}/api/v1/files/{key}/create_success?uuid=u"})


# ── Moodle ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Moodle(Platform):
    """Course 7 with the assignment of cmid 12, which is 3 inside Moodle, of 100 points."""

    def __init__(self):
        super().__init__()
        on = {"name": "enabled", "value": "1", "subtype": "assignfeedback"}
        self.assignment = {
            "id": 3,
            "cmid": 12,
            "name": "rnn",
            "grade": 100,
            "blindmarking": 0,
            "revealidentities": 0,
            "teamsubmission": 0,
            "markingworkflow": 0,
            "configs": [{**on, "plugin": "comments"}, {**on, "plugin": "file"}],
        }
        self.users, self.submissions, self.files = [], [], {}
        self.grades, self.comments, self.pages, self.drafts = {}, {}, {}, {}
        self.functions = {name.removeprefix("_ws_") for name in dir(self) if name.startswith("_ws_")}

    def student(self, number, idnumber, *files, status="submitted"):
        """Enrol a student who has handed in files: pairs of name and bytes."""
        self.users.append({"id": number, "fullname": idnumber.title(), "idnumber": idnumber, "username": f"u{number}"})
        listed = []
        for name, content in files:
            path = f"/webservice/pluginfile.php/9/assignsubmission_file/submission_files/{number}/{name}"
            self.files[path] = content
            url, size = self.address + path, len(content)
            listed.append({"filename": name, "filepath": "/", "filesize": size, "fileurl": url, "timemodified": 5})
        plugin = {"type": "file", "fileareas": [{"area": "submission_files", "files": listed}]}
        one = {"id": number + 1000, "userid": number, "status": status, "timemodified": 1795211880, "plugins": [plugin]}
        self.submissions.append(one)

    def answer(self, request, fields, files):
        assert TOKEN not in request.path
        path = urlsplit(request.path).path
        if (fields.get("wstoken") or fields.get("token")) != TOKEN:
            return as_json({"exception": "moodle_exception", "errorcode": "invalidtoken", "message": "Invalid token"})
        if path in self.files:
            return Answer(self.files[path], headers={"Content-Type": "document/unknown"})
        if path == "/webservice/upload.php":
            number = 700 + len(self.drafts)
            self.drafts[number] = [files["file_1"]]
            return as_json([{"filename": files["file_1"][0], "itemid": number}])
        name = fields["wsfunction"]
        if name not in self.functions:
            said = {"exception": "webservice_access_exception", "errorcode": "accessexception"}
            return as_json({**said, "message": "Access control exception"})
        return as_json(getattr(self, f"_ws_{name}")(fields))

    def _ws_core_webservice_get_site_info(self, fields):
        return {"sitename": "Learn", "functions": [{"name": name} for name in sorted(self.functions)]}

    def _ws_mod_assign_get_assignments(self, fields):
        courses = [{"id": 7, "assignments": [self.assignment]}] if fields["courseids[0]"] == "7" else []
        return {"courses": courses, "warnings": []}

    def _ws_mod_assign_list_participants(self, fields):
        return self.users if fields["assignid"] == "3" else []

    def _ws_mod_assign_get_user_mappings(self, fields):
        mappings = [{"id": one["id"] + 90, "userid": one["id"]} for one in self.users]
        return {"assignments": [{"assignmentid": 3, "mappings": mappings}], "warnings": []}

    def _ws_mod_assign_get_submissions(self, fields):
        return {"assignments": [{"assignmentid": 3, "submissions": self.submissions}], "warnings": []}

    def _ws_mod_assign_get_grades(self, fields):
        grades = [{"userid": number, "grade": f"{points:.5f}"} for number, points in self.grades.items()]
        return {"assignments": [{"assignmentid": 3, "grades": grades}] if grades else [], "warnings": []}

    def _ws_mod_assign_get_submission_status(self, fields):
        number = int(fields["userid"])
        if number not in self.grades and number not in self.comments and number not in self.pages:
            return {"lastattempt": {}, "warnings": []}
        assert (fields["moodlewssettingraw"], fields["moodlewssettingfileurl"]) == ("true", "false")
        text = {"name": "comments", "text": self.comments.get(number, ""), "format": 1}
        files = [{"filename": name} for name, _ in self.pages.get(number, [])]
        plugins = [
            {"type": "comments", "editorfields": [text]},
            {"type": "file", "fileareas": [{"area": "feedback_files", "files": files}]},
        ]
        grade = {"grade": {"grade": f"{self.grades[number]:.5f}"}} if number in self.grades else {}
        return {"feedback": {**grade, "plugins": plugins}, "warnings": []}

    def _ws_mod_assign_save_grade(self, fields):
        """As Moodle does it: a mark above the maximum is not taken, a comment that is not sent again is lost."""
        number, points = int(fields["userid"]), float(fields["grade"])
        if points <= self.assignment["grade"]:
            self.grades[number] = points
        self.comments[number] = fields.get("plugindata[assignfeedbackcomments_editor][text]", "")
        if "plugindata[files_filemanager]" in fields:
            self.pages[number] = self.drafts[int(fields["plugindata[files_filemanager]"])]
        return None
