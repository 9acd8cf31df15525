"""A publisher that is right, of the site of websub_example_site.py, and some that are each wrong in one way."""
import gzip, itertools, threading, time, types, urllib.parse

from http_wire import Unfit
from websub_example_site import PLAIN, TOPICS, Site, in_thread
from websub_wire import FORM, ask

FEEDS = [path for path in TOPICS if path != "/a.txt"]
TEMPORARY = (0, 408, 425, 429)
PAGE = '<!doctype html><html><head><title>x</title><link rel="hub" href="{0}"></head><body>{1}</body></html>'


class Publisher(Site):
    """Pings the hub at a port of loopback. Served as well: a page, an address that a topic had, and /restart."""

    def __init__(self, port):
        self.told, self.lock = {}, threading.Lock()
        super().__init__()
        self.hubs = [f"http://127.0.0.1:{port}/hub"]
        self.begin()

    def begin(self):
        """What the first versions are needs no telling."""
        self.told = {path: types.SimpleNamespace(version=self.version, seen=0, next=0, pause=2, tries=0, busy=False) for path in FEEDS}

    # --- documents ----------------------------------------------------------------------------------------------------
    def answer(self, visit):
        path, _, query = visit.target.partition("?")
        if path == "/restart":
            self.begin()
            return 204, (), b""
        if path == "/old.rss":
            return 301, ("Location: /a.rss",), b""
        if path == "/":
            return 200, ("Content-Type: text/html",), self.page().encode()
        return self.selection(path) if query == "limit=1" and path in FEEDS else self.coded(visit, super().answer(visit))

    def page(self):
        return PAGE.format(self.hubs[0], "")

    def selection(self, path):
        body = self.written(path, "1 entry", ())
        return 200, (f"Content-Type: {TOPICS[path][0]}", f'Link: <{self.url(path)}?limit=1>; rel="self"'), body

    def coded(self, visit, reply):
        status, fields, body = reply
        if status == 200 and "gzip" in (visit.headers["Accept-Encoding"] or ""):
            return status, [*fields, "Content-Encoding: gzip"], gzip.compress(body)
        return reply

    # --- pings --------------------------------------------------------------------------------------------------------
    def step(self):
        for path, state in list(self.told.items()):
            if state.busy:  # looked at first: who is done has told its version
                continue
            version = self.version
            if state.seen != version:  # which is not held up by what failed before
                state.seen, state.next, state.pause, state.tries = version, 0, 2, 0
            if state.version != version and time.monotonic() >= state.next:
                state.busy = True
                in_thread(self.ping, path, state, version)

    def form(self, path):
        return {"hub.mode": "publish", "hub.url": self.url(path), "hub.topic": self.url(path)}

    def ping(self, path, state, version):
        try:
            reply = self.post(self.hubs[0], path)
            if reply.status in (307, 308):
                reply = self.post(urllib.parse.urljoin(self.hubs[0], reply["Location"]), path)
            self.settle(state, version, reply.status, reply["Retry-After"])
        except (OSError, Unfit):
            self.settle(state, version, 0, None)
        state.busy = False

    def post(self, url, path):
        body = urllib.parse.urlencode(self.form(path)).encode()
        return ask(url, f"Content-Type: {FORM}", method="POST", body=body, timeout=10)

    def settle(self, state, version, status, after):
        state.tries += 1
        if 200 <= status < 300 or (status < 500 and status not in TEMPORARY and state.tries >= 3):
            state.version, state.pause, state.tries, state.next = version, 2, 0, 0
        else:
            state.next = time.monotonic() + (float(after) if after else state.pause)
            state.pause *= 2


class Silent(Publisher):
    """Advertises no hub, and tells none."""
    breaks = ("a hub is advertised", "Link: rel=", "the document names", "the hub of a JSON", "every topic", "a change while",
              "when the ping comes", "two versions", "rel=self leads")

    def link(self, path):
        return '</about>; rel="related"'

    def body(self, path, version):
        return self.written(path, version, ()).replace(b'rel="self"', b'rel="related"').replace(b'"feed_url"', b'"url"')

    def step(self):
        pass


class Chatty(Publisher):
    """Everything twice, relative, and said back to who asked."""
    breaks = ("Link: absolute", "Link: no hub", "Link: rel=self exactly", "document and Link", "rel=self is no echo", "a selection",
              "an address that", "a page has", "Link is the same", "304", "one ping", "HEAD has", "no ping for a restart")

    def answer(self, visit):
        self.said = visit.target + str(visit.headers).replace("\r", "").replace("\n", "")
        if visit.target == "/old.rss":
            return 200, PLAIN, b"it was here"
        status, fields, body = super().answer(visit)
        return status, [*fields, f"X-Said: {visit.target}"], body

    def link(self, path):
        said = urllib.parse.quote(self.said + str(time.monotonic()))
        return f'</hub>; rel="hub", </hub>; rel="hub", <{path}>; rel="self", <{path}?{said}>; rel="self"'

    def page(self):
        return PAGE.format("", '<a rel="hub" href="https://evil.example/">x</a>')

    def selection(self, path):
        return 200, (f"Content-Type: {TOPICS[path][0]}", f"Link: {self.link(path)}"), self.body(path, "1 entry")

    def begin(self):
        super().begin()
        for state in self.told.values():
            state.version = -1

    def ping(self, path, state, version):
        self.post(self.hubs[0], path)
        super().ping(path, state, version)


class Negotiating(Publisher):
    """One address, many representations; a coding of another version."""
    breaks = ("one representation", "gzip holds", "rel=self leads")

    def __init__(self, port):
        self.count = itertools.count(1)
        super().__init__(port)

    def document(self, visit, path):
        status, fields, body = super().document(visit, path)
        return status, fields, body + b"\n" * next(self.count)


class Hasty(Publisher):
    """Pings before it shows what changed."""
    breaks = ("when the ping comes", "two versions")
    lag = 1.0

    def __init__(self, port):
        self.history = [(0, 0)]
        super().__init__(port)

    def step(self):
        if self.version != self.history[-1][1]:
            self.history.append((time.monotonic(), self.version))
        super().step()

    def shown(self):
        return max(version for at, version in self.history if at + self.lag <= time.monotonic())


class Odd(Publisher):
    """Pings by PUT, of several topics, in JSON."""
    breaks = ("a ping is a POST", "a ping has hub.mode", "a ping names one")

    def post(self, url, path):
        body = urllib.parse.urlencode([("hub.url", self.url(path)), ("hub.mode", "refresh"), ("hub.url", "b")]).encode()
        return ask(url, "Content-Type: application/json", method="PUT", body=body, timeout=10)


class Led(Publisher):
    """Makes a GET of a redirect, and tries at once, for ever, all topics waiting."""
    breaks = ("307: ", "308: ", "301: ", "302: ", "303: ", "408 is", "425 is", "429 is", "500 is", "502 is", "503 is", "504 is",
              "no answer is", "pauses double", "Retry-After", "400, 403")

    def post(self, url, path):
        reply = super().post(url, path)
        return ask(urllib.parse.urljoin(url, reply["Location"])) if reply["Location"] else reply

    def settle(self, state, version, status, after):
        if 200 <= status < 300:
            state.version = version
        else:
            state.next = time.monotonic() + 0.3


class Resigned(Publisher):
    """Tries once, one topic after the other, and forgets what changed meanwhile."""
    breaks = ("a hub that hangs", "a change while", "one topic that fails")

    def settle(self, state, version, status, after):
        state.version = self.version
        for other in self.told.values() if not 200 <= status < 300 else ():
            other.version = self.version

    def step(self):
        with self.lock:
            for path, state in self.told.items():
                if state.version != self.version:
                    self.ping(path, state, self.version)


PUBLISHERS = (Silent, Chatty, Negotiating, Hasty, Odd, Led, Resigned)
