"""Feeds of a choice: the featured articles, which are flagged, and the most read of a feed, which nobody is told of."""
import re

from http_addresses import FEED_TYPES, changes, featured, found, listed, most_read
from http_documents import first, read_feed, read_object, target_of, the_feed
from http_rule_table import OURS, rule
from http_selections import ids
from http_wire import expect, must, same

FORMATS = dict(zip(("rss", "atom", "json"), FEED_TYPES))
CHOICES = [("the featured feed", featured), ("the feed of the most read", most_read)]


def in_format(there, format):
    """The same feed's address in another format."""
    return there.at(re.sub(rb"\.\w+$", b"." + format.encode(), there.feed))


def linked(site, relation):
    return re.findall(rf'<([^>]*)>; *rel="?{relation}"?', expect(site.ask(), 200)["Link"] or "")


@rule("{0} is there as {2}, with the entries of the other formats in their order", OURS,
      [(*choice, format) for choice in CHOICES for format in FORMATS])
def formats(site, _, find, format):
    there = found(find, site)
    answer = expect(in_format(there, format).ask(), 200)
    same((answer["Content-Type"] or "").partition(";")[0], FORMATS[format], "Content-Type")
    feed = read_feed(answer)
    same(feed.kind, format, "what it is")
    for other in FORMATS:
        same(ids(read_feed(in_format(there, other).ask())), ids(feed), f"the entries of {other}")
    must(feed.entries, "it has none")


@rule("{0} names itself, in each format", "WebSub, 4; RFC 4287, 4.2.7.2", CHOICES)
def own_address(site, _, find):
    for format in FORMATS:
        there = in_format(found(find, site), format)
        same(target_of(site, read_feed(there.ask()).links.get("self", "")), there.feed, f"self of {format}")


@rule("{0}: its ETag gives 304, the feed's does not", "RFC 9110, 13.1.2", CHOICES)
def own_etag(site, _, find):
    there = found(find, site)
    mine, feeds = there.current()["ETag"], site.current()["ETag"]
    expect(there.ask(f"If-None-Match: {mine}"), 304)
    expect(there.ask(f"If-None-Match: {feeds}"), 200)
    expect(there.ask(f"If-None-Match: {mine}", method="HEAD"), 304)


# --- featured ----------------------------------------------------------------------------------------------------


@rule("the featured feed has the last updated entry first", OURS)
def by_update(site):
    times = [entry.updated for entry in read_feed(found(featured, site).ask()).entries]
    must(len(times) > 1 and all(times), f"{len(times)} entries, or one without a time")
    same(times, sorted(times, reverse=True), "the times")


@rule("the featured feed names the feed's hubs, in itself and in Link, and itself beside them", "WebSub, 4")
def featured_hubs(site):
    there = found(featured, site)
    feed, hubs = read_feed(there.ask()), the_feed(site).hubs
    same((feed.hubs, linked(there, "hub")), (hubs, hubs), "its hubs, and those in Link")
    same(linked(there, "self"), [feed.links.get("self")] if hubs else [], "self in Link")


@rule("the featured feed is in the list of changes, with its ETag", OURS)
def featured_changes(site):
    there = found(featured, site)
    parts = [part for feed in read_object(found(changes, site).ask())["feeds"] for part in feed.values() if isinstance(part, dict)]
    mine = first((part for part in parts if target_of(site, part["url"]) == there.feed), "the list is longer than one answer")
    same(mine["etag"], there.current()["ETag"], "its ETag")


# --- the most read -----------------------------------------------------------------------------------------------


@rule("the feed of the most read has the feed's name in its own", OURS)
def titled(site):
    mine, theirs = read_feed(found(most_read, site).ask()).title, the_feed(site).title
    must(theirs in mine and theirs != mine, f"{mine} of {theirs}")


@rule("the feed of the most read names no hub, in its links or in Link, as no ping tells of it", "WebSub, 4")
def no_hubs(site):
    there = found(most_read, site)
    same((read_feed(there.ask()).hubs, linked(there, "hub")), ([], []), "its hubs, and those in Link")


@rule("the feed of the most read is in no list of feeds that are polled: {0}", OURS, [("the OPML",), ("the list of changes",)])
def unlisted(site, where):
    path = found(most_read, site).feed
    if where == "the OPML":
        urls = [node.attributes.get("xmlUrl", "") for node in found(listed, site)]
    else:
        urls = [part["url"] for feed in read_object(found(changes, site).ask())["feeds"] for part in feed.values()
                if isinstance(part, dict)]
    must(urls and path not in [target_of(site, url) for url in urls], "it is, or nothing is")


@rule("the feed of the most read takes ?limit=1: its first entry", OURS)
def most_read_limit(site):
    there = found(most_read, site)
    feed, part = (read_feed(there.ask(target=there.feed + query)) for query in (b"", b"?limit=1"))
    same(ids(part), ids(feed)[:1], "the entries")
    must(len(feed.entries) > 1 and part.links.get("self", "").endswith("?limit=1"), f"self: {part.links.get('self')}")


@rule("the feed of the most read takes ?content=summary: its entries, none with a body beside its summary", OURS)
def most_read_summaries(site):
    there = found(most_read, site)
    feed, part = (read_feed(there.ask(target=there.feed + query)) for query in (b"", b"?content=summary"))
    same(ids(part), ids(feed), "the entries")
    must(any(entry.full for entry in feed.entries) and not any(entry.full for entry in part.entries), "the bodies are the same")


@rule("a strange parameter makes no other feed of the most read: ?{0}", OURS, [("utm_source=x",), ("t=1",), ("content=full",)])
def most_read_strange(site, query):
    there = found(most_read, site)
    one, other = there.current(), there.at(there.feed + b"?" + query.encode()).current()
    same((other["ETag"], other.body), (one["ETag"], one.body), "the document")
    must(one.body != site.current().body, "it is the feed")


@rule("the feed of the most read refuses a value that is none: 400: ?{0}", OURS, [("limit=0",), ("limit=x",), ("content=none",)])
def most_read_refuses(site, query):
    there = found(most_read, site)
    answer = expect(there.ask(target=there.feed + b"?" + query.encode()), 400)
    must(query.partition("=")[0].encode() in answer.body, f"it does not say which: {answer.body[:80]!r}")


@rule("the most read of a feed that is not there: 404", OURS)
def most_read_of_nothing(site):
    path, _, name = found(most_read, site).feed.rpartition(b"/")
    expect(site.ask(target=path + b"-none/" + name), 404)
