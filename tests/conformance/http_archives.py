"""Archives (RFC 5005, section 4): from the live feed every entry is reached once, by documents that never change."""
import re

from http_addresses import archive, archive_link, found
from http_conditions import seconds
from http_documents import followed, here, read_feed, target_of, the_feed
from http_rule_table import OURS, rule
from http_wire import Skipped, expect, must, same

REDIRECTS = (302, 303, 307)
FOR_EVER = 31_536_000  # a year, which is the longest that caches look ahead
MOST_DOCUMENTS = 2000


def max_age(answer):
    match = re.search(r"(?:^|[ ,])max-age=(\d+)", answer["Cache-Control"] or "")
    return int(match[1]) if match else None


def walk(site):
    """The live feed and its archives, as places and feeds, the newest first."""
    there, feed, seen = site.at(site.main), the_feed(site), set()
    while True:
        must(there.feed not in seen and len(seen) < MOST_DOCUMENTS, f"the archives go round, or on and on: {there.feed}")
        seen.add(there.feed)
        yield there, feed
        link = feed.links.get("prev-archive")
        if not link:
            return
        there = here(site, link, "prev-archive")
        there = followed(there, there.ask(), "the archive")
        feed = read_feed(there.ask())


def archives(site):
    """Those behind the live feed; there must be some to be tried."""
    out = list(walk(site))[1:]
    if not out:
        raise Skipped("the feed has no archives")
    return out


def redirect(site):
    """The answer of the address that prev-archive names, which leads on."""
    answer = found(archive_link, site).ask()
    if answer.status == 200:
        raise Skipped("prev-archive leads to the archive at once")
    return expect(answer, *REDIRECTS)


@rule("the live feed and its archives hold each entry once", "RFC 5005, 4")
def each_once(site):
    archives(site)
    seen = [entry.id for _, feed in walk(site) for entry in feed.entries]
    same(len(seen), len(set(seen)), f"entries, of {len(set(seen))} ids")


@rule("from the live feed to the oldest archive, the newest entry comes first", "RFC 5005, 4")
def newest_first(site):
    archives(site)
    times = [entry.published for _, feed in walk(site) for entry in feed.entries if entry.published]
    wrong = next((n for n in range(1, len(times)) if times[n] > times[n - 1]), None)
    must(wrong is None, f"{wrong and times[wrong]} comes behind {wrong and times[wrong - 1]}")


@rule("each archive has entries", OURS)
def not_empty(site):
    for there, feed in archives(site):
        must(feed.entries, f"{there.feed.decode()} has none")


@rule("each archive says that it is one, and the live feed does not", "RFC 5005, 4")
def marked(site):
    for there, feed in archives(site):
        must(feed.archive or feed.kind == "json", f"{there.feed.decode()} does not")
    must(not the_feed(site).archive, "the live feed has fh:archive")


@rule("each archive's self link is its own address", "RFC 5005, 4")
def own_address(site):
    for there, feed in archives(site):
        same(target_of(site, feed.links.get("self", "")), there.feed, "self")


@rule("each archive names the live feed as current", "RFC 5005, 4")
def current(site):
    for there, feed in archives(site):
        link = feed.links.get("current", "") if feed.kind != "json" else the_feed(site).links["self"]
        same(target_of(site, link), site.main, f"current in {there.feed.decode()}")
        must(target_of(site, feed.links.get("self", "")) != site.main, "the archive says that it is the live feed")


@rule("the feed and its archives are one feed in many documents: of one format, id and title", "RFC 5005, 4")
def same_feed(site):
    mine = the_feed(site)
    for there, feed in archives(site):
        same((feed.kind, feed.id), (mine.kind, mine.id), "format and id")
        must(feed.title.startswith(mine.title), f"the title of {there.feed.decode()} is {feed.title}")


@rule("no archive names a hub, in its links or in Link", "WebSub, 4")
def no_hub(site):
    for there, feed in archives(site):
        must(not feed.hubs and "hub" not in (there.ask()["Link"] or ""), f"{there.feed.decode()} names one")


@rule("an archive may be kept for a year, and is immutable", "RFC 8246, 2")
def kept_for_ever(site):
    for there, _ in archives(site):
        answer = there.ask()
        must("immutable" in answer.members("Cache-Control"), f"Cache-Control: {answer['Cache-Control']}")
        same(max_age(answer), FOR_EVER, "max-age")
        must("no-store" not in answer.members("Cache-Control"), f"Cache-Control: {answer['Cache-Control']}")


@rule("an archive says so on a 304 too", "RFC 9110, 15.4.5")
def kept_for_ever_unchanged(site):
    there = found(archive, site)
    answer = expect(there.ask(f"If-None-Match: {there.current()['ETag']}"), 304)
    must("immutable" in answer.members("Cache-Control"), f"Cache-Control: {answer['Cache-Control']}")


@rule("the live feed is not immutable", "RFC 8246, 2")
def live_changes(site):
    must("immutable" not in expect(site.ask(), 200).members("Cache-Control"), "it says so")


@rule("prev-archive leads there by a redirect that is short-lived: an hour at most", OURS)
def short_lived(site):
    answer = redirect(site)
    age = max_age(answer)
    must(age is not None and age <= 3600, f"Cache-Control: {answer['Cache-Control']}")
    must("immutable" not in answer.members("Cache-Control"), f"Cache-Control: {answer['Cache-Control']}")


@rule("the redirect to an archive has all that other pages and caches need", OURS)
def redirect_fields(site):
    answer = redirect(site)
    seconds(answer["Date"])
    must(answer["Access-Control-Allow-Origin"] == "*", f"Access-Control-Allow-Origin: {answer['Access-Control-Allow-Origin']}")
    same((answer["X-Content-Type-Options"] or "").lower(), "nosniff", "X-Content-Type-Options")
    must(answer["Set-Cookie"] is None and answer["Content-Length"], "a cookie, or no Content-Length")


@rule("the redirect to an archive is the same for {0}", "RFC 9110, 13.2.1", [
    ("HEAD", (), "HEAD"), ("If-None-Match: *", ("If-None-Match: *",), "GET"),
    ("If-Match of another tag", ('If-Match: "x"',), "GET"), ("a Range", ("Range: bytes=0-0",), "GET"), ("a coding", ("Accept-Encoding: gzip",), "GET"),
    ("identity refused", ("Accept-Encoding: identity;q=0",), "GET"), ("A-IM: feed", ("A-IM: feed", 'If-None-Match: "x"'), "GET"),
    ("Accept: text/html", ("Accept: text/html",), "GET"), ("an unknown query", (), "QUERY")])
def redirect_alike(site, _, fields, method):
    plain, link = redirect(site), found(archive_link, site)
    target = link.feed + (b"?utm_source=x" if method == "QUERY" else b"")
    answer = link.ask(*fields, method="GET" if method == "QUERY" else method, target=target)
    same((answer.status, answer["Location"]), (plain.status, plain["Location"]), "the redirect")


@rule("the redirect to an archive takes no {0}: 405 with Allow", "RFC 9110, 15.5.6", [("POST",), ("PUT",), ("DELETE",)])
def redirect_refuses(site, method):
    redirect(site)
    answer = expect(found(archive_link, site).ask("Content-Length: 0", method=method), 405)
    must({"get", "head"} <= set(answer.members("Allow")), f"Allow: {answer['Allow']}")


def other_key(site, key):
    """The address that prev-archive names, with another key for the archive's."""
    target = found(archive_link, site).feed
    path, dot, ending = target.rpartition(b".")
    return path.rpartition(b"/")[0] + b"/" + key.encode() + dot + ending


KEYS = ["x", "9999-12", "0000-01", "2025-13", "2025-02-30", "2025-01-01T24", "2025", "-", "2025-1", "%20", "2025-01Z"]


@rule("an archive of no such time: 404: {0}", OURS, [(key,) for key in KEYS])
def no_such_key(site, key):
    redirect(site)
    expect(site.ask(target=other_key(site, key)), 404, 400)


@rule("an archive's address that is no longer true leads to the one that is", OURS)
def former(site):
    there = found(archive, site)
    match = re.search(rb"[0-9a-f]{32}(?=\.\w+$)", there.feed)
    if not match:
        raise Skipped("the address has no digest")
    last = match.end() - 1
    other = there.feed[:last] + (b"0" if there.feed[last:match.end()] != b"0" else b"1") + there.feed[match.end():]
    answer = expect(site.ask(target=other), *REDIRECTS)
    same(followed(site, answer, "it").feed, there.feed, "where it leads")
    must((max_age(answer) or 0) <= 3600, f"Cache-Control: {answer['Cache-Control']}")
