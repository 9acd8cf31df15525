"""Servers that do everything wrong, each in its own manner, so that each rule meets one that breaks it.

Most answer a plain GET of the feed rightly, ETag and Last-Modified included: what a rule finds is then what it is for.
"""
import email.utils, itertools, re, socketserver, threading, time

from bad_documents import CARELESS, FEED, FOUND, LAZY, REDIRECTS, document

END_OF_HEAD = re.compile(rb"\n\r?\n")
HARMLESS = {b"host", b"connection"}
ADDRESSES = {address.encode() for address in (*LAZY, *REDIRECTS, *FOUND.values())}


def http_date(moment):
    return email.utils.formatdate(moment, usegmt=True)


class Request:
    """Read as loosely as can be."""

    def __init__(self, head):
        lines = re.split(rb"\r?\n", head.strip())[:50]
        words = lines[0].split()
        self.complete = bool(END_OF_HEAD.search(head))
        self.method = words[0] if words else b""
        self.target = words[1] if len(words) > 1 else b""
        self.fields = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines[1:])]

    def field(self, name):
        return b", ".join(value for line, value in self.fields if line == name)

    @property
    def plain(self):
        """Nothing but a GET of a document."""
        return self.method == b"GET" and self.target in ADDRESSES and {name for name, _ in self.fields} <= HARMLESS


def answer(status, *fields, body=b"", date=True):
    lines = [f"HTTP/1.1 {status} x", *([f"Date: {http_date(time.time())}"] if date else []), *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def right(server, request, *fields):
    if location := REDIRECTS.get(request.target.decode("latin-1").partition("?")[0]):
        return answer(302, f"Location: {location}", "Cache-Control: max-age=86400", "Set-Cookie: a=b", "Content-Length: 0")
    kind, body = document(server.documents, request.target.decode("latin-1"), server.base)
    return answer(200, f"Content-Type: {kind}", 'ETag: "aB1"', f"Last-Modified: {http_date(1_700_000_000)}", *fields,
                  f"Content-Length: {len(body)}", body=body)


class BadServer(socketserver.TCPServer):
    """One client at a time: the slow ones keep all others waiting. `spoilt`: plain requests for other addresses are
    answered rightly, so that what leads to this one is found."""
    allow_reuse_address = True
    closes = False
    documents = LAZY

    def __init__(self, spoilt=None):
        self.spoilt = spoilt
        super().__init__(("127.0.0.1", 0), Handler)
        self.count = itertools.count()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def base(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def reply(self, request):
        spared = self.spoilt and request.plain and request.target != self.spoilt.encode()
        return right(self, request) if spared else self.answer(request)

    def split(self, data):
        """The first request's bytes, None while they are not complete, and what is behind them."""
        end = END_OF_HEAD.search(data)
        return (data[:end.end()], data[end.end():]) if end else (None, data)

    def handle_error(self, *ignored):
        pass  # clients leave as they like

    def __exit__(self, *ignored):
        self.shutdown()
        self.server_close()


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        data = b""
        while len(data) < 300_000 and (more := self.request.recv(65536)):
            head, data = self.server.split(data + more)
            while head:
                self.request.sendall(self.server.reply(Request(head)))
                if self.server.closes:
                    return
                head, data = self.server.split(data)


class Obliging(BadServer):
    """200 and the feed to whatever has an empty line in it; bodies are requests, and nothing ends the connection."""

    def answer(self, request):
        return right(self, request)


class Careless(BadServer):
    """A site of bad documents, all of them for ever, at whatever was asked for; only plain requests are led on."""
    documents = CARELESS

    def answer(self, request):
        if not request.plain and request.target.partition(b"?")[0].decode("latin-1") in REDIRECTS:
            return answer(200, "Content-Length: 0")
        return right(self, request, "Cache-Control: immutable")


class Refusing(BadServer):
    """500 without any field to all but the plainest question."""

    def answer(self, request):
        return right(self, request) if request.plain else answer(500, "Content-Length: 0", date=False)


class Unchanging(BadServer):
    """304 to every condition, with another ETag, with a body; every coding has the same ETag, and is none."""

    def answer(self, request):
        names = {name for name, _ in request.fields}
        if names & {b"if-none-match", b"if-modified-since", b"if-match", b"if-unmodified-since", b"range"}:
            return answer(304, 'ETag: "other"', "Content-Length: 3", "Vary: *", "Set-Cookie: a=b", body=b"304", date=False)
        if request.field(b"accept-encoding"):
            coding = re.search(rb"br|zstd|gzip|$", request.field(b"accept-encoding").lower())[0].decode() or "identity"
            return right(self, request, f"Content-Encoding: {coding}")
        return right(self, request)


class Cutting(BadServer):
    """Another feed as a delta to whoever has or wants anything, for caches to keep."""

    def answer(self, request):
        if not {name for name, _ in request.fields} & {b"if-none-match", b"a-im"}:
            return right(self, request)
        kind, body = document(LAZY, "/feeds/b.rss", self.base)
        return answer(226, "IM: vcdiff", 'ETag: "other"', "Vary: A-IM", "Cache-Control: max-age=60", "Content-Encoding: deflate",
                      f"Content-Length: {len(body)}", body=body)


class Talkative(BadServer):
    """Says back what was said, under another ETag each time, as a page, coded unasked, of tomorrow; has no patience."""
    closes = True

    def split(self, data):
        return data or None, b""

    def answer(self, request):
        if not request.complete:
            return answer(500, "Content-Length: 0")
        said = b" ".join([request.target, *(value for _, value in request.fields)]).decode("latin-1")
        return answer(200, f'ETag: W/"{next(self.count)}"', f"Last-Modified: {http_date(time.time() + 86400)}",
                      "Content-Type: text/html", "Content-Encoding: deflate", "Set-Cookie: a=b", "Vary: Cookie, Accept",
                      "Access-Control-Allow-Credentials: true", f"X-Said: {re.sub('[^ -~]', '?', said)}",
                      body=document(LAZY, FEED, self.base)[1], date=False)


class Hasty(BadServer):
    """Answers half a request, and leaves the plainest ones without an answer."""
    closes = True

    def split(self, data):
        return data or None, b""

    def answer(self, request):
        return b"" if request.plain else right(self, request)
