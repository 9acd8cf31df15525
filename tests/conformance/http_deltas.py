"""Deltas (RFC 3229 and "feed"): who has a former version gets what is new to it alone; nobody else does, least of all a cache."""
from http_addresses import LARGE, found
from http_codings import decoded
from http_documents import read_feed, the_feed
from http_ranges import fields
from http_rule_table import OURS, rule
from http_wire import expect, must, same


def asks(site, *more, manipulation="feed", tag="TAG"):
    """The fields of a client that has the former version; TAG stands for its ETag, NOW for the present one."""
    value = tag.replace("TAG", site.told("former")).replace("NOW", site.current()["ETag"])
    return (f"A-IM: {manipulation}", *(f"If-None-Match: {line}" for line in value.split("\n")), *more)


def delta(site, *more, **how):
    return expect(site.ask(*asks(site, *more, **how)), 226)


def read_delta(answer):
    """As a feed, whatever its status."""
    answer.status, answer.body = 200, decoded(answer)
    return read_feed(answer)


@rule("A-IM: feed with a former tag: 226, IM: feed, and the present ETag", "RFC 3229, 10.4.1")
def is_delta(site):
    answer = delta(site)
    same(answer.members("IM"), ["feed"], "IM")
    same(answer["ETag"], site.current()["ETag"], "ETag")


@rule("a delta is never stored", "RFC 3229, 10.8.1")
def no_store(site):
    must("no-store" in delta(site).members("Cache-Control"), f"Cache-Control: {delta(site)['Cache-Control']}")


@rule("a delta says which version it goes out from", "RFC 3229, 10.5.2")
def base(site):
    same(delta(site)["Delta-Base"], site.told("former"), "Delta-Base")


@rule("the feed does not vary by A-IM, which caches would split by for nothing", OURS)
def varies_by_nothing(site):
    delta(site)
    for answer in (site.current(), site.ask("A-IM: feed"), delta(site)):
        must(not {"a-im", "if-none-match", "*"} & set(answer.members("Vary")), f"{answer.status} with Vary: {answer['Vary']}")


@rule("a delta has the fields of the feed: type, nosniff, sharing, Link, Date", OURS)
def as_the_feed(site):
    answer, now = delta(site, "Origin: https://a.example"), site.ask("Origin: https://a.example")
    for name in ("Content-Type", "X-Content-Type-Options", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Link",
                 "Set-Cookie"):
        same(answer[name], now[name], name)
    must(answer["Date"] and answer["Content-Length"], "no Date or Content-Length")


@rule("a delta is a feed of some of the entries, in their order, and not of all", "RFC 3229, 1")
def some_entries(site):
    got, now = [entry.id for entry in read_delta(delta(site)).entries], [entry.id for entry in the_feed(site).entries]
    must(got and len(got) < len(now), f"{len(got)} of {len(now)}")
    same(got, [one for one in now if one in got], "the entries")


@rule("a delta's entries are as in the feed, and so is all that stands about them", OURS)
def same_entries(site):
    got, now = read_delta(delta(site)), the_feed(site)
    same(got._replace(entries=[], tombstones=[]), now._replace(entries=[], tombstones=[], updated=got.updated), "what stands about them")
    same(got.tombstones, [one for one in now.tombstones if one in got.tombstones], "the tombstones")
    same(got.entries, [entry for entry in now.entries if entry in got.entries], "the entries")


@rule("a delta is smaller than the feed", OURS)
def smaller(site):
    got, now = delta(site), site.current()
    must(len(got.body) < len(now.body), f"{len(got.body)} bytes, the feed {len(now.body)}")


@rule("a delta in {0}: the same entries, and the ETag of the feed in that coding", "RFC 3229, 10.4.1",
      [("gzip",), ("br",), ("zstd",)])
def in_coding(site, coding):
    accept = f"Accept-Encoding: {coding}"
    same(read_delta(delta(site, accept)).entries, read_delta(delta(site)).entries, "the entries")
    same(delta(site, accept)["ETag"], site.ask(accept)["ETag"], "ETag")


@rule("HEAD has the fields of a delta and no body", "RFC 9110, 9.3.2")
def head(site):
    got, answer = delta(site), site.ask(*asks(site), method="HEAD")
    same((answer.status, fields(answer)), (226, fields(got)), "HEAD")


@rule("the ETag that came with a delta gives 304", "RFC 3229, 10.4.1")
def then_unchanged(site):
    expect(site.ask("A-IM: feed", f"If-None-Match: {delta(site)['ETag']}"), 304)


WANTED = ["FEED", "vcdiff, feed", "feed, gzip", "feed;q=0.5", " feed ; q=1.0 ", ",,feed,", "vcdiff\r\nA-IM: feed"]


@rule("a delta for A-IM: {0!r}", "RFC 3229, 10.5.3", [(value,) for value in WANTED])
def manipulations(site, value):
    delta(site, manipulation=value)


@rule("no delta for A-IM: {0!r}", "RFC 3229, 10.5.3",
      [(value,) for value in ("feed;q=0", "feed;q=0.000", "feeds", "x-feed", "vcdiff, gzip", "", '"feed"')])
def no_manipulation(site, value):
    delta(site)
    answer = expect(site.ask(*asks(site, manipulation=value)), 200)
    same((answer["IM"], answer.body), (None, site.current().body), "the feed")


@rule("no delta for who does not ask for one", "RFC 3229, 10.5.3")
def not_asked(site):
    delta(site)
    expect(site.ask(f"If-None-Match: {site.told('former')}"), 200)


TAGS = [("its weak form", "W/TAG", 226), ("a list that has it", '"x", TAG, "y"', 226), ("of two lines", '"x"\nTAG', 226),
        ("a list with the present one too", "TAG, NOW", 304), ("the present one", "NOW", 304), ("a star", "*", 304),
        ("another", '"x"', 200), ("it in other quotes", "'TAG'", 200)]


@rule("A-IM: feed, If-None-Match, {0}: {2}", "RFC 9110, 13.1.2", TAGS)
def tags(site, _, tag, status):
    delta(site)
    expect(site.ask(*asks(site, tag=tag)), status)


BESIDE = [("an old date", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 226),
          ("a date to come", "If-Modified-Since: Wed, 31 Dec 2098 23:59:59 GMT", 226),
          ("If-Match of another tag", 'If-Match: "x"', 412), ("If-Match: *", "If-Match: *", 226),
          ("a Range", "Range: bytes=0-0", 226), ("an unknown query", "", 226)]


@rule("a delta, and {0} beside it: {2}", "RFC 9110, 13.2.2", BESIDE)
def beside(site, _, field, status):
    delta(site)
    target = None if field else site.feed + b"?utm_source=x"
    expect(site.ask(*asks(site), *([field] if field else []), target=target), status)


@rule("no delta for {0}", "RFC 3229, 10.5.3", [("POST", 405), ("OPTIONS", 204)])
def other_methods(site, method, status):
    delta(site)
    expect(site.ask(*asks(site), "Content-Length: 0", method=method), status, 200 if status == 204 else status)


@rule("a page from elsewhere may ask for deltas", "Fetch, 4.8")
def preflight(site):
    answer = site.ask("Origin: https://a.example", "Access-Control-Request-Method: GET",
                      "Access-Control-Request-Headers: a-im,if-none-match", method="OPTIONS")
    must({"a-im", "if-none-match"} <= set(answer.members("Access-Control-Allow-Headers")) or
         "*" in answer.members("Access-Control-Allow-Headers"), f"{answer['Access-Control-Allow-Headers']}")


@rule("{0} is sent whole to who asks for deltas", "RFC 3229, 10.4.1", LARGE)
def others_whole(site, _, find, types):
    there = found(find, site)
    for tag in ('"x"', site.former or '"y"'):
        answer = expect(there.ask("A-IM: feed", f"If-None-Match: {tag}"), 200)
        same((answer["IM"], answer.body), (None, there.current().body), "the document")
