"""Errors: each with the right status at each kind of address, told in words, to any page, and never kept."""
from http_addresses import article, changes, found, source
from http_conditions import seconds
from http_ranges import fields
from http_rule_table import OURS, rule
from http_wire import expect, must, same


def beside(find, name):
    """Another name in the folder of a document."""
    return lambda site: found(find, site).feed.rpartition(b"/")[0] + name


NO_CODING = ("Accept-Encoding: identity;q=0, x-none",)
ERRORS = [  # what is asked for, its target, more fields, the status
    ("a feed that is not there", lambda site: site.main.replace(b".", b"-none."), (), 404),
    ("a format that is not there", lambda site: site.main.rpartition(b".")[0] + b".xml", (), 404),
    ("a feed without a format", lambda site: site.main.rpartition(b".")[0], (), 404),
    ("a path that is nothing", lambda site: site.root + b"none/such", (), 404),
    ("an archive of nothing", lambda site: site.main.replace(b".", b"/archive/9999-99."), (), 404),
    ("a source that is not there", beside(source, b"/zzz-none.rss"), (), 404),
    ("an article that is not there", beside(article, b"/0123456789abcdef"), (), 404),
    ("bytes that are no text", lambda site: site.root + b"%FF%FE.rss", (), 400),
    ("a parameter that is none", lambda site: site.main + b"?limit=0", (), 400),
    ("a cursor that is none", lambda site: found(changes, site).feed + b"?since=x", (), 400),
    ("a removed feed", lambda site: site.told("gone"), (), 410),
    ("a coding that nobody has", lambda site: site.main, NO_CODING, 406),
    ("a coding of a selection that nobody has", lambda site: site.main + b"?limit=1", NO_CODING, 406),
    ("a precondition that fails", lambda site: site.main, ('If-Match: "x"',), 412),
    ("a selection's precondition that fails", lambda site: site.main + b"?limit=1", ('If-Match: "x"',), 412),
]


def refused(site, target, sent, status, *more, **how):
    return expect(site.ask(*sent, *more, target=target(site), **how), status)


@rule("{0}: {3}", "RFC 9110, 15.5", ERRORS)
def status_of(site, _, target, sent, status):
    seconds(refused(site, target, sent, status)["Date"])


@rule("{0}: the {3} says why, in plain text", OURS, ERRORS)
def in_words(site, _, target, sent, status):
    answer = refused(site, target, sent, status)
    same((answer["Content-Type"] or "").lower().replace(" ", ""), "text/plain;charset=utf-8", "Content-Type")
    same((answer["X-Content-Type-Options"] or "").lower(), "nosniff", "X-Content-Type-Options")
    must(len(answer.body) > 10 and answer["Content-Length"] == str(len(answer.body)), f"{answer.body[:50]!r}")


@rule("{0}: the {3} is not kept, and has no validator", "RFC 9111, 4.2.2", ERRORS)
def not_kept(site, _, target, sent, status):
    answer = refused(site, target, sent, status)
    must("no-store" in answer.members("Cache-Control"), f"Cache-Control: {answer['Cache-Control']}")
    for name in ("ETag", "Last-Modified", "Set-Cookie"):
        same(answer[name], None, name)


@rule("{0}: pages from elsewhere may read the {3}", "Fetch, 3.2.3", ERRORS)
def shared(site, _, target, sent, status):
    answer = refused(site, target, sent, status, "Origin: https://a.example")
    must(answer["Access-Control-Allow-Origin"] in ("*", "https://a.example"), "they may not")


@rule("{0}: HEAD has the fields of the {3} and no body", "RFC 9110, 9.3.2", ERRORS)
def head(site, _, target, sent, status):
    got, answer = refused(site, target, sent, status), refused(site, target, sent, status, method="HEAD")
    same(fields(answer), fields(got), "the fields of HEAD")


@rule("{0}: the {3} is the same for who would like HTML, or has something", OURS, ERRORS)
def alike(site, _, target, sent, status):
    got = refused(site, target, sent, status)
    same(refused(site, target, sent, status, "Accept: text/html", "User-Agent: Mozilla/5.0").body, got.body, "the body")
    same(refused(site, target, sent, status, "If-Modified-Since: Wed, 31 Dec 2098 23:59:59 GMT").body, got.body, "the body")


@rule("{0}: behind the {3} the connection goes on, or ends as it says", "RFC 9112, 9.3", ERRORS)
def goes_on(site, _, target, sent, status):
    address = target(site)
    with site.connect() as connection:
        connection.send(site.request(*sent, target=address) + site.request("Connection: close"))
        answer = expect(connection.answer(), status)
        if "close" not in answer.members("Connection"):
            expect(connection.answer(), 200)
        connection.must_end()
