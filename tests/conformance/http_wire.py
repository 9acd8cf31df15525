"""Requests as bytes and answers read strictly: a client that hides nothing. An answer that breaks RFC 9112 is an Unfit."""
import contextlib, copy, re, socket, time, urllib.parse

STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-9]\d\d) [\t\x20-\x7e\x80-\xff]*")
FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)")
LARGEST = 64 * 1024 * 1024


class Unfit(Exception):
    """What the server did and should not have done; for a person."""


class Skipped(Exception):
    """Why a rule could not be tried."""


class Answer:
    def __init__(self, status, lines):
        self.status, self.lines, self.body = status, lines, b""

    def all(self, name):
        return [value for line, value in self.lines if line == name.lower()]

    def __getitem__(self, name):
        """The field's lines joined as RFC 9110, 5.3, allows; None when there is none."""
        values = self.all(name)
        return ", ".join(values) if values else None

    def members(self, name):
        return [member.strip().lower() for member in (self[name] or "").split(",") if member.strip()]

    @property
    def coding(self):
        return self["Content-Encoding"] or "identity"


class Connection:
    def __init__(self, site):
        self.site, self.rest = site, b""
        self.socket = socket.create_connection(site.address, timeout=site.timeout)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.socket.close()

    def send(self, data):
        """A server may have refused, and closed, before all has been sent: what it said is there to be read."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)

    def fill(self):
        """False at the end. A reset is an end too: a server need not wait for what it does not want."""
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        except TimeoutError:
            raise Unfit(f"nothing came for {self.site.timeout:g} s" + (f" after {self.rest[:60]!r}" if self.rest else ""))
        self.rest += data
        return bool(data)

    def take(self, count):
        while len(self.rest) < count:
            if not self.fill():
                raise Unfit(f"the connection ended {count - len(self.rest)} bytes before the answer's end")
        data, self.rest = self.rest[:count], self.rest[count:]
        return data

    def line(self):
        while b"\n" not in self.rest:
            if len(self.rest) > 65536 or not self.fill():
                raise Unfit(f"no end of a line: {self.rest[:60]!r}")
        line, self.rest = self.rest.split(b"\n", 1)
        if not line.endswith(b"\r"):
            raise Unfit(f"a line ends without CR: {line[:60]!r}")
        return line[:-1]

    def lines(self):
        lines = []
        while line := self.line():
            match = FIELD_LINE.fullmatch(line)
            if not match:
                raise Unfit(f"this is no field line: {line[:80]!r}")
            lines.append((match[1].decode().lower(), match[2].decode("latin-1").rstrip("\t ")))
        return lines

    def answer(self, method="GET", interim=False):
        """The next answer, None at the connection's end. Interim ones (1xx) are passed over unless asked for."""
        while True:
            if not self.rest and not self.fill():
                return None
            line = self.line()
            match = STATUS_LINE.fullmatch(line)
            if not match:
                raise Unfit(f"this is no status line: {line[:60]!r}")
            answer = Answer(int(match[1]), self.lines())
            self.site.seen.append(answer.status)
            if answer.status >= 200:
                answer.body = self.body(answer, method)
                return answer
            if interim:
                return answer

    def body(self, answer, method):
        lengths, codings = answer.all("Content-Length"), answer.members("Transfer-Encoding")
        if len(lengths) > 1 or (lengths and codings):
            raise Unfit(f"Content-Length {lengths} and Transfer-Encoding {codings} together")
        if lengths and not re.fullmatch(r"\d{1,9}", lengths[0]):
            raise Unfit(f"Content-Length: {lengths[0]}")
        if answer.status == 204 and (lengths or codings):
            raise Unfit("a 204 with Content-Length or Transfer-Encoding (RFC 9110, 8.6)")
        if method == "HEAD" or answer.status in (204, 304):
            return b""
        if codings:
            return self.chunks(codings)
        return self.take(int(lengths[0])) if lengths else self.all_the_rest()

    def chunks(self, codings):
        if codings != ["chunked"]:
            raise Unfit(f"Transfer-Encoding: {codings}, which nobody asked for")
        body = b""
        while (size := self.chunk_size()) > 0:
            body += self.take(size)
            if self.take(2) != b"\r\n":
                raise Unfit("a chunk does not end in CRLF")
        self.lines()
        return body

    def chunk_size(self):
        line = self.line()
        match = re.match(rb"([0-9A-Fa-f]{1,7})(?=[\t ]*;|$)", line)
        if not match:
            raise Unfit(f"this is no chunk's size: {line[:60]!r}")
        return int(match[1], 16)

    def all_the_rest(self):
        while self.fill():
            if len(self.rest) > LARGEST:
                raise Unfit(f"an answer of more than {LARGEST} bytes")
        data, self.rest = self.rest, b""
        return data

    def must_end(self):
        """After the last answer comes the connection's end and nothing else."""
        if self.rest or self.fill():
            raise Unfit(f"the connection goes on: {self.rest[:60]!r}")


class Site:
    """The server under test, and one feed of it. `feed` is what is asked for; `main` the feed itself, wherever that is.
    What no answer tells: `former`, an ETag that the feed had; `gone` and `moved`, where feeds were."""

    def __init__(self, base, feed, timeout=5.0, former=None, gone=None, moved=None):
        url = urllib.parse.urlsplit(base)
        self.address = (url.hostname, url.port or 80)
        self.authority = url.netloc.rpartition("@")[2].encode()
        self.feed = (url.path.rstrip("/") + feed).encode()
        self.root = (url.path.rstrip("/") + "/").encode()
        self.main = self.feed
        self.former, self.gone, self.moved = former, gone, moved
        self.public = None  # what the site's own links begin with, once known
        self.timeout = timeout
        self.seen = []  # the statuses of the answers since the rule began

    def told(self, name):
        """One of those; who runs the rules may know none."""
        value = getattr(self, name)
        if not value:
            raise Skipped(f"--{name} was not given")
        return value

    def at(self, target):
        """The same server, asked for another document."""
        there = copy.copy(self)
        there.feed = as_bytes(target)
        return there

    def connect(self):
        return Connection(self)

    def request(self, *fields, method="GET", target=None, version="HTTP/1.1", host=True, body=b""):
        """`fields`: "Name: value" as text or bytes. The connection is kept unless they say otherwise."""
        line = b" ".join((as_bytes(method), self.feed if target is None else as_bytes(target), as_bytes(version)))
        lines = [line, *([b"Host: " + self.authority] if host else []), *map(as_bytes, fields)]
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    def exchange(self, data, method="GET"):
        """The first answer to these bytes, on a connection of their own; Unfit when there is none."""
        with self.connect() as connection:
            connection.send(data)
            answer = connection.answer(method)
            if answer is None:
                raise Unfit("the connection ended without an answer")
            return answer

    def ask(self, *fields, method="GET", **more):
        return self.exchange(self.request(*fields, "Connection: close", method=method, **more), method)

    def current(self, *fields):
        """The feed as it stands, and that it can be compared."""
        answer = self.ask(*fields)
        expect(answer, 200)
        if not answer["ETag"]:
            raise Unfit("the 200 has no ETag")
        return answer

    def modified(self):
        """The current 200, once it tells its Last-Modified: a server may keep it back while its second lasts."""
        end = time.monotonic() + 3
        while True:
            answer = self.current()
            if answer["Last-Modified"]:
                return answer
            if time.monotonic() > end:
                raise Unfit("the 200 has no Last-Modified")
            time.sleep(0.2)


def as_bytes(text):
    return text if isinstance(text, bytes) else text.encode()


def with_query(target, query):
    """The target with "?a=b" behind it, which may have a query already."""
    return target + (b"&" + as_bytes(query)[1:] if b"?" in target else as_bytes(query))


def expect(answer, *statuses):
    if answer is None:
        raise Unfit(f"the connection ended; wanted {' or '.join(map(str, statuses))}")
    if answer.status not in statuses:
        raise Unfit(f"{answer.status}, wanted {' or '.join(map(str, statuses))}")
    return answer


def same(got, wanted, what):
    if got != wanted:
        raise Unfit(f"{what}: {got!r:.100}, wanted {wanted!r:.100}")


def must(condition, otherwise):
    if not condition:
        raise Unfit(otherwise)
