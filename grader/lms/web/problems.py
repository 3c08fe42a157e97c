"""What can keep a platform's web service from doing what it is asked: records here, and the words for a person."""

import functools
from enum import Enum

from grader.system.archive import shown


class Kind(Enum):
    """What went wrong, with the sentence that says it and the way out.

    {host} is the platform's, {what} what was asked for, {detail} what the platform or the network says.
    """

    ADDRESS = "{detail!r} is no address of a platform: set it in nbgrader_config.py, as https://{host}"
    NO_TOKEN = "{what} is not set in the environment: it must hold your token for {host}"
    BAD_TOKEN = "{what} holds no token: it has spaces, line breaks or letters that no token has. Copy the token again"
    TOKEN = "{host} does not accept the token in {what}: it is wrong, has expired or was deleted. Make a new one there"
    FORBIDDEN = "{host} does not let the owner of the token use {what}{detail}. Ask for a role that may grade there"
    FUNCTION = (
        "{host} does not offer {what} to this token. Ask its administrator to add the function to the token's external "
        "service; docs/platforms.md lists all that are needed"
    )
    FILES = "{host} does not let this token {what}. Ask its administrator to allow that in the token's external service"
    MISSING = "{host} does not have {what}, or the owner of the token can't see it. Check the numbers in the settings"
    REDIRECT = (
        "{host} sends the request for {what} on to {detail}. If that is the site itself, set its address to that; "
        "if it is a login page, the web service is closed to programs: ask the site's administrator"
    )
    PAGE = (
        "{host} answered the request for {what} with a web page, not with data. Is the address in the settings that of "
        "the site? Is a login page or maintenance in the way?"
    )
    NOT_DATA = "{host} answered the request for {what} with something that is not JSON. Try again later"
    STRANGE = "{host} answered the request for {what} in another form than its documentation says{detail}"
    ELSEWHERE = "{host} names an address on another host, {detail}, for {what}: the token was not sent there"
    FAILED = "{host} could not do {what} ({detail})"
    BUSY = "{host} is busy and asks to wait{detail}. Run the command again later; it continues where it stopped"
    SLOW = "{host} did not answer in time ({what}). Run the command again; it continues where it stopped"
    CUT = "the connection to {host} broke ({what}). Run the command again; it continues where it stopped"
    UNREACHABLE = "{host} can't be reached. Check the address in the settings, the network and the proxy"
    CERTIFICATE = "the certificate of {host} is not trusted here, so the token was not sent. Ask your administrator"
    SIZE = "{host} sends {what} with another size than it says"
    TOO_LARGE = "{what} is larger than {detail} and was not downloaded"


class PlatformError(RuntimeError):
    """A request that a platform did not answer as it should.

    kind       Kind
    host       text
    what       what was asked for: a function, a path
    detail     what the platform says, or where it leads; never the token
    """

    def __init__(self, kind, host, what="", detail=""):
        super().__init__(kind, host, what, detail)
        self.kind, self.host, self.what, self.detail = kind, host, what, detail

    def __str__(self):
        words = {"host": self.host, "what": shown(self.what), "detail": shown(self.detail)}
        return self.kind.value.format(**words)


# What may be wrong with one file or one student alone, so that the others go on.
SINGLE = (Kind.FAILED, Kind.FORBIDDEN, Kind.MISSING, Kind.SIZE, Kind.STRANGE, Kind.TOO_LARGE)


class Unsure(PlatformError):
    """The connection broke after a request that must not be made twice: it may have arrived or not."""


class OtherFiles(RuntimeError):
    """Feedback files that somebody has put on the platform would be deleted: `names`."""

    def __init__(self, names):
        super().__init__(names)
        self.names = names


def understood(method):
    """Make of an answer whose form is another than the platform documents a PlatformError."""

    @functools.wraps(method)
    def reading(self, *arguments, **more):
        try:
            return method(self, *arguments, **more)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            detail = f" ({type(error).__name__}: {error})"
            raise PlatformError(Kind.STRANGE, self.site.host, method.__name__, self.site.clean(detail)) from error

    return reading


class Obstacle(Enum):
    """A setting of the assignment on the platform with which its web service can't do the work; and the way out."""

    ANONYMOUS = "is graded anonymously, so it is unknown whose work it is: turn that off, or reveal the names"
    GROUP = "gives one mark to a group: have students graded individually there, or send the marks as a file"
    TEAM = "is handed in by groups, which the web service names without their members: use the files"
    WORKFLOW = "uses marking workflow, where the service may overwrite comments: use the grading worksheet"
    SCALE = "has no marks in points: set its grade to points there"
    NO_FILES = "takes no feedback files: tick 'Feedback files' in its settings, or leave --feedback out"
