"""Pages for people: whole HTML that runs nothing, links that lead somewhere, and an article as its feed tells it."""
import re, urllib.parse

from http_addresses import article, directory, found
from http_documents import Page, first, instant, target_of, the_feed, words_of
from http_rule_table import OURS, rule
from http_wire import expect, must, same

PAGES = [("the directory", directory), ("an article's page", article)]
MOST_LINKS = 100
RUNS = {"script", "iframe", "frame", "object", "embed", "applet", "form", "base", "portal"}
LINKING = {"href", "src", "srcset", "action", "formaction", "data", "poster"}
ADDRESSES = {"a": "href", "link": "href", "img": "src", "source": "src", "video": "src", "audio": "src"}


def page(find, site):
    return Page(found(find, site).ask())


@rule("{0} is HTML whose elements end where they should, with doctype, language, charset and one title", "HTML, 13.1", PAGES)
def structure(site, _, find):
    answer = found(find, site).ask()
    must(re.match(rb"\s*<!doctype html>", answer.body, re.I), f"it begins {answer.body[:30]!r}")
    read = Page(answer)
    must(read.all("html") and read.all("html")[0].get("lang"), "no lang")
    must([part.get("charset", "").lower() for part in read.all("meta") if "charset" in part] == ["utf-8"], "no charset")
    same((len(read.all("title")), len(read.all("h1")) > 0), (1, True), "one title, and a heading")
    must(read.title.strip(), "the title is empty")


@rule("{0} runs nothing, and loads no more than pictures", OURS, PAGES)
def runs_nothing(site, _, find):
    for tag, attributes in page(find, site).elements:
        must(tag not in RUNS, f"<{tag}>")
        for name, value in attributes.items():
            must(not name.startswith("on"), f"<{tag} {name}>")
            runs = name in LINKING and re.match(r"\s*(javascript|vbscript|data:text)", value or "", re.I)
            must(not runs, f"<{tag} {name}={value!r}>")
        relation = attributes.get("rel") if tag == "link" else None
        must(relation not in ("stylesheet", "import", "preload"), f"<link rel={relation}>")


@rule("{0} fits small screens, and each picture says what it shows", OURS, PAGES)
def for_everyone(site, _, find):
    read = page(find, site)
    must(any("width=device-width" in part.get("content", "") for part in read.all("meta", name="viewport")), "no viewport")
    must(all("alt" in picture for picture in read.all("img")), "a picture without alt")


@rule("no id is twice on {0}, and each label has a target", "HTML, 3.2.6", PAGES)
def ids(site, _, find):
    read = page(find, site)
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    same(len(set(names)), len(names), "the number of different ids")
    for link in read.all("a"):
        must(link.get("href") and (link["href"][0] != "#" or link["href"][1:] in names), f"href: {link.get('href')!r}")


def addresses(read):
    return [(tag, attributes) for tag, attributes in read.elements if attributes.get(ADDRESSES.get(tag, ""))]


@rule("the links of {0} lead somewhere, to what they say", OURS, PAGES)
def links(site, _, find):
    there = found(find, site)
    links = [(attributes[ADDRESSES[tag]], attributes.get("type")) for tag, attributes in addresses(Page(there.ask()))]
    must(len(links) > 3, f"{len(links)} links")
    origin = f"http://{site.authority.decode()}"
    for link, kind in links[:MOST_LINKS]:
        must(link.isascii() and " " not in link, f"{link!r} is no URI")
        url = urllib.parse.urljoin(origin + there.feed.decode(), link)
        target = target_of(site, url) or (url[len(origin):].encode() if url.startswith(origin + "/") else None)
        if not target:
            continue
        answer = expect(site.at(target.partition(b"#")[0]).ask(), 200)
        must(kind is None or (answer["Content-Type"] or "").startswith(kind), f"{link} is {answer['Content-Type']}, not {kind}")


@rule("the directory offers its feeds to browsers, in three formats", "HTML, 4.6.7.1")
def offered(site):
    kinds = [link.get("type") for link in page(directory, site).all("link", rel="alternate")]
    for kind in ("application/rss+xml", "application/atom+xml", "application/feed+json"):
        must(kind in kinds, f"no {kind}")


# --- an article --------------------------------------------------------------------------------------------------


def entry_of(site):
    """The entry of the feed whose page is looked at."""
    target = found(article, site).feed
    return first((entry for entry in the_feed(site).entries if target_of(site, entry.link) == target), "the feed has changed")


@rule("the page of each article in the feed is there", OURS)
def each_page(site):
    found(article, site)
    for entry in the_feed(site).entries[:MOST_LINKS]:
        target = target_of(site, entry.link)
        if target:
            read = Page(expect(site.at(target).ask(), 200))
            must(entry.title in read.text, f"{entry.link} does not show {entry.title}")


@rule("an article's page has its title, source, author, time and body", OURS)
def whole(site):
    entry, read = entry_of(site), page(article, site)
    must(entry.title in read.title and entry.title in read.text, f"the title is {read.title!r}")
    for part in (entry.source, *entry.authors):
        must(part in read.text, f"{part} is not on it")
    same([instant(time.get("datetime")) for time in read.all("time")][:1], [entry.published], "its time")
    words = words_of(entry.body).split()
    must(all(word in read.text for word in words[:50]), "the body is not on it")


@rule("an article's page names its one address, absolute: the entry's link", "RFC 6596, 3")
def canonical(site):
    same([link.get("href") for link in page(article, site).all("link", rel="canonical")], [entry_of(site).link], "canonical")


@rule("an article's page says when it was published and changed, for programs", OURS)
def for_programs(site):
    entry, read = entry_of(site), page(article, site)
    told = {part["property"]: part.get("content", "") for part in read.all("meta") if "property" in part}
    same(instant(told.get("article:published_time")), entry.published, "article:published_time")
    same(instant(told.get("article:modified_time")), entry.updated, "article:modified_time")
    same((told.get("og:title"), told.get("og:type")), (entry.title, "article"), "og:title and og:type")


@rule("an article's page leads to feeds that may have it, in three formats, and to all others", OURS)
def leads_to_feeds(site):
    read = page(article, site)
    kinds = {link.get("type") for link in read.all("link", rel="alternate")} & {link.get("type") for link in read.all("a")}
    must(kinds >= {"application/rss+xml", "application/atom+xml", "application/feed+json"}, f"formats: {kinds}")
    must(site.root in {target_of(site, link.get("href", "")) for link in read.all("a")}, "no link to the directory")


@rule("an article's page loads and runs nothing, should its text ever ask for it", "CSP 3, 3.3")
def policy(site):
    told = [part.get("content", "") for part in page(article, site).all("meta", **{"http-equiv": "Content-Security-Policy"})]
    must(told and "default-src 'none'" in told[0] and "script-src" not in told[0], f"policies: {told}")


@rule("links on an article's page are absolute", OURS)
def absolute(site):
    for tag, attributes in addresses(page(article, site)):
        link = attributes[ADDRESSES[tag]]
        must(re.match(r"https?://|data:image/", link), f"<{tag}> with {link!r:.60}")
    must(page(article, site).all("a"), "there are none")


NONE = [("zeros", rb"0" * 16), ("a digit less", b"SHORT"), ("a digit more", b"LONG"), ("in capitals", b"ABCDEF0123456789"),
        ("with an ending", b"ID.html"), ("with a slash", b"ID/"), ("words", b"index"), ("nothing", b""),
        ("a way back", b"..%2f..%2fetc")]


@rule("no article's page: 404: {0}", OURS, NONE)
def none_such(site, _, name):
    folder, _, own = found(article, site).feed.rpartition(b"/")
    name = name.replace(b"SHORT", own[:-1]).replace(b"LONG", own + b"0").replace(b"ID", own)
    expect(site.ask(target=folder + b"/" + name), 404, 400)
