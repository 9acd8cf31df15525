"""Fields of answers, and what of a request must not change them: no cookies, nothing reflected, nothing chosen by Accept."""
import re

from http_conditions import seconds
from http_rule_table import OURS, rule
from http_wire import expect, must, same

TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
FOREIGN = "reflected.example"
KINDS = [("200", (), {}), ("304", ("If-None-Match: *",), {}), ("404", (), {"target": "/none/such"}),
         ("405", ("Content-Length: 0",), {"method": "POST"}),
         ("412", ('If-Match: "x"',), {}), ("400", ("Host: second",), {})]


def of_document(status, *_):
    """Whether it is the document that answers so, not the server as a whole."""
    return status in ("200", "304", "405", "412")


@rule("a {0} has a Date", "RFC 9110, 6.6.1", KINDS, general=of_document)
def dated(site, status, fields, more):
    seconds(expect(site.ask(*fields, **more), int(status))["Date"])


@rule("a {0} sets no cookie", OURS, KINDS, general=of_document)
def no_cookies(site, status, fields, more):
    answer = expect(site.ask(*fields, "Cookie: a=b", **more), int(status))
    must(answer["Set-Cookie"] is None, f"Set-Cookie: {answer['Set-Cookie']}")


NO_CHARSET = ("application/json", "application/rsl+xml")  # RFC 8259, 11; RSL 1.0
WITH_BODY = [kind for kind in KINDS if kind[0] != "304"]


@rule("a {0} has a Content-Type, with charset where the type has one, and nosniff", OURS, WITH_BODY, general=of_document)
def typed(site, status, fields, more):
    answer = expect(site.ask(*fields, **more), int(status))
    kind = answer["Content-Type"] or ""
    must(kind in NO_CHARSET or re.search(r"; *charset=\"?utf-8\"?$", kind, re.I), f"Content-Type: {kind}")
    same((answer["X-Content-Type-Options"] or "").lower(), "nosniff", "X-Content-Type-Options")


@rule("a {0} has a Content-Length", "RFC 9110, 8.6", WITH_BODY, general=of_document)
def sized(site, status, fields, more):
    must(expect(site.ask(*fields, **more), int(status))["Content-Length"], "no Content-Length")


@rule("the feed's media type is its format's", OURS)
def media_type(site):
    answer = expect(site.ask(), 200)
    wanted = TYPES.get(site.feed.decode().rpartition(".")[2])
    got = (answer["Content-Type"] or "").partition(";")[0].strip()
    must(got == wanted or (wanted is None and got in TYPES.values()), f"Content-Type: {got}")


@rule("it says how long it is fresh: a day at most, or for ever", "RFC 9111, 5.2.2.1", general=True)
def fresh(site):
    value = expect(site.ask(), 200)["Cache-Control"] or ""
    match = re.search(r"(?:^|[ ,])max-age=(\d+)(?:$|[ ,])", value)
    must(match and (0 < int(match[1]) <= 86400 or "immutable" in value), f"Cache-Control: {value}")


@rule("Vary names nothing that caches cannot split by", OURS, general=True)
def vary(site):
    names = set(expect(site.ask("Origin: https://a.example"), 200).members("Vary"))
    must(names <= {"accept-encoding", "origin"}, f"Vary: {sorted(names)}")


@rule("plain bytes are not called identity in Content-Encoding", "RFC 9110, 8.4", general=True)
def no_identity(site):
    answer = expect(site.ask("Accept-Encoding: identity"), 200)
    must(answer["Content-Encoding"] is None, f"Content-Encoding: {answer['Content-Encoding']}")


WISHES = ["text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", "application/json",
          "application/atom+xml", "image/*;q=0", "rubbish", ""]
IDLE = [
    *[(f"Accept: {value}",) for value in WISHES],
    ("Accept-Language: de",), ("Accept-Charset: gbk",), ("User-Agent: Mozilla/5.0",), ("User-Agent: ",),
    ("Cookie: session=1",), ("Authorization: Basic eDp5",),
    ("Cache-Control: no-cache",), ("Cache-Control: only-if-cached, max-age=0",), ("Pragma: no-cache",),
    ("Referer: http://evil.example/",),
    ("Origin: https://evil.example",), ("X-Requested-With: XMLHttpRequest",), ("X-HTTP-Method-Override: DELETE",),
    ("X-Original-URL: /",), ("X-Rewrite-URL: /",),
    ("A-IM: gzip, vcdiff",), ("Max-Forwards: 0",), ("Upgrade-Insecure-Requests: 1",), ("From: a@b.example",),
    ("X-Odd: \u4e2d\u6587",), ("X-Empty:",),
]


@rule("it changes nothing: {0}", OURS, IDLE, general=True)
def idle(site, field):
    answer, now = expect(site.ask(field), 200), site.current()
    for name in ("ETag", "Content-Type"):
        same(answer[name], now[name], name)
    same(answer.body, now.body, "the body")


@rule("a foreign name is not reflected: {0}", OURS,
      [(f"{name}: {FOREIGN}",) for name in ("Host", "X-Forwarded-Host", "X-Host", "Forwarded", "Referer")], general=True)
def not_reflected(site, field):
    for target in (site.feed, site.feed + b".none", b"//" + FOREIGN.encode() + b"/"):
        answer = site.exchange(site.request(field, "Connection: close", target=target, host=not field.startswith("Host")))
        shown = " ".join(value for _, value in answer.lines) + answer.body.decode("latin-1")
        must(FOREIGN not in shown, f"{FOREIGN} is in the {answer.status}")


@rule("A-IM: feed with an unknown tag: the whole feed", "RFC 3229, 10.4.1")
def delta(site):
    answer = expect(site.ask("A-IM: feed", 'If-None-Match: "x"'), 200)
    must(answer["IM"] is None and answer.body == site.current().body, "not the whole feed")


@rule("A-IM: feed with the present tag: 304", "RFC 3229, 10.4.1")
def delta_unchanged(site):
    expect(site.ask("A-IM: feed", f"If-None-Match: {site.current()['ETag']}"), 304)


@rule("200 fast requests are all answered with the feed", OURS)
def no_429(site):
    with site.connect() as connection:
        for _ in range(200):
            connection.send(site.request(method="HEAD"))
            expect(connection.answer("HEAD"), 200)
