"""What a hub sends, and what it makes of the answers: H14 to H18, websub.rocks 100, 101, 103, 105 and 106."""
import concurrent.futures, hmac, time

from http_wire import Skipped, must, same
from websub_rule_table import OURS, hub_rule as rule
from websub_session import accept
from websub_wire import links, of_relation, wait_until, Reply

METHODS = ("sha1", "sha256", "sha384", "sha512")


def signed(visit, secret):
    method, mark, digest = (visit.headers.get("X-Hub-Signature") or "").partition("=")
    must(mark and method in METHODS, f"X-Hub-Signature: {visit.headers.get('X-Hub-Signature')}")
    must(method != "sha1", "sha1 (8.3: at least SHA-256)")
    same(digest.lower(), hmac.new(secret.encode(), visit.body, method).hexdigest(), "the signature")


def unsigned(visit):
    must(visit.headers.get("X-Hub-Signature") is None, "X-Hub-Signature without a secret")


def typical(site, topic):
    callback = site.subscribed(topic=topic)
    return callback, *site.delivered(callback, topic)


def of_type(site, wanted):
    for topic in site.topics:
        kind = (site.fetch(topic)["Content-Type"] or "").partition(";")[0].strip()
        if wanted in kind:
            return topic
    raise Skipped(f"no --topic is {wanted}")


KINDS = [("rss", "100"), ("atom", "100"), ("json", "106"), ("text/plain", "105")]


@rule("a {0} topic's bytes come with its Content-Type", "WebSub, 7; H14; websub.rocks {1}", KINDS)
def content(site, kind, _):
    topic = of_type(site, kind)
    _, reply, visit = typical(site, topic)
    must(visit.body, "an empty body")
    same(visit.headers["Content-Type"], reply["Content-Type"], "Content-Type")
    unsigned(visit)


@rule("a {0} delivery has rel=hub and rel=self", "WebSub, 7; H15", KINDS)
def link(site, kind, _):
    topic = of_type(site, kind)
    _, reply, visit = typical(site, topic)
    found = links(Reply(200, visit.headers.items(), b""))
    must(site.url in of_relation(found, "hub"), f"rel=hub: {of_relation(found, 'hub')}")
    same(of_relation(found, "self"), of_relation(links(reply), "self") or [topic], "rel=self")


@rule("a delivery has one Link field", "WebSub, 7 (SHOULD); H15")
def one_link(site):
    same(len(typical(site, site.topic)[2].headers.get_all("Link") or []), 1, "Link fields")


@rule("a delivery has no Content-Encoding, and its length", OURS)
def plain(site):
    visit = typical(site, site.topic)[2]
    must(visit.headers.get("Content-Encoding") is None, f"Content-Encoding: {visit.headers.get('Content-Encoding')}")
    must(visit.headers.get("Content-Length"), "no Content-Length")


SECRETS = [("a letter", "s"), ("a word", "secret"), ("UTF-8", "秘密"), ("signs of forms", "&=+% "),
           ("the longest", "x" * 199), ("more than a block", "x" * 130)]  # of SHA-256's HMAC, 64 bytes


@rule("a delivery is signed by {0}", "WebSub, 7.1 and 8.3; H18; websub.rocks 101", SECRETS)
def signature(site, _, secret):
    signed(site.delivered(site.subscribed(secret=secret))[1], secret)


@rule("two subscribers, two secrets", "WebSub, 7.1; H18")
def two_secrets(site):
    first, second = site.subscribed(secret="first"), site.subscribed(secret="second")
    reply, visit = site.delivered(first)
    signed(visit, "first")
    signed(second.delivery(reply.body), "second")


@rule("subscribing again makes no second subscription", "WebSub, 5.1; H3, H4; websub.rocks 103")
def once(site):
    callback = site.subscribed()
    site.verified(callback)
    site.rest()
    reply, _ = site.delivered(callback)
    time.sleep(site.quiet)
    same(sum(visit.body == reply.body for visit in callback.deliveries), 1, "deliveries of one version")


@rule("{0} is done: no second delivery", "WebSub, 7; H16", [(status,) for status in (200, 201, 202, 204, 206, 299)])
def done(site, status):
    callback = site.subscribed(take=lambda visit: (status, (), b"ignored"))
    reply, _ = site.delivered(callback)
    time.sleep(2 * site.quiet)
    same(sum(visit.body == reply.body for visit in callback.deliveries), 1, "deliveries of one version")


def first(answer):
    """Answers so the first time, and by 204 then."""
    tried = []

    def take(visit):
        tried.append(visit)
        return answer if len(tried) == 1 else accept(visit)
    return take


FAILURES = [(status,) for status in (300, 304, 400, 401, 403, 404, 408, 429, 500, 502, 503, 504)]


def retried(site, callback):
    reply, _ = site.delivered(callback)

    def twice():
        return sum(visit.body == reply.body for visit in callback.deliveries) >= 2
    must(wait_until(twice, site.timeout), f"no second try within {site.timeout:g} s")


@rule("{0} is a failure: tried again", "WebSub, 7; H16, H17", FAILURES)
def failure(site, status):
    retried(site, site.subscribed(take=first((status, (), b""))))


@rule("no answer is a failure: tried again", "WebSub, 7; H16, H17")
def no_answer(site):
    retried(site, site.subscribed(take=first(None)))


@rule("a delivery follows no {0}, and is tried again", "WebSub, 7; H16", [(status,) for status in (301, 302, 303, 307, 308)])
def redirected(site, status):
    elsewhere = site.callback()
    callback = site.subscribed(take=first((status, (f"Location: {elsewhere.url}",), b"")))
    retried(site, callback)
    must(not elsewhere.visits, "the redirect was followed")


@rule("who fails for one version gets the next, and that one alone", "WebSub, 7; H17; " + OURS)
def superseded(site):
    broken = [True]
    callback = site.subscribed(take=lambda visit: (500, (), b"") if broken[0] else (204, (), b""))
    former, _ = site.delivered(callback)
    reply = site.changed()
    time.sleep(site.quiet)  # for what was on its way
    broken[0], before = False, len(callback.deliveries)
    callback.delivery(reply.body, 2 * site.timeout)
    late = [visit for visit in callback.deliveries[before:] if visit.body == former.body]
    must(not late, "the older version came after the newer one was there")


@rule("after five failures the subscription is still there", "WebSub, 7; H17")
def patient(site):
    broken = [True]
    callback = site.subscribed(take=lambda visit: (500, (), b"") if broken[0] else (204, (), b""))
    for _ in range(5):
        site.delivered(callback)
    broken[0] = False
    reply = site.changed()
    callback.delivery(reply.body, 2 * site.timeout)


@rule("410 ends the subscription", "WebSub, 7 (MAY); H16")
def gone(site):
    callback = site.subscribed(take=lambda visit: (410, (), b""))
    site.delivered(callback)
    site.rest()
    site.passed_over(callback)


@rule("{0} harms no other subscriber", OURS, [("who hangs",), ("who answers a megabyte",), ("who leaves",)])
def harmless(site, who):
    answers = {"who hangs": lambda visit: (time.sleep(2 * site.timeout), accept(visit))[1],
               "who answers a megabyte": lambda visit: (200, (), b"x" * 1_000_000), "who leaves": lambda visit: None}
    for _ in range(10):
        site.subscribed(take=answers[who])
    begun = time.monotonic()
    site.delivered(site.subscribed())
    must(time.monotonic() - begun < site.timeout, "the others wait for it")


@rule("a hundred subscribe at once, and none is lost", "WebSub, 5.1; H1, H14")
def parallel(site):
    callbacks = [site.callback() for _ in range(100)]
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        list(pool.map(site.ask_for, callbacks))
    for callback in callbacks:
        callback.verification()
    time.sleep(site.quiet)
    body = site.changed().body

    def lost():
        return [callback for callback in callbacks if not any(visit.body == body for visit in callback.deliveries)]
    wait_until(lambda: not lost(), 3 * site.timeout)
    must(not lost(), f"{len(lost())} of 100 were told nothing")


@rule("every change comes, the last one last", "w3c/websub#174; " + OURS)
def burst(site):
    callback = site.subscribed()
    for _ in range(5):
        body = site.changed().body
    callback.delivery(body)
    time.sleep(site.quiet)
    must(callback.deliveries[-1].body == body, "an older version came last")
