"""Lists: the OPML with its tree, what changed since a cursor, and the licence; that they name what is there, and all of it."""
import re, urllib.parse

from http_addresses import FEED_TYPES, changes, directory, found, license, listed, opml, robots
from http_documents import Page, first, here, outlines, read_feed, read_object, read_tree, target_of, the_feed
from http_rule_table import OURS, rule
from http_wire import expect, must, same

ABSOLUTE = re.compile(r"https?://[!-~]+")
MOST_FEEDS = 200  # that are asked for one by one
DEEPEST = 16


def tree(site):
    return read_tree(found(opml, site).ask())


def feeds(site):
    """The addresses that the OPML has, as text."""
    return [node.attributes.get("xmlUrl", "") for node in found(listed, site)]


# --- OPML --------------------------------------------------------------------------------------------------------


@rule("the OPML is of version 2.0, with head, title and body", "OPML 2.0")
def opml_structure(site):
    root = tree(site)
    same((root.name, root.attributes.get("version")), ("opml", "2.0"), "root and version")
    same([child.name for child in root.children], ["head", "body"], "its children")
    must(root.first("head").has("title") and root.first("head").first("title").value, "no title")


@rule("each outline of the OPML has a text, and a feed a title that is the same", "OPML 2.0, outline")
def opml_texts(site):
    nodes = [node for node, _ in outlines(tree(site))]
    must(nodes, "there are none")
    for node in nodes:
        must(node.attributes.get("text", "").strip(), f"{node.path} has none")
        if node.attributes.get("type") == "rss":
            same(node.attributes.get("title"), node.attributes["text"], f"the title of {node.path}")


@rule("each feed of the OPML has xmlUrl and htmlUrl, absolute and ASCII", "OPML 2.0, outline")
def opml_links(site):
    for node, _ in outlines(tree(site)):
        names = ("xmlUrl", "htmlUrl") if node.attributes.get("type") == "rss" else ("url",) if node.attributes.get("type") else ()
        for name in names:
            must(ABSOLUTE.fullmatch(node.attributes.get(name, "")), f"{name} of {node.path}: {node.attributes.get(name)}")


@rule("the OPML names no feed twice", OURS)
def opml_once(site):
    urls = feeds(site)
    must(urls, "it names none")
    same(len(set(urls)), len(urls), "the number of different ones")


@rule("the OPML's folders hold feeds, its feeds hold nothing, and none is deeper than readers go", "OPML 2.0, outline")
def opml_folders(site):
    for node, depth in outlines(tree(site)):
        must(depth <= DEEPEST, f"{node.path} is {depth} deep")
        if node.attributes.get("type"):
            must(not node.children, f"{node.path} is a feed with outlines in it")
        else:
            must(node.has("outline"), f"{node.path} is an empty folder")


@rule("each feed of the OPML is there, a feed with the outline's title", OURS)
def opml_feeds(site):
    for node in found(listed, site)[:MOST_FEEDS]:
        answer = expect(here(site, node.attributes.get("xmlUrl", ""), node.path).ask(), 200)
        must((answer["Content-Type"] or "").partition(";")[0] in FEED_TYPES, f"Content-Type: {answer['Content-Type']}")
        feed = read_feed(answer)
        must(node.attributes.get("title", "") in feed.title, f"{node.attributes.get('title')} is called {feed.title}")
        same(feed.links.get("self"), node.attributes["xmlUrl"], "its self link")


def stem(target):
    return re.sub(rb"\.\w+$", b"", target)


@rule("the OPML names the feed itself, in some format", OURS)
def opml_has_it(site):
    must(stem(site.main) in {stem(target_of(site, url) or b"") for url in feeds(site)}, "it does not")


@rule("the directory and the OPML name the same feeds, but for those of the most read", OURS)
def same_lists(site):
    page = Page(found(directory, site).ask())
    shown = {urllib.parse.urljoin("/", link.get("href", "")).encode() for link in page.all("a", type="application/rss+xml")}
    shown = {path for path in shown if not path.endswith(b"/hot.rss")}
    wanted = {b"/" + target_of(site, url).removeprefix(site.root) for url in feeds(site)}
    same(sorted(shown), sorted(wanted), "those of the directory")


@rule("a category's feed holds what is new in those below it", OURS)
def parents(site):
    folders = [node for node, _ in outlines(tree(site)) if node.has("outline")]
    folders = [node for node in folders if node.attributes.get("title") == node.first("outline").attributes.get("title")]
    families = [[read_feed(here(site, node.attributes["xmlUrl"], node.path).ask()) for node in folder.all("outline")
                 if "xmlUrl" in node.attributes] for folder in folders[:20]]
    families = [(own, below) for own, *below in families if own.entries and any(feed.entries for feed in below)]
    first(families, "no category of the OPML has others with entries below it")
    for own, below in families:
        ids, oldest = {entry.id for entry in own.entries}, min(entry.published for entry in own.entries)
        for feed in below:
            for entry in feed.entries:
                must(entry.id in ids or entry.published <= oldest, f"{entry.id} of {feed.title} is not in {own.title}")


# --- what changed ------------------------------------------------------------------------------------------------


def changed(site, query=""):
    there = found(changes, site)
    return read_object(there.ask(target=there.feed + query.encode()))


def all_changes(site, query=""):
    """Every feed behind the cursor, and the last answer, which has none: a long list may come in parts."""
    answer, out = changed(site, query), []
    for _ in range(100):
        if not answer["feeds"]:
            return out, answer
        out += answer["feeds"]
        answer = read_object(here(site, answer["next"], "next").ask())
    must(False, "next goes on for ever")


def formats_of(feed):
    return [part for part in feed.values() if isinstance(part, dict)]


@rule("the list of changes has a cursor, an absolute next address with it, and feeds with address and ETag", OURS)
def changes_structure(site):
    answer = changed(site)
    must(isinstance(answer.get("cursor"), str) and answer["cursor"], f"cursor: {answer.get('cursor')!r}")
    after = answer.get("next", "")
    must(ABSOLUTE.fullmatch(after) and after.endswith("since=" + answer["cursor"]), f"next: {after}")
    must(answer.get("feeds"), "no feeds")
    for feed in answer["feeds"]:
        must(feed.get("slug") and formats_of(feed), f"no slug, or no format: {feed}")
        for part in formats_of(feed):
            must(ABSOLUTE.fullmatch(part.get("url", "")) and re.fullmatch('"[!-~]+"', part.get("etag", "")), f"{part}")


@rule("each ETag of the list of changes is the feed's", OURS)
def changes_etags(site):
    for feed in changed(site)["feeds"][:MOST_FEEDS]:
        for part in formats_of(feed):
            there = here(site, part["url"], feed["slug"])
            expect(there.ask(f"If-None-Match: {part['etag']}"), 304)
            same(there.current()["ETag"], part["etag"], f"the ETag of {part['url']}")
    must(changed(site)["feeds"], "it has no feeds")


@rule("the list of changes has the feed itself", OURS)
def changes_has_it(site):
    parts = [part for feed in all_changes(site)[0] for part in formats_of(feed)]
    mine = first((part for part in parts if target_of(site, part["url"]) == site.main), "it is not a live feed of a category")
    same(mine["etag"], site.current()["ETag"], "its ETag")


@rule("the list of changes has each feed of the OPML once, but for those of sources", OURS)
def changes_all(site):
    names = [stem(target_of(site, part["url"])) for feed in all_changes(site)[0] for part in formats_of(feed)[:1]]
    wanted = {stem(target_of(site, url)) for url in feeds(site) if "/source/" not in url}
    same(sorted(names), sorted(wanted), "its feeds")


@rule("behind the last cursor nothing has changed, and the cursor stays", OURS)
def changes_nothing(site):
    listed, last = all_changes(site)
    must(listed, "nothing is before it either")
    same(read_object(here(site, last["next"], "next").ask()), last, "the answer behind it")


@rule("one step before the last cursor something has changed, and not everything", OURS)
def changes_last(site):
    everything, last = all_changes(site)
    some, again = all_changes(site, f"?since={int(last['cursor']) - 1}")
    must(0 < len(some) < len(everything), f"{len(some)} of {len(everything)}")
    same(again["cursor"], last["cursor"], "the cursor")


@rule("a cursor that lies ahead brings everything: {0}", OURS,
      [("of another life", "9999999999"), ("the largest", "9223372036854775807")])
def changes_ahead(site, _, cursor):
    same(all_changes(site, f"?since={cursor}")[0], all_changes(site)[0], "the feeds")
    must(changed(site)["feeds"] and changed(site)["cursor"] != cursor, "it is believed")


@rule("no cursor: the same list: {0}", OURS, [("?since=",), ("?since=0",), ("?since=000",), ("?utm_source=x",), ("?SINCE=5",)])
def changes_spelling(site, query):
    there = found(changes, site)
    one, other = there.current(), there.at(there.feed + query.encode()).current()
    same((other["ETag"], other.body), (one["ETag"], one.body), "the document")
    must(read_object(one)["feeds"], "it has no feeds")


@rule("a strange parameter beside a cursor changes nothing", OURS)
def changes_strange(site):
    there = found(changes, site)
    cursor = all_changes(site)[1]["cursor"]
    one, other = (there.at(there.feed + f"?{query}since={cursor}".encode()).current() for query in ("", "utm_source=x&"))
    same((other["ETag"], other.body), (one["ETag"], one.body), "the document")
    must(one.body != there.current().body, "the cursor counts for nothing")


@rule("a cursor that is none: 400 that says so: {0}", OURS,
      [(text,) for text in ("x", "-1", "1.5", "0x1", "1e3", "1%202", "99999999999999999999", "%E4%B8%AD", "2025-03-10")])
def changes_bad(site, text):
    there = found(changes, site)
    answer = expect(there.ask(target=there.feed + f"?since={text}".encode()), 400)
    must(b"since" in answer.body and answer["ETag"] is None, f"{answer.body[:80]!r}")
    same((answer["X-Content-Type-Options"] or "").lower(), "nosniff", "X-Content-Type-Options")


@rule("the directory names the list of changes too", OURS)
def changes_named(site):
    page, there = Page(found(directory, site).ask()), found(changes, site)
    links = {urllib.parse.urljoin(site.root.decode(), link.get("href", "")) for link in page.all("a")}
    must(there.feed.decode() in links, f"it names {sorted(links)[:5]} ...")


# --- the licence -------------------------------------------------------------------------------------------------


@rule("robots.txt names its licence by an absolute address, and agents", "RFC 9309, 2.2; RSL 1.0")
def robots_lines(site):
    fields = [line.partition(":")[::2] for line in found(robots, site).ask().body.decode("utf-8").splitlines() if line.strip()]
    names = [name.lower() for name, _ in fields]
    must("user-agent" in names, f"fields: {names}")
    named = first((value.strip() for name, value in fields if name.lower() == "license"), "robots.txt names no licence")
    must(ABSOLUTE.fullmatch(named), f"License: {named}")


@rule("the licence is an RSL document about an absolute address", "RSL 1.0")
def license_structure(site):
    root = read_tree(found(license, site).ask())
    must(root.name == "{https://rslstandard.org/rsl}:rsl", f"root: {root.name}")
    content = [node for node in root.children if node.name.endswith(":content")]
    must(content and all(ABSOLUTE.fullmatch(node.attributes.get("url", "")) for node in content), "no content with an address")


@rule("the feed names the licence of robots.txt in Link, and in Atom", "RFC 8288, 3; RFC 4946, 2")
def license_named(site):
    there = found(license, site)
    links = re.findall(r'<([^>]*)>;[^,]*rel="?license"?', expect(site.ask(), 200)["Link"] or "")
    same([target_of(site, link) for link in links], [there.feed], "the licence in Link")
    feed = the_feed(site)
    if feed.kind == "atom":
        same(target_of(site, feed.links.get("license", "")), there.feed, "the licence in the feed")
