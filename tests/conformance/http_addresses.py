"""The other documents of the site, found by its own links, and the general rules at each of them."""
import functools, re

from http_documents import Page, first, followed, here, outlines, read_tree, target_of, the_feed
from http_rule_table import CODED, OURS, RULES, Rule, rule
from http_wire import Skipped, Unfit, expect, must


def directory(site):
    there = site.at(site.root)
    if there.ask(method="HEAD").status == 404:
        raise Skipped("there is no page at the root")
    return there


def opml(site):
    links = Page(directory(site).ask()).all("a", type="text/x-opml")
    link = first(links, "the directory names no OPML")
    return site.at(site.root + link.get("href", "").lstrip("/").encode())


def listed(site):
    """The feeds that the OPML names, as outlines."""
    return [node for node, _ in outlines(read_tree(opml(site).ask())) if node.attributes.get("type") == "rss"]


def changes(site):
    named = [node.attributes.get("url", "") for node, _ in outlines(read_tree(opml(site).ask()))]
    return here(site, first((url for url in named if url.endswith("/changes.json")), "the OPML names no list of changes"), "it")


def source(site):
    """A feed of one source's articles."""
    urls = [node.attributes.get("xmlUrl", "") for node in listed(site)]
    return here(site, first((url for url in urls if "/source/" in url), "the OPML names no feed of a source"), "it")


FEATURED = re.compile(r"/featured\.\w+$")


def featured(site):
    """The feed of the flagged articles, in the feed's own format."""
    urls = [node.attributes.get("xmlUrl", "") for node in listed(site)]
    url = first(filter(FEATURED.search, urls), "the OPML names no feed of featured articles")
    return in_own_format(site, here(site, url, "it"))


def most_read(site):
    """What of the feed is most read, in the feed's own format."""
    wanted = site.main.removeprefix(site.root).decode().rpartition(".")[0] + "/hot.rss"
    links = [link.get("href", "").lstrip("/") for link in Page(directory(site).ask()).all("a")]
    first((link for link in links if link == wanted), "the directory names no feed of the most read")
    return in_own_format(site, site.at(site.root + wanted.encode()))


def in_own_format(site, there):
    return there.at(there.feed.rpartition(b".")[0] + b"." + site.main.rpartition(b".")[2])


def selection(site):
    return site.at(site.main + b"?limit=1")


def archive_link(site):
    link = the_feed(site).links.get("prev-archive")
    if not link:
        raise Skipped("the feed has no archives")
    return here(site, link, "prev-archive")


def archive(site):
    link = archive_link(site)
    return followed(link, link.ask(method="HEAD"), "the archive")


def article(site):
    """The page of an article that has none elsewhere."""
    links = [target_of(site, entry.link) for entry in the_feed(site).entries]
    return site.at(first(filter(None, links), "no article has its page here"))


def robots(site):
    there = site.at(b"/robots.txt")
    if there.ask(method="HEAD").status == 404:
        raise Skipped("there is no robots.txt")
    return there


def license(site):
    lines = expect(robots(site).ask(), 200).body.decode("utf-8", "replace").splitlines()
    named = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("license:")]
    return here(site, first(named, "robots.txt names no licence"), "License")


FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
LARGE = [
    ("the directory", directory, ("text/html",)), ("the OPML", opml, ("text/x-opml",)),
    ("the list of changes", changes, ("application/json",)), ("a source's feed", source, FEED_TYPES),
    ("the featured feed", featured, FEED_TYPES), ("the feed of the most read", most_read, FEED_TYPES), ("a selection", selection, FEED_TYPES), ("an archive", archive, FEED_TYPES), ("an article's page", article, ("text/html",)),
]
SMALL = [("robots.txt", robots, ("text/plain",)), ("the licence", license, ("application/rsl+xml",))]


@rule("{0} is there, of its media type", OURS, LARGE + SMALL)
def is_there(site, _, find, types):
    answer = expect(find(site).ask(), 200)
    kind = (answer["Content-Type"] or "").partition(";")[0].strip()
    must(kind in types, f"Content-Type: {kind}")
    must(answer.body, "nothing is in it")


@rule("{0} is another document than the feed", OURS, LARGE + SMALL)
def is_another(site, _, find, types):
    there, feed = find(site).current(), site.current()
    must(there.body != feed.body and there["ETag"] != feed["ETag"], "the same bytes or ETag")


def found(find, site):
    """What cannot be found cannot be tried; that it is not found is one rule's failure, not hundreds'."""
    try:
        return find(site)
    except (Unfit, OSError) as error:
        raise Skipped(f"it cannot be found: {error}")


def at_document(check, find, site):
    there = found(find, site)
    if there.ask(method="HEAD").status == 404:
        raise Skipped("it is not there")
    check(there)


def general_rules(documents, kinds):
    """Those that hold for any document, at each of these."""
    return [Rule(f"{name}: {one.name}", one.section, functools.partial(at_document, one.check, find), False)
            for one in RULES if one.general in kinds for name, find, _ in documents]


RULES.extend(general_rules(LARGE, (True, CODED)) + general_rules(SMALL, (True,)))
