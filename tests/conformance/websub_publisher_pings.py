"""How a publisher tells its hub: P7 and P8, and when it does. The suite is that hub."""
import collections, functools, gzip, subprocess, threading, time, urllib.parse

from http_wire import Skipped, Unfit, must, same
from websub_rule_table import OURS, ping_rule as rule
from websub_wire import FORM, Listener, ask, wait_until

DONE = 204, (), b""


class Publisher:
    """`answer(visit)` is what the hub says; `looks`: what the hub saw at each topic when its ping came."""

    def __init__(self, topics, touch=None, restart=None, port=None, timeout=5.0, quiet=0.7):
        self.topics, self.touch, self.restart, self.port, self.timeout = topics, touch, restart, port, timeout
        self.quiet, self.seen, self.pings, self.lock = quiet, [], [], threading.Lock()
        self.answer, self.listener = (lambda visit: DONE), None

    def __enter__(self):
        self.listener = Listener(self.visited, port=self.port) if self.port else None
        return self

    def __exit__(self, *ignored):
        if self.listener:
            self.listener.close()

    def visited(self, visit):
        with self.lock:
            self.pings.append(visit)
        reply = self.answer(visit)
        return reply and (reply[0], (*reply[1], "Connection: close"), reply[2])  # or a client might repeat a POST by itself

    def forget(self):
        """What failed is tried again and done before the next rule begins."""
        self.answer = lambda visit: DONE
        if self.listener:
            self.rest()

    def of(self, topic=None):
        with self.lock:
            return [ping for ping in self.pings if topic in (None, ping.value("hub.topic"), ping.value("hub.url"))]

    def rest(self):
        """Waits until no ping has come for a while; not for ever."""
        end, count = time.monotonic() + 20 * self.quiet, -1
        while count != len(self.pings) and time.monotonic() < end:
            count = len(self.pings)
            time.sleep(self.quiet)
        with self.lock:
            self.pings.clear()

    def run(self, command, name):
        if not (command and self.listener):
            raise Skipped(f"needs {name} and --hub-port")
        subprocess.run(command, shell=True, check=True, timeout=60, stdout=subprocess.DEVNULL)

    def change(self, answer=None):
        """The topics change, the hub being at rest before. `answer` is its answer to what comes then."""
        self.need()
        self.rest()
        self.answer = answer or self.answer
        self.run(self.touch, "--touch")

    def need(self):
        if not (self.touch and self.listener):
            raise Skipped("needs --touch and --hub-port")

    def pinged(self, topic, count=1, seconds=None):
        pings = wait_until(lambda: self.of(topic)[count - 1:], seconds or self.timeout)
        if not pings:
            raise Unfit(f"{topic}: {len(self.of(topic))} pings within {seconds or self.timeout:g} s, not {count}")
        return pings[0]

    def changed(self):
        """The topics change; the first ping of each."""
        self.change()
        return [self.pinged(topic) for topic in self.topics]


@rule("every topic that changed is told", "WebSub, 6; P7")
def every(site):
    site.changed()


@rule("a ping is a POST of a form", "PubSubHubbub 0.3, 7.1; P8")
def form(site):
    for ping in site.changed():
        same(ping.method, "POST", "the method")
        same((ping.headers["Content-Type"] or "").partition(";")[0].strip(), FORM, "Content-Type")


@rule("a ping has hub.mode=publish once", "PubSubHubbub 0.3, 7.1; P8")
def mode(site):
    for ping in site.changed():
        same([value for name, value in ping.form if name == "hub.mode"], ["publish"], "hub.mode")


@rule("a ping names one topic, as hub.url and as hub.topic", "PubSubHubbub 0.3, 7.1; W3C report template; P8")
def names(site):
    for topic, ping in zip(site.topics, site.changed()):
        for name in ("hub.url", "hub.topic"):
            same([value for key, value in ping.form if key == name], [topic], name)


def looking(views, looks):
    """An answer of the hub that first looks at the pinged topic; keeps the first look at each."""
    def answer(visit):
        topic = visit.value("hub.topic") or visit.value("hub.url")
        if topic in looks and topic not in views:
            views[topic] = looks[topic]()
        return DONE
    return answer


def unzipped(reply):
    return gzip.decompress(reply.body) if reply["Content-Encoding"] == "gzip" else reply.body


VIEWS = {"a plain GET": lambda old: (), "a GET in gzip": lambda old: ("Accept-Encoding: gzip",),
         "a GET with the old ETag": lambda old: (f"If-None-Match: {old['ETag']}",),
         "a GET with the old date": lambda old: (f"If-Modified-Since: {old['Last-Modified']}",),
         "a gzip GET with the old ETag": lambda old: (f"If-None-Match: {old['ETag']}", "Accept-Encoding: gzip")}


@rule("when the ping comes {0} shows the new version", OURS + "; P7", [(name,) for name in VIEWS])
def visible(site, name):
    site.need()
    site.rest()
    old, views = {topic: ask(topic, timeout=site.timeout) for topic in site.topics}, {}
    site.change(looking(views, looks(site, old, name)))
    must(wait_until(lambda: len(views) == len(old), site.timeout), f"pings for {len(views)} of {len(old)} topics")
    for topic, view in views.items():
        must(view.status == 200, f"{topic}: {view.status}")
        must(unzipped(view) != old[topic].body, f"{topic}: still the old version")


def looks(site, old, name):
    """For each topic the request that has seen its old version."""
    return {topic: functools.partial(ask, topic, *VIEWS[name](reply), timeout=site.timeout) for topic, reply in old.items()}


@rule("two versions within a second both show in {0}", OURS + "; P7", [("a GET with the old date",), ("a GET with the old ETag",)])
def same_second(site, name):
    site.changed()
    topic, views = site.topics[0], {}
    site.answer = looking(views, looks(site, {topic: ask(topic, timeout=site.timeout)}, name))
    site.run(site.touch, "--touch")
    must(wait_until(lambda: views, site.timeout), "no ping for the second version")
    must(views[topic].status == 200, f"{views[topic].status}")


@rule("one ping for one version: 200, 201, 202, 204 and 207 are all done", OURS + "; P7")
def once(site):
    statuses = dict(zip(site.topics, (200, 201, 202, 204, 207)))
    site.change(lambda visit: (statuses.get(visit.value("hub.topic"), 204), (), b""))
    for topic in site.topics:
        site.pinged(topic)
    time.sleep(4 * site.quiet)
    more = {topic: count for topic, count in collections.Counter(ping.value("hub.topic") for ping in site.of()).items() if count > 1}
    must(not more, f"{more}")


@rule("no ping for a restart", OURS + "; P7")
def restart(site):
    site.changed()
    site.rest()
    site.run(site.restart, "--restart")
    time.sleep(3 * site.quiet)
    must(not site.of(), f"{len(site.of())} pings")


@rule("a change while a ping is under way is told by another", OURS + "; P7")
def under_way(site):
    topic, first = site.topics[0], []

    def slow(visit):
        if visit.value("hub.topic") == topic and not first:
            first.append(visit)
            time.sleep(3 * site.quiet)
        return DONE
    site.change(slow)
    site.pinged(topic)
    site.run(site.touch, "--touch")
    site.pinged(topic, 2, 3 * site.quiet + site.timeout)


@rule("{0}: the same POST goes there", "RFC 9110, 15.4.8 and 15.4.9; " + OURS, [(307,), (308,)])
def repeated(site, status):
    def lead(visit):
        if urllib.parse.urlsplit(visit.target).path != "/elsewhere":
            return status, ("Location: /elsewhere?a=b",), b""
        return DONE
    site.change(lead)
    first = site.pinged(site.topics[0])
    second = site.pinged(site.topics[0], 2)
    same((second.method, second.target), ("POST", "/elsewhere?a=b"), "what came")
    same(second.body, first.body, "the form")


@rule("{0}: no GET", OURS, [(301,), (302,), (303,)])
def no_get(site, status):
    site.change(lambda visit: DONE if visit.target == "/elsewhere" else (status, ("Location: /elsewhere",), b""))
    site.pinged(site.topics[0])
    time.sleep(2 * site.quiet)
    must(not [ping for ping in site.pings if ping.method == "GET"], "a GET came")


def failing(topic, answer, times):
    """The hub gives the topic's first pings this answer."""
    failed = []

    def reply(visit):
        if topic == visit.value("hub.topic") and len(failed) < times:
            failed.append(visit)
            return answer
        return DONE
    return reply


TEMPORARY = [("408", 408), ("425", 425), ("429", 429), ("500", 500), ("502", 502), ("503", 503), ("504", 504), ("no answer", None)]


@rule("{0} is tried again after about 2 s", OURS + "; P7", TEMPORARY)
def retried(site, _, status):
    topic = site.topics[0]
    site.change(failing(topic, status and (status, (), b""), 1))
    first, second = site.pinged(topic), site.pinged(topic, 2, 4)
    must(1.5 <= second.at - first.at <= 4, f"after {second.at - first.at:.1f} s")


@rule("a hub that hangs is tried again", OURS + "; P7")
def hanging(site):
    topic, held = site.topics[0], []

    def hang(visit):
        if topic == visit.value("hub.topic") and not held:
            held.append(visit)
            time.sleep(12)
            return None
        return DONE
    site.change(hang)
    site.pinged(topic, 2, 16)


@rule("pauses double: 2 s, then 4 s", OURS + "; P7")
def doubling(site):
    topic = site.topics[0]
    site.change(failing(topic, (503, (), b""), 2))
    times = [site.pinged(topic, number, 8).at for number in (1, 2, 3)]
    must(1.5 <= times[1] - times[0] <= 3 and 3 <= times[2] - times[1] <= 5.5, f"{[round(at - times[0], 1) for at in times]}")


@rule("Retry-After is obeyed", "RFC 9110, 10.2.3; P7")
def retry_after(site):
    topic = site.topics[0]
    site.change(failing(topic, (503, ("Retry-After: 4",), b""), 1))
    first, second = site.pinged(topic), site.pinged(topic, 2, 8)
    must(3.9 <= second.at - first.at <= 6, f"after {second.at - first.at:.1f} s")


@rule("400, 403, 404, 410: three tries at most", OURS + "; P7")
def permanent(site):
    answers = dict(zip(site.topics, (400, 403, 404, 410)))
    site.change(lambda visit: (answers.get(visit.value("hub.topic"), 204), (), b""))
    for topic in answers:
        site.pinged(topic)
    time.sleep(16)
    tried = {status: len(site.of(topic)) for topic, status in answers.items()}
    must(max(tried.values()) <= 3, f"{tried}")


@rule("one topic that fails holds up no other", OURS + "; P7")
def independent(site):
    if len(site.topics) < 2:
        raise Skipped("needs two topics")
    site.change(failing(site.topics[0], (503, ("Retry-After: 5",), b""), 1))
    for topic in site.topics[1:]:
        site.pinged(topic, 1, 2)
