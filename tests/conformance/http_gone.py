"""What was withdrawn, removed, renamed or goes by another name: said so that readers act on it, and lead on where they can."""
import hashlib, re, urllib.parse

from http_addresses import FEATURED, article, found, listed
from http_archives import walk
from http_documents import Page, first, followed, read_feed, read_object, target_of, the_feed
from http_lists import MOST_FEEDS, changed, changes, directory, feeds, stem
from http_rule_table import OURS, rule
from http_wire import Skipped, as_bytes, expect, must, same

FORMATS = ("rss", "atom", "json")


# --- withdrawn articles ------------------------------------------------------------------------------------------


def with_tombstones(site):
    """The feed; JSON Feed has no word for what was withdrawn, so its Atom form stands in."""
    feed = the_feed(site)
    if feed.kind == "json":
        feed = read_feed(site.at(stem(site.main) + b".atom").ask())
    if not feed.tombstones:
        raise Skipped("the feed says of no entry that it was withdrawn")
    return feed


@rule("each tombstone names an entry once, and when it was withdrawn", "RFC 6721, 3")
def tombstones(site):
    refs = [ref for ref, when in with_tombstones(site).tombstones if when]
    same(len(refs), len(with_tombstones(site).tombstones), "those with a time")
    must(all(refs) and len(set(refs)) == len(refs), f"refs: {refs}")


@rule("no entry has a tombstone beside it", "RFC 6721, 3")
def not_both(site):
    both = {entry.id for entry in with_tombstones(site).entries} & {ref for ref, _ in with_tombstones(site).tombstones}
    must(not both, f"both: {both}")


@rule("no archive holds what was withdrawn", "RFC 6721, 4")
def not_archived(site):
    refs = {ref for ref, _ in with_tombstones(site).tombstones}
    both = {entry.id for _, feed in walk(site) for entry in feed.entries} & refs
    must(not both, f"still there: {both}")


@rule("the feed's own time is that of its newest entry or tombstone", "RFC 4287, 4.2.15")
def updated(site):
    feed = with_tombstones(site)
    times = [entry.updated for entry in feed.entries] + [when for _, when in feed.tombstones]
    same(feed.updated, max(time for time in times if time), "updated")


def withdrawn(site):
    """Where the page of a withdrawn article was: by the first 16 digits of its id's SHA-256."""
    ref = with_tombstones(site).tombstones[0][0]
    folder = found(article, site).feed.rpartition(b"/")[0]
    return site.at(folder + b"/" + hashlib.sha256(ref.encode()).hexdigest()[:16].encode())


@rule("the page of a withdrawn article: 410, {0}", "RFC 9110, 15.5.11",
      [("plainly", ()), ("whatever the client has", ("If-None-Match: *",)),
       ("whatever it wants", ("Accept-Encoding: br", "Accept: text/html"))])
def withdrawn_page(site, _, fields):
    for method in ("GET", "HEAD"):
        expect(found(withdrawn, site).ask(*fields, method=method), 410)


# --- removed feeds -----------------------------------------------------------------------------------------------


@rule("a removed feed: 410, {0}", "RFC 9110, 15.5.11",
      [("plainly", (), ""), ("whatever the client has", ("If-None-Match: *",), ""), ("with a query", (), "?limit=1"),
       ("with a strange query", (), "?utm_source=x"), ("to who asks for deltas", ("A-IM: feed", 'If-None-Match: "x"'), "")])
def gone(site, _, fields, query):
    for method in ("GET", "HEAD"):
        expect(site.ask(*fields, method=method, target=site.told("gone") + query), 410)


@rule("a removed feed is gone in every format, and its archives with it", OURS)
def gone_whole(site):
    path = stem(site.told("gone").encode()).decode()
    for target in [f"{path}.{ending}" for ending in FORMATS] + [f"{path}/archive/2025-03.rss"]:
        expect(site.ask(target=target), 410)


@rule("who polls the list of changes learns which feed was removed", OURS)
def gone_told(site):
    slug = stem(site.told("gone").encode()).decode().rpartition("/")[2]
    must(slug in changed(site).get("gone", []), f"{slug} is not said to be gone")


@rule("no list names a removed feed", OURS)
def gone_from_lists(site):
    path = stem(site.told("gone").encode())
    expect(site.ask(target=site.gone), 410)
    must(path not in {stem(target_of(site, url) or b"") for url in feeds(site)}, "the OPML does")
    must(path.lstrip(b"/") not in {stem(link.get("href", "").encode()) for link in Page(found(directory, site).ask()).all("a")},
         "the directory does")
    must(path.rpartition(b"/")[2].decode() not in {feed["slug"] for feed in read_object(found(changes, site).ask())["feeds"]},
         "the list of changes does")


# --- renamed feeds -----------------------------------------------------------------------------------------------


def leads(site, answer, *statuses):
    """Where the redirect leads, a feed whose own address that is."""
    location = expect(answer, *statuses)["Location"] or ""
    must(location.isascii() and location, f"Location: {location}")
    same((answer["Access-Control-Allow-Origin"], answer["Set-Cookie"]), ("*", None), "sharing and cookie")
    there = followed(site, answer, "it")
    same(target_of(site, read_feed(there.ask()).links.get("self", "")), there.feed, "the self link there")
    return there.feed.decode()


@rule("a renamed feed: 301 to where it is, in every format", "RFC 9110, 15.4.2")
def moved(site):
    old = stem(site.told("moved").encode()).decode()
    for ending in FORMATS:
        target = leads(site, site.ask(target=f"{old}.{ending}"), 301, 308)
        must(target.endswith("." + ending) and target != f"{old}.{ending}", f"to {target}")


@rule("a renamed feed: the query goes along: {0}", OURS, [("?limit=1",), ("?content=summary",)])
def moved_with_query(site, query):
    target = leads(site, site.ask(target=site.told("moved") + query), 301, 308)
    must(target.endswith(query), f"to {target}")


@rule("a renamed feed's archives are found from where they were", OURS)
def moved_archives(site):
    old = stem(site.told("moved").encode()).decode()
    answer = expect(site.ask(target=f"{old}/archive/2025-03.rss"), 301, 308)
    then = followed(site, answer, "it").ask()
    expect(then, 200, 302, 307)
    must(old not in (then["Location"] or ""), f"it leads back to {then['Location']}")


@rule("who polls the list of changes learns where a renamed feed is", OURS)
def moved_told(site):
    old, new = (stem(name.encode()).decode().rpartition("/")[2]
                for name in (site.told("moved"), leads(site, site.ask(target=site.told("moved")), 301, 308)))
    must({"slug": old, "to": new} in changed(site).get("moved", []), f"{old} is not said to be {new}")


@rule("a renamed feed: the same for {0}", "RFC 9110, 13.2.1",
      [("HEAD", "HEAD", ()), ("If-None-Match: *", "GET", ("If-None-Match: *",)), ("a strange query", "QUERY", ())])
def moved_alike(site, _, method, fields):
    plain = expect(site.ask(target=site.told("moved")), 301, 308)
    target = site.moved + ("?utm_source=x" if method == "QUERY" else "")
    answer = site.ask(*fields, method="GET" if method == "QUERY" else method, target=target)
    same((answer.status, answer["Location"]), (plain.status, plain["Location"]), "the redirect")


# --- names -------------------------------------------------------------------------------------------------------


def named(site):
    """The name of a category, and its feed's target."""
    urls = [(node, node.attributes.get("xmlUrl", "")) for node in found(listed, site)]
    nodes = [node for node, url in urls if "/source/" not in url and not FEATURED.search(url)]
    nodes = [node for node in nodes if re.fullmatch("[\u4e00-\u9fff]+", node.attributes.get("title", ""))]
    node = first(nodes[:MOST_FEEDS], "no category has a Chinese name")
    return node.attributes["title"], target_of(site, node.attributes["xmlUrl"]).decode()


SPELLINGS = [("UTF-8, percent-encoded", lambda name: urllib.parse.quote(name)),
             ("in small digits", lambda name: urllib.parse.quote(name).lower()),
             ("UTF-8, raw", lambda name: name), ("GBK, percent-encoded", lambda name: urllib.parse.quote(name.encode("gbk"))),
             ("GBK, raw", lambda name: name.encode("gbk"))]


@rule("a category's name leads to its feed, permanently: {0}", OURS, SPELLINGS)
def by_name(site, _, spelt):
    name, target = named(site)
    folder, ending = target.rpartition("/")[0], target.rpartition(".")[2]
    path = b"%s/%s.%s" % (folder.encode(), as_bytes(spelt(name)), ending.encode())
    same(leads(site, site.ask(target=path), 301, 308), target, "where it leads")
    same(leads(site, site.ask(target=path + b"?limit=1"), 301, 308), target + "?limit=1", "where it leads with a query")


@rule("a name that no category has: 404: {0}", OURS,
      [("Chinese", "没有这个栏目"), ("emoji", "\U0001f4f0"), ("a slash", "a%2Fb"), ("dots", "..")])
def no_such_name(site, _, name):
    folder, ending = named(site)[1].rpartition("/")[0], named(site)[1].rpartition(".")[2]
    expect(site.ask(target=f"{folder}/{urllib.parse.quote(name, safe='%')}.{ending}"), 404, 400)
