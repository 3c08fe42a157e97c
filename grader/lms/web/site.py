"""One course platform over HTTPS: requests with a time limit, at the pace that it asks for, and signed for it alone."""

import datetime
import email.utils
import os
import re
from time import sleep
from urllib.parse import urlsplit

import requests

from grader.lms.web.problems import Kind, PlatformError, Unsure
from grader.system.files import write_stream

TIMEOUT = (10, 60)  # seconds until there is a connection, and between two parts of an answer
TRIES = 6  # of one request; the waits between them double
LONGEST = 120  # seconds that are waited because the platform asks for it
REDIRECTS = 5
CALM = 100  # units of Canvas' quota that are left alone; it grows by about 10 a second
_LOCAL = ("localhost", "127.0.0.1", "::1")
_BROKEN = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
_AGAIN = (429, 502, 503, 504)


class Site:
    """A platform that is spoken to with one person's token.

    address    https://…, without a / at its end
    host       of the address, for messages
    variable   name of the environment variable that holds the token
    """

    def __init__(self, address, variable, say=lambda sentence: None):
        """Check address and token; nothing is sent.

        say        function that takes a sentence when a wait is long
        Raises     PlatformError
        """
        self.address = address.strip().rstrip("/")
        parts = urlsplit(self.address)
        self.host = parts.netloc or "…"
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
        if not secure or not parts.hostname or parts.query or "@" in parts.netloc:
            raise PlatformError(Kind.ADDRESS, "learn.example.org", detail=_without_user(self.address))
        self.variable = variable
        token = os.environ.get(variable, "").strip()
        if not token:
            raise PlatformError(Kind.NO_TOKEN, self.host, variable)
        if not re.fullmatch(r"[!-~]+", token):
            raise PlatformError(Kind.BAD_TOKEN, self.host, variable)
        self.token = token
        self._say, self._rest = say, 0.0
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "grader"

    def is_ours(self, url):
        """True where a URL leads to the platform itself, so that it may see the token."""
        ours, other = urlsplit(self.address), urlsplit(url)
        return (ours.scheme, ours.netloc) == (other.scheme, other.netloc)

    def clean(self, text):
        """A text of the platform without the token, should it be in it."""
        return str(text).replace(self.token, "(token)")

    def ask(self, method, url, what, *, signed=True, again=True, **more):
        """Make a request; wait and repeat it where the platform is busy or the connection breaks.

        what       of the request, for messages
        signed     whether the token goes with it, as a header
        again      False: it is not repeated once it may have arrived
        more       for requests.Session.request
        Returns    requests.Response, whatever its status; a redirect is not followed
        Raises     PlatformError; Unsure where `again` is False and the connection breaks
        """
        if signed and not self.is_ours(url):
            raise PlatformError(Kind.ELSEWHERE, self.host, what, urlsplit(url).netloc)
        more |= {"timeout": TIMEOUT, "allow_redirects": False, "auth": self._sign if signed else _unsigned}
        for attempt in range(TRIES):
            wait, self._rest = self._rest, 0.0
            sleep(wait)
            try:
                response = self._session.request(method, url, **more)
                wait = self._wait_after(response, attempt, again)
                if wait is None:
                    return response
                problem = self._busy(response, what, wait)
            except requests.exceptions.SSLError:
                raise PlatformError(Kind.CERTIFICATE, self.host) from None
            except _BROKEN as error:
                if not again:
                    raise Unsure(Kind.CUT, self.host, what) from None
                problem, wait = self._broken(error, what), 2**attempt
            except requests.RequestException:  # its text may hold what was sent
                raise PlatformError(Kind.UNREACHABLE, self.host, what) from None
            if attempt + 1 == TRIES or wait > LONGEST:
                raise problem
            if wait > 5:
                self._say(f"Waiting {wait:.0f} seconds for {self.host}.")
            sleep(wait)

    def data(self, response, what):
        """Read the JSON of an answer. Raises PlatformError where it is a redirect, a page, or no JSON."""
        if response.is_redirect:
            location = urlsplit(response.headers["Location"])
            detail = f"{location.netloc or self.host}{location.path}"
            raise PlatformError(Kind.REDIRECT, self.host, what, self.clean(detail))
        if "html" in response.headers.get("Content-Type", "") or response.content.lstrip()[:1] == b"<":
            raise PlatformError(Kind.PAGE, self.host, what)
        try:
            return response.json()
        except ValueError:
            raise PlatformError(Kind.NOT_DATA, self.host, what) from None

    def download(self, url, path, size, most, what, form=None, check=lambda path, what: None):
        """Download a file; it is there as a whole or not at all.

        size       bytes that it must have; None: unknown
        most       bytes that it may have
        form       fields to be sent to the platform itself with a POST: there the token is in them, not in a header
        check      function of path and `what` that raises where what came is no file, though its status is 200
        Returns    requests.Response where the platform answered with something else; None where the file is there
        Raises     PlatformError, OSError
        """
        for attempt in range(TRIES):
            response = self._follow(url, what, form)
            try:
                if response.status_code != 200:
                    _ = response.content  # before it is closed
                    return response
                write_stream(path, self._parts(response, most, what))
            except _BROKEN as error:
                if attempt + 1 == TRIES:
                    raise self._broken(error, what) from None
                sleep(2**attempt)
                continue
            finally:
                response.close()
            if path.stat().st_size == size:
                return None
            try:
                check(path, what)
            except PlatformError:
                path.unlink()
                raise
            if size is None:
                return None
            path.unlink()
        raise PlatformError(Kind.SIZE, self.host, what)

    def _follow(self, url, what, form):
        """Ask for a file; follow redirects, to other hosts without the token."""
        if form is not None and not self.is_ours(url):
            raise PlatformError(Kind.ELSEWHERE, self.host, what, urlsplit(url).netloc)
        for step in range(REDIRECTS):
            if form is not None and step == 0:
                response = self.ask("POST", url, what, signed=False, data=form, stream=True)
            else:
                signed = form is None and self.is_ours(url)
                response = self.ask("GET", url, what, signed=signed, stream=True)
            if not response.is_redirect:
                return response
            response.close()
            url = requests.compat.urljoin(url, response.headers["Location"])
            if urlsplit(url).scheme != urlsplit(self.address).scheme or "/login" in urlsplit(url).path:
                raise PlatformError(Kind.REDIRECT, self.host, what, urlsplit(url).netloc + urlsplit(url).path)
        raise PlatformError(Kind.REDIRECT, self.host, what, urlsplit(url).netloc)

    def _parts(self, response, most, what):
        there = 0
        for part in response.iter_content(1 << 16):
            there += len(part)
            if there > most:
                raise PlatformError(Kind.TOO_LARGE, self.host, what, f"{most >> 20} MB")
            yield part

    def _wait_after(self, response, attempt, again):
        """Seconds to wait before a request is made again; None where its answer counts."""
        left = response.headers.get("X-Rate-Limit-Remaining", "")
        if re.fullmatch(r"\d+(\.\d+)?", left):
            self._rest = max(0.0, CALM - float(left)) / 10
        limited = response.status_code == 403 and b"Rate Limit Exceeded" in response.content[:1000]
        if response.status_code not in _AGAIN and not limited:
            return None
        if not again and response.status_code in (502, 504):
            raise Unsure(Kind.CUT, self.host, f"HTTP {response.status_code}")
        asked = _retry_after(response.headers.get("Retry-After", ""))
        return 2**attempt if asked is None else asked

    def _busy(self, response, what, wait):
        if response.status_code in (502, 504):
            return PlatformError(Kind.FAILED, self.host, what, f"HTTP {response.status_code}")
        return PlatformError(Kind.BUSY, self.host, what, f" for {wait:.0f} seconds" if wait > LONGEST else "")

    def _broken(self, error, what):
        if isinstance(error, requests.ReadTimeout):
            return PlatformError(Kind.SLOW, self.host, what)
        reason = type(getattr(error.args[0] if error.args else None, "reason", None))
        unreached = any(kind.__name__ in ("NewConnectionError", "ConnectTimeoutError") for kind in reason.__mro__)
        return PlatformError(Kind.UNREACHABLE if unreached else Kind.CUT, self.host, what)

    def _sign(self, request):
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def _without_user(address):
    """An address without the name and the password, or token, that may stand before its host, whatever is in them."""
    return re.sub(r"^([^/?#]*//)?.*@", r"\1", address)


def _unsigned(request):
    """Nothing is added: without it, requests would look for a password in ~/.netrc."""
    return request


def _retry_after(text):
    """Seconds that a Retry-After header says, as a number or as a date; None where it says neither."""
    if re.fullmatch(r"\s*\d{1,6}\s*", text):
        return float(text)
    try:
        at = email.utils.parsedate_to_datetime(text)
        return max(0.0, (at - datetime.datetime.now(datetime.UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
