"""How a hub makes sure of the subscriber, and what then counts: H3, H4, H5, H10, H11, H13, H19."""
import re
import secrets as random

from http_wire import must, same
from websub_hub_deliveries import signed, unsigned
from websub_rule_table import OURS, hub_rule as rule
from websub_session import confirm
from websub_wire import wait_until


@rule("a verification of {0} names mode and topic, and has a challenge", "WebSub, 5.3; H10", [("subscribe",), ("unsubscribe",)])
def verification(site, mode):
    callback = site.subscribed()
    visit = site.verified(callback, mode)
    same(visit.value("hub.topic"), site.topic, "hub.topic")
    must(visit.value("hub.challenge"), "no hub.challenge")
    must(mode == "unsubscribe" or re.fullmatch("[1-9][0-9]*", visit.value("hub.lease_seconds") or ""), "no hub.lease_seconds")


@rule("no secret of the subscriber is in a verification", OURS)
def quiet(site):
    must("geheim" not in site.verified(site.callback(), secret="geheim").target, "hub.secret is in the query")


@rule("challenges are long, random and of one use", "WebSub, 8.2; H19")
def challenges(site):
    callback = site.callback()
    seen = [site.verified(callback).value("hub.challenge") for _ in range(4)]
    must(len(set(seen)) == 4, "a challenge came twice")
    must(min(map(len, seen)) >= 16, f"{min(map(len, seen))} characters can be guessed")
    must(not any(one[:12] == other[:12] for one, other in zip(seen, seen[1:])), "challenges begin alike")


def answering(status, body=None, *fields):
    """`body` makes the bytes of the challenge's; None: the challenge."""
    def verify(visit):
        challenge = confirm(visit)[2]
        return status, fields, body(challenge) if body else challenge
    return verify


@rule("{0} with the challenge counts", "WebSub, 5.3.1; H11", [(200,), (201,), (202,), (203,), (206,), (299,)])
def any_success(site, status):
    site.delivered(site.subscribed(verify=answering(status)))


BODIES = {
    "another body": lambda challenge: b"ok", "an empty body": lambda challenge: b"",
    "a newline behind it": lambda challenge: challenge + b"\n",
    "a blank before it": lambda challenge: b" " + challenge, "more behind it": lambda challenge: challenge + b"x",
    "its beginning": lambda challenge: challenge[:-1], "it in a page": lambda challenge: b"<p>" + challenge + b"</p>",
    "other letters": lambda challenge: challenge.swapcase() if challenge.swapcase() != challenge else b"x",
    "a megabyte behind it": lambda challenge: challenge + b"x" * 1_000_000,
}


@rule("not the challenge, no subscription: {0}", "WebSub, 5.3.1; H11", [(name,) for name in BODIES])
def other_body(site, name):
    site.passed_over(site.subscribed(verify=answering(200, BODIES[name])))


@rule("{0} with the challenge is no confirmation", "WebSub, 5.3.1; H11",
      [(status,) for status in (204, 300, 304, 400, 404, 410, 500, 503)])
def other_status(site, status):
    site.passed_over(site.subscribed(verify=answering(status)))


@rule("a verification follows no {0}", "WebSub, 5.3.1; H11", [(status,) for status in (301, 302, 303, 307, 308)])
def redirected(site, status):
    elsewhere = site.callback()

    def lead(visit):
        return status, (f"Location: {elsewhere.url}?{visit.target.partition('?')[2]}",), confirm(visit)[2]
    site.passed_over(site.subscribed(verify=lead))
    must(not elsewhere.visits, "the redirect was followed")


QUERIES = ["?a=b", "?a=1&a=2", "?z=1&a=2&m", "?x=%7e%2F+%20&y=", "?hub.topic=x&hub.mode=y&hub.challenge=z&hub.lease_seconds=0",
           "?u=http://a.example/?b=c", "?q=%E6%96%87&w=%c4%e3", "?a=b&amp;c=d", "?;,:@!$'()*"]


@rule("the callback's query stays as it is: {0}", "WebSub, 5.1.1 and 8.3; H5", [(query,) for query in QUERIES])
def query(site, query):
    callback = site.callback(query)
    visit = site.verified(callback)
    must(visit.target.startswith(callback.target + "&"), f"GET {visit.target}")
    same(visit.value("hub.topic"), site.topic, "the appended hub.topic")
    site.rest()
    same(site.delivered(callback)[1].target, callback.target, "the target of the delivery")


@rule("equal paths with other queries are two subscriptions", "WebSub, 5.1; H3, H5")
def two_queries(site):
    first = site.subscribed(query="?user=1")
    other = first.url.replace("user=1", "user=2")
    site.ask_for(other)
    must(wait_until(lambda: len(first.of("GET")) == 2, site.timeout), "no verification of the second one")
    site.rest()
    reply, _ = site.delivered(first)

    def both():
        return {visit.target[-1] for visit in first.deliveries if visit.body == reply.body} == {"1", "2"}
    must(wait_until(both, site.timeout), "only one of the two was told")


def not_renewed(site, callback, **more):
    """A renewal whose verification fails."""
    callback.verify = answering(404)
    site.verified(callback, **more)
    site.rest()
    callback.verify = confirm


@rule("a renewal that fails leaves {0}", "WebSub, 5.1; H3", [("the secret",), ("no secret",), ("the subscription",)])
def failed_renewal(site, what):
    old = {"secret": random.token_hex(8)} if what == "the secret" else {}
    callback = site.subscribed(**old)
    not_renewed(site, callback, **({} if what == "the subscription" else {"secret": "the new one"}))
    _, visit = site.delivered(callback)
    signed(visit, old["secret"]) if old else unsigned(visit)


@rule("a renewal {0}", "WebSub, 5.1; H3, H4", [("with another secret",), ("without a secret",), ("with a first secret",)])
def renewal(site, what):
    callback = site.subscribed(**({} if what == "with a first secret" else {"secret": "the old one"}))
    new = {} if what == "without a secret" else {"secret": "the new one"}
    site.verified(callback, **new)
    site.rest()
    _, visit = site.delivered(callback)
    signed(visit, new["secret"]) if new else unsigned(visit)


@rule("nothing is delivered after unsubscribing", "WebSub, 5.1; H13; websub.rocks 104")
def unsubscribed(site):
    callback = site.subscribed()
    site.delivered(callback)
    site.verified(callback, "unsubscribe")
    site.rest()
    site.passed_over(callback)


@rule("unsubscribing one leaves the others", "WebSub, 5.1; H3, H13")
def one_of_two(site):
    gone, stays = site.subscribed(), site.subscribed()
    site.verified(gone, "unsubscribe")
    site.rest()
    site.delivered(stays)


@rule("an unsubscription that {0} leaves the subscription", "WebSub, 5.1 and 5.3.1; H13",
      [("is answered by 404",), ("is answered by other bytes",)])
def refused_end(site, how):
    callback = site.subscribed()
    callback.verify = answering(404) if how.endswith("404") else answering(200, BODIES["another body"])
    site.verified(callback, "unsubscribe")
    site.rest()
    callback.verify = confirm
    site.delivered(callback)


@rule("unsubscribing what was never subscribed is 202 or 4xx", "WebSub, 5.1.2; H7, H13")
def never_subscribed(site):
    status = site.request(site.callback(), "unsubscribe").status
    must(status == 202 or 400 <= status < 500, f"{status}")


@rule("who has unsubscribed may subscribe again", "WebSub, 5.1; H3")
def again(site):
    callback = site.subscribed()
    for mode in ("unsubscribe", "subscribe"):
        site.verified(callback, mode)
        site.rest()
    site.delivered(callback)
