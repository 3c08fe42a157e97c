"""Calls of Moodle's web service by its REST protocol: https://docs.moodle.org/dev/Creating_a_web_service_client.

The token stands in the body of each request, never in its address.
"""

from grader.lms.web.problems import Kind, PlatformError

_TOKEN = ("invalidtoken", "invalidtimedtoken")
_DENIED = ("accessexception", "servicenotavailable", "cannotfindfunction", "invalidfunction", "wsaccessusernotfound")
_FORBIDDEN = (
    "nopermissions",
    "usernotallowed",
    "requireloginerror",
    "notenrolled",
    "usernotincourse",
    "errorcoursecontextnotvalid",
)
_MISSING = ("invalidrecord", "invalidrecordunknown", "invalidcoursemodule", "filenotfound")


class WebService:
    """The functions of one site, for one token."""

    def __init__(self, site):
        self.site = site

    def call(self, function, **arguments):
        """Call a function of the web service; what it returns."""
        form = {"wstoken": self.site.token, "wsfunction": function, "moodlewsrestformat": "json", **_flat(arguments)}
        address = f"{self.site.address}/webservice/rest/server.php"
        return self.check(self.site.ask("POST", address, function, signed=False, data=form), function)

    def check(self, response, what, denied=Kind.FUNCTION):
        """The data of an answer. Raises PlatformError where Moodle refuses.

        denied     Kind where the token's service does not allow it
        """
        said = self.site.data(response, what)
        self.refuse(said, what, denied)
        if response.status_code >= 400:
            raise PlatformError(Kind.FAILED, self.site.host, what, f"HTTP {response.status_code}")
        return said

    def refuse(self, said, what, denied):
        """Raise PlatformError where data are Moodle's reason for not doing something."""
        if not isinstance(said, dict) or "errorcode" not in said:
            return
        site, code = self.site, said["errorcode"]
        message = site.clean(said.get("message") or said.get("error") or "")
        if code in _TOKEN:
            raise PlatformError(Kind.TOKEN, site.host, site.variable)
        if code in _DENIED:
            raise PlatformError(denied, site.host, what)
        if code in _FORBIDDEN:
            raise PlatformError(Kind.FORBIDDEN, site.host, what, f" ({message})")
        if code in _MISSING:
            raise PlatformError(Kind.MISSING, site.host, f"what {what} asks for")
        raise PlatformError(Kind.FAILED, site.host, what, f"{code}: {message}")


def _flat(value, name=""):
    """Arguments as Moodle's REST protocol writes them: grades[0][userid]=7."""
    if isinstance(value, dict):
        parts = [(f"{name}[{key}]" if name else key, one) for key, one in value.items()]
    elif isinstance(value, list):
        parts = [(f"{name}[{place}]", one) for place, one in enumerate(value)]
    else:
        return {name: value}
    return {key: one for part, inner in parts for key, one in _flat(inner, part).items()}
