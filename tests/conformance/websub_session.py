"""A subscriber of the suite at the hub that is tried: callbacks of its own, requests, and changes of the topic."""
import itertools, secrets, subprocess, threading, time, urllib.parse

from http_wire import Skipped, Unfit, must
from websub_wire import FORM, Listener, ask, wait_until


def confirm(visit):
    return 200, ("Content-Type: text/plain",), (visit.value("hub.challenge") or "").encode()


def accept(_):
    return 204, (), b""


def told(visit):
    """What a verification says it is for."""
    return visit.value("hub.mode")


class Callback:
    """An address of a subscriber, and all that came to it. `verify` and `take` answer GET and POST."""

    def __init__(self, url, timeout, verify, take):
        self.url, self.timeout, self.verify, self.take, self.visits = url, timeout, verify, take, []
        self.lock = threading.Lock()

    @property
    def target(self):
        parts = urllib.parse.urlsplit(self.url)
        return self.url[len(f"{parts.scheme}://{parts.netloc}"):]

    def of(self, method):
        with self.lock:
            return [visit for visit in self.visits if visit.method == method]

    @property
    def deliveries(self):
        return self.of("POST")

    def verification(self, mode="subscribe", number=0):
        def found():
            return [visit for visit in self.of("GET") if told(visit) == mode][number:]
        visits = wait_until(found, self.timeout)
        if not visits:
            seen = [told(visit) for visit in self.of("GET")]
            raise Unfit(f"no verification of {mode} came within {self.timeout:g} s, but {seen}")
        return visits[0]

    def delivery(self, body, seconds=None):
        """The first delivery of these bytes."""
        visits = wait_until(lambda: [visit for visit in self.deliveries if visit.body == body], seconds or self.timeout)
        if not visits:
            raise Unfit(f"the new version did not come, but {len(self.deliveries)} others did")
        return visits[0]


class Session:
    """`change`: a shell command that makes the topics change. `quiet`: how long to wait for what must not come."""

    def __init__(self, url, topics, change, host="127.0.0.1", timeout=5.0, quiet=0.7):
        self.url, self.topics, self.change = url, topics, change
        self.timeout, self.quiet, self.number, self.callbacks, self.seen = timeout, quiet, itertools.count(), {}, []
        self.listener = Listener(self.visited, host)

    @property
    def topic(self):
        return self.topics[0]

    def visited(self, visit):
        callback = self.callbacks.get(visit.target.partition("?")[0])
        if callback is None:
            return 410, (), b""  # of a rule that is over
        with callback.lock:
            callback.visits.append(visit)
        return callback.take(visit) if visit.method == "POST" else callback.verify(visit)

    def callback(self, query="", verify=confirm, take=accept):
        path = f"/{next(self.number)}-{secrets.token_hex(4)}"
        self.callbacks[path] = Callback(self.listener.base + path + query, self.timeout, verify, take)
        return self.callbacks[path]

    def forget(self):
        self.callbacks.clear()

    def post(self, form, *fields):
        """The form as pairs or as bytes; of any media type when a field gives one."""
        body = form if isinstance(form, bytes) else urllib.parse.urlencode(form).encode()
        if not any(field.lower().startswith("content-type:") for field in fields):
            fields += (f"Content-Type: {FORM}",)
        reply = ask(self.url, *fields, method="POST", body=body, timeout=self.timeout)
        self.seen.append(reply.status)
        return reply

    def request(self, callback, mode="subscribe", topic=None, **more):
        """hub.NAME for each of `more`."""
        form = {"hub.callback": getattr(callback, "url", callback), "hub.mode": mode, "hub.topic": topic or self.topic}
        return self.post({**form, **{f"hub.{name}": value for name, value in more.items()}})

    def ask_for(self, callback, mode="subscribe", **more):
        reply = self.request(callback, mode, **more)
        must(reply.status == 202, f"{mode}: {reply.status} {reply.body[:80]!r}, not 202")

    def verified(self, callback, mode="subscribe", **more):
        """Asks, and waits for the verification of this very request."""
        before = len([visit for visit in callback.of("GET") if told(visit) == mode])
        self.ask_for(callback, mode, **more)
        return callback.verification(mode, before)

    def subscribed(self, **more):
        """A new subscription; the pause lets the hub read the answer to its verification."""
        callback = self.callback(more.pop("query", ""), more.pop("verify", confirm), more.pop("take", accept))
        self.verified(callback, **more)
        self.rest()
        return callback

    def rest(self):
        time.sleep(min(0.15, self.quiet))

    def fetch(self, topic=None):
        reply = ask(topic or self.topic, timeout=self.timeout)
        must(reply.status == 200, f"the topic answers {reply.status}")
        return reply

    def changed(self, topic=None):
        """Makes the topic change; what it answers then."""
        former = self.fetch(topic).body
        if not self.change:
            raise Skipped("needs --change")
        subprocess.run(self.change, shell=True, check=True, timeout=30, stdout=subprocess.DEVNULL)

        def new():
            reply = self.fetch(topic)
            return reply if reply.body != former else None
        reply = wait_until(new, self.timeout)
        if reply is None:
            raise Unfit(f"the topic did not change within {self.timeout:g} s of the command")
        return reply

    def delivered(self, callback, topic=None):
        """Makes the topic change; its new version and the delivery of it."""
        reply = self.changed(topic)
        return reply, callback.delivery(reply.body)

    def passed_over(self, callback):
        """A change comes to another subscriber, and not to this one."""
        control = self.subscribed()
        before = len(callback.deliveries)
        self.delivered(control)
        time.sleep(self.quiet)
        must(len(callback.deliveries) == before, "a delivery came to who has no subscription")
