"""A small site whose topics change when its file grows, a publisher that pings for them, and a hub of its own: right, as
far as the rules can tell. websub_bad_servers.py spoils it in one way at a time."""
import hashlib, hmac, os, tempfile, threading, time, types, urllib.parse

from http_wire import Unfit
from websub_wire import FORM, Listener, ask

RSS = '<rss xmlns:a="http://www.w3.org/2005/Atom"><channel><a:link rel="self" href="{self}"/>{hubs}<title>{version}</title></channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:a="http://www.w3.org/2005/Atom"><link rel="self" href="{self}"/>{hubs}<id>{version}</id></feed>'
JSON = '{{"version": "https://jsonfeed.org/version/1.1", "feed_url": "{self}", "hubs": [{json}], "title": "{version}"}}'
TOPICS = {"/a.rss": ("application/rss+xml; charset=utf-8", RSS), "/a.atom": ("application/atom+xml; charset=utf-8", ATOM),
          "/a.json": ("application/feed+json", JSON), "/a.txt": ("text/plain; charset=utf-8", "version {version}")}
PLAIN = ("Content-Type: text/plain; charset=utf-8",)
FIRST_DATE = 1_700_000_000


def in_thread(function, *arguments):
    def quietly():
        try:
            function(*arguments)
        except (OSError, Unfit, KeyError, ValueError):
            pass  # the other side, or the server it belongs to, is gone
    threading.Thread(target=quietly, daemon=True).start()


class Site:
    """Serves the topics; `version` counts the bytes of the file, which whoever likes appends to."""
    tick = 0.03

    def __init__(self):
        handle, self.file = tempfile.mkstemp(prefix="websub-")
        os.close(handle)
        self.open, self.begun = True, time.monotonic()
        self.listener = Listener(self.answer)
        self.hubs = [self.listener.base + "/hub"]
        in_thread(self.watch)

    @property
    def change(self):
        return f"printf x >> {self.file}"

    @property
    def version(self):
        return os.path.getsize(self.file)

    def url(self, path):
        return self.listener.base + path

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.open = False
        self.listener.close()
        os.unlink(self.file)

    def watch(self):
        while self.open:
            self.step()
            time.sleep(self.tick)

    def step(self):
        pass

    def body(self, path, version):
        return self.written(path, version, self.hubs)

    def written(self, path, version, advertised):
        hubs = "".join(f'<a:link rel="hub" href="{hub}"/>' for hub in advertised)
        json = ", ".join(f'{{"type": "WebSub", "url": "{hub}"}}' for hub in advertised)
        return TOPICS[path][1].format(self=self.url(path), hubs=hubs, json=json, version=version).encode()

    def link(self, path):
        return ", ".join([*(f'<{hub}>; rel="hub"' for hub in self.hubs), f'<{self.url(path)}>; rel="self"'])

    def answer(self, visit):
        path = visit.target.partition("?")[0]
        return self.document(visit, path) if path in TOPICS else (404, PLAIN, b"not here")

    def shown(self):
        return self.version

    def document(self, visit, path):
        version = self.shown()
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(FIRST_DATE + version))
        fields = [f"Link: {self.link(path)}", f'ETag: "{version}"', f"Last-Modified: {date}", f"Content-Type: {TOPICS[path][0]}"]
        if visit.headers.get("If-None-Match") == f'"{version}"' or visit.headers.get("If-Modified-Since") == date:
            return 304, fields, b""
        return 200, fields, self.body(path, version)


class Hub(Site):
    retry = 0.15

    def __init__(self):
        self.subscriptions, self.lock, self.lapsed = {}, threading.Lock(), {}
        super().__init__()

    def answer(self, visit):
        if visit.target != "/hub":
            return super().answer(visit)
        return self.take(visit) if visit.method == "POST" else (405, PLAIN, b"POST only")

    # --- requests ---------------------------------------------------------------------------------------------------
    def take(self, visit):
        words = self.refusal(visit)
        if words:
            return 400, PLAIN, words.encode()
        in_thread(self.verify, dict(visit.form))
        return 202, (), b""

    def refusal(self, visit):
        form = dict(visit.form)
        if (visit.headers["Content-Type"] or "").partition(";")[0] != FORM or len(visit.body) > 10_000:
            return "a short form is wanted"
        if form.get("hub.mode") not in ("subscribe", "unsubscribe"):
            return "hub.mode is unknown"
        if form.get("hub.topic") not in map(self.url, TOPICS):
            return "hub.topic is none of this hub's"
        if len(form.get("hub.secret", "").encode()) >= 200:
            return "hub.secret has 200 bytes or more"
        return "" if self.allowed(form.get("hub.callback", "")) else "hub.callback is not allowed"

    def allowed(self, callback):
        return callback.startswith("http://127.0.0.1:") and callback.isascii() and callback.isprintable() and " " not in callback

    def granted(self, asked):
        return min(max(int(asked), 1), 864_000) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 864_000

    # --- verification -----------------------------------------------------------------------------------------------
    def challenge(self):
        return os.urandom(16).hex()

    def query(self, form, challenge):
        words = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": challenge}
        if form["hub.mode"] == "subscribe":
            words["hub.lease_seconds"] = self.granted(form.get("hub.lease_seconds", ""))
        return {**words, **{name: form[name] for name in ("hub.verify_token",) if name in form}}

    def callback(self, form):
        return form["hub.callback"]

    def ask(self, url, *fields, **more):
        return ask(url, *fields, timeout=10, **more)

    def verify(self, form):
        """Whether the subscriber confirms; then the change is made."""
        challenge, callback, version = self.challenge(), self.callback(form), self.version
        query = urllib.parse.urlencode(self.query(form, challenge))
        reply = self.ask(callback + ("&" if "?" in callback else "?") + query)
        if self.confirmed(reply, challenge):
            self.settle(form, callback, version)
            return True
        return False

    def confirmed(self, reply, challenge):
        return 200 <= reply.status < 300 and reply.body == challenge.encode()

    def key(self, form, callback):
        return callback, form["hub.topic"]

    def settle(self, form, callback, version):
        key = self.key(form, callback)
        with self.lock:
            old = self.subscriptions.pop(key, None)
            if form["hub.mode"] == "subscribe":
                had = old.version if old else self.lapsed.pop(key, version)
                until = time.monotonic() + self.granted(form.get("hub.lease_seconds", ""))
                self.subscriptions[key] = types.SimpleNamespace(
                    key=key, callback=callback, topic=form["hub.topic"], secret=self.secret(form, old), until=until, version=had,
                    next=0, busy=False)

    def secret(self, form, old):
        return form.get("hub.secret", "")

    # --- delivery ---------------------------------------------------------------------------------------------------
    def step(self):
        with self.lock:
            now, version = time.monotonic(), self.version
            for one in list(self.subscriptions.values()):
                if one.until < now:
                    self.lapse(one)
                elif not one.busy and one.version != version and one.next <= now:  # busy first: who is done has a version
                    one.busy = True
                    self.start(one)

    def lapse(self, one):
        self.lapsed[one.key] = self.subscriptions.pop(one.key).version

    def start(self, one):
        in_thread(self.deliver, one)

    def choose(self, one):
        return self.version

    def deliver(self, one):
        version = self.choose(one)
        path = urllib.parse.urlsplit(one.topic).path
        body = self.body(path, version)
        try:
            status = self.ask(one.callback, *self.fields(one, path, body), method="POST", body=body).status
        except (OSError, Unfit):
            status = 0
        self.delivered(one, version, status)
        one.busy = False

    def fields(self, one, path, body):
        signature = [f"X-Hub-Signature: {self.signature(one, body)}"] if one.secret else []
        return [f"Content-Type: {TOPICS[path][0]}", f"Link: {self.link(path)}", *signature]

    def signature(self, one, body):
        return "sha256=" + hmac.new(one.secret.encode(), body, hashlib.sha256).hexdigest()

    def delivered(self, one, version, status):
        if 200 <= status < 300:
            one.version = version
        elif status == 410:
            self.end(one)
        else:
            one.next = time.monotonic() + self.retry

    def end(self, one):
        with self.lock:
            self.subscriptions.pop(one.key, None)
