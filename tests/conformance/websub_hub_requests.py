"""What a hub takes and what it refuses: H1, H2, H6, H7, H9 and the leases of H12."""
import re, time

from http_wire import Skipped, must, same
from websub_rule_table import OURS, hub_rule as rule
from websub_session import confirm
from websub_wire import FORM, ask, wait_until

LONGEST = 366 * 86400


def refused(reply):
    """4xx, with words for a person."""
    must(400 <= reply.status < 500, f"{reply.status}, not 4xx")
    must((reply["Content-Type"] or "").partition(";")[0].strip() == "text/plain", f"Content-Type: {reply['Content-Type']}")
    must(reply.body.strip(), "nothing is said")


def refused_or_denied(site, callback, reply):
    """Refused at once, or later by hub.mode=denied (5.2)."""
    if reply.status != 202:
        return refused(reply)
    callback.verification("denied")


@rule("a subscription is accepted by 202", "WebSub, 5.1.2; H1, H6")
def accepted(site):
    site.verified(site.callback())


OLD = [("foo=bar",), ("hub.foo=bar",), ("hub.verify=sync",), ("hub.verify=async",), ("empty=",), ("文=字",)]


@rule("an unknown parameter is ignored: {0}", "WebSub, 5.1; H1; websub.rocks 102", OLD)
def unknown(site, parameter):
    name, _, value = parameter.partition("=")
    callback = site.callback()
    form = [("hub.callback", callback.url), ("hub.mode", "subscribe"), ("hub.topic", site.topic), (name, value)]
    same(site.post(form).status, 202, "the status")
    callback.verification()


@rule("hub.verify_token comes back in the verification", "PubSubHubbub 0.3, 6.2.1; H1")
def token(site):
    same(site.verified(site.callback(), verify_token="t=1&2 %文").value("hub.verify_token"), "t=1&2 %文", "hub.verify_token")


@rule("a form with {0} is a form", "WebSub, 5.1; H1", [("charset=UTF-8",), ("charset=utf-8",)])
def charset(site, parameter):
    callback = site.callback()
    form = {"hub.callback": callback.url, "hub.mode": "subscribe", "hub.topic": site.topic}
    same(site.post(form, f"Content-Type: {FORM}; {parameter}").status, 202, "the status")
    callback.verification()


@rule("refused without {0}", "WebSub, 5.1.2; H7", [("hub.callback",), ("hub.mode",), ("hub.topic",)])
def missing(site, name):
    form = {"hub.callback": site.callback().url, "hub.mode": "subscribe", "hub.topic": site.topic}
    del form[name]
    refused(site.post(form))


WRONG = [("hub.mode", value) for value in ("", "publish", "SUBSCRIBE", "denied", "nonsense")]
WRONG += [("hub.callback", value) for value in ("", "callback", "/callback", "//a.example/", "http://", "http:///a", "http://a b/",
                                               "http://a.example:99999/", "http://a.example/\r\nX: y")]
WRONG += [("hub.topic", value) for value in ("", "feed", "http://")]


@rule("refused: {0}={1!r}", "WebSub, 5.1.2; H7", WRONG)
def wrong(site, name, value):
    form = {"hub.callback": site.callback().url, "hub.mode": "subscribe", "hub.topic": site.topic, name: value}
    refused(site.post(form))


@rule("refused or denied: a topic that is none, {0}", "WebSub, 5.2; H8, H9",
      [("http://topic.invalid/",), ("of this site",)])
def foreign(site, topic):
    callback = site.callback()
    address = site.topic + ".none" if topic == "of this site" else topic
    refused_or_denied(site, callback, site.request(callback, topic=address))


TYPES = ["application/json", "text/plain", "multipart/form-data; boundary=x", "application/xml"]


@rule("refused: a request as {0}", "WebSub, 5.1; H1, H7", [(kind,) for kind in TYPES])
def media_type(site, kind):
    form = f"hub.callback={site.callback().url}&hub.mode=subscribe&hub.topic={site.topic}".encode()
    refused(site.post(form, f"Content-Type: {kind}"))


@rule("refused: {0} of the hub", "WebSub, 5.1; H1", [("PUT",), ("GET",)])
def method(site, method):
    status = ask(site.url, method=method, timeout=site.timeout).status
    must(400 <= status < 500 or (method == "GET" and status == 200), f"{status}")  # a page for people is no harm


@rule("refused: {0}", OURS, [("a megabyte",), ("broken UTF-8",)])
def hostile(site, what):
    value = b"x" * 1_000_000 if what == "a megabyte" else b"%FF%C0"
    form = f"hub.callback={site.callback().url}&hub.mode=subscribe&hub.topic={site.topic}".encode()
    form += b"&hub.secret=" + value if what == "a megabyte" else value
    refused(site.post(form))


@rule("a secret of {1} bytes is taken, {0}", "WebSub, 5.1; H2", [("ASCII", 199), ("UTF-8", 199), ("a byte", 1)])
def short_secret(site, kind, size):
    secret = "秘" * (size // 3) + "x" * (size % 3) if kind == "UTF-8" else "s" * size
    site.verified(site.callback(), secret=secret)


@rule("a secret of {1} bytes is refused, {0}", "WebSub, 5.1; H2", [("ASCII", 200), ("UTF-8", 201), ("ASCII", 5000)])
def long_secret(site, kind, size):
    refused(site.request(site.callback(), secret="秘" * (size // 3) if kind == "UTF-8" else "s" * size))


LEASES = [("0",), ("-1",), ("abc",), ("",), ("1.5",), ("1",), (str(10 ** 10),), ("9" * 40,)]


def lease(visit):
    value = visit.value("hub.lease_seconds") or ""
    must(re.fullmatch("[1-9][0-9]*", value), f"hub.lease_seconds: {value!r}")
    return int(value)


@rule("hub.lease_seconds={0} is refused, or the granted lease is told", "WebSub, 5.3 and 8.2; H10, H12", LEASES)
def odd_lease(site, value):
    callback = site.callback()
    reply = site.request(callback, lease_seconds=value)
    if reply.status != 202:
        return refused(reply)
    granted = lease(callback.verification())
    must(granted <= LONGEST, f"{granted} s is for ever")


@rule("a lease is granted about as asked for, and told", "WebSub, 5.3; H10, H12")
def usual_lease(site):
    granted = lease(site.verified(site.callback(), lease_seconds="86400"))
    must(86400 * .8 <= granted <= 86400 * 1.2, f"86400 s were asked for, {granted} s granted")


@rule("a lease that nobody asked for ends within 31 days", "WebSub, 8.2; H12")
def default_lease(site):
    granted = lease(site.verified(site.callback()))
    must(3600 <= granted <= 31 * 86400, f"{granted} s")


@rule("202 does not wait for the callback that hangs", "WebSub, 5.1.2; H6")
def asynchronous(site):
    callback = site.callback(verify=lambda visit: (time.sleep(4 * site.quiet), confirm(visit))[1])
    begun = time.monotonic()
    site.ask_for(callback)
    spent = time.monotonic() - begun
    must(spent < 2 * site.quiet, f"it took {spent:.2f} s, as the callback did")
    callback.verification()


@rule("202 does not depend on the callback that is not there", "WebSub, 5.1.2; H6")
def unreachable(site):
    site.ask_for(site.listener.base.rpartition(":")[0] + ":9/none")


@rule("a lease ends: nothing is delivered after it", "WebSub, 5.3.1 and 8.2; H12")
def expiry(site):
    lapsed(site)


def lapsed(site):
    """A subscription whose lease has ended; what it got last."""
    callback = site.callback()
    granted = lease(site.verified(callback, lease_seconds="3"))
    if granted > 6:
        raise Skipped(f"the shortest lease is {granted} s")
    site.rest()
    site.delivered(callback)
    time.sleep(granted + site.quiet)
    site.passed_over(callback)
    return callback


@rule("who renews after the lease's end gets what was missed", "w3c/websub#174; " + OURS)
def missed(site):
    callback = lapsed(site)
    site.verified(callback)
    body = site.fetch().body
    must(wait_until(lambda: callback.deliveries[-1].body == body, site.timeout), "the version of between never came")
