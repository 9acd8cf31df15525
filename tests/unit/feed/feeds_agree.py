"""Reads RSS, Atom and JSON of one feed as readers do (feedparser; a JSON parser) and prints every way in which they
fail or differ. Arguments: the three files."""
import calendar, datetime, html, json, sys
import feedparser

rss, atom = (feedparser.parse(open(path, "rb").read()) for path in sys.argv[1:3])
feed = json.load(open(sys.argv[3], encoding="utf-8"))


def instant(text):
    return int(datetime.datetime.fromisoformat(text).timestamp())


def check(what, *values):
    if any(value != values[0] for value in values):
        print(what, *values, sep="\n  ")


def links(parsed, rel):
    return [link.href for link in parsed.feed.links if link.rel == rel]


for name, parsed in ("rss", rss), ("atom", atom):
    if parsed.bozo:
        print(name, "is broken:", parsed.bozo_exception)
    check(name + " has one self link", 1, len(links(parsed, "self")))
check("title", feed["title"], rss.feed.title, atom.feed.title)
check("home", feed["home_page_url"], rss.feed.link, atom.feed.link)
check("language", feed["language"], rss.feed.language, atom.feed.get("language"))
check("description", feed.get("description", feed["title"]), rss.feed.subtitle)
check("hubs", [hub["url"] for hub in feed.get("hubs", [])], links(rss, "hub"), links(atom, "hub"))
check("number of entries", len(feed["items"]), len(rss.entries), len(atom.entries))
for item, r, a in zip(feed["items"], rss.entries, atom.entries):
    check("id", item["id"], r.id, a.id)
    check("a guid is no link", False, r.guidislink)
    check("title", item["title"].strip(), r.title, a.title)
    check("link", item["url"], r.link, a.link)
    check("published", instant(item["date_published"]), *(calendar.timegm(e.published_parsed) for e in (r, a)))
    check("updated", instant(item["date_modified"]), calendar.timegm(a.updated_parsed))
    authors = [author["name"] for author in item.get("authors", [])]
    check("authors", authors, *([x.get("name") for x in e.get("authors", []) if x] for e in (r, a)))
    check("tags", item.get("tags", []), [t.term for t in a.get("tags", [])], [t.term.split("/")[-1] for t in r.get("tags", [])])
    check("labels", [t.term for t in r.get("tags", [])], [t.label for t in a.get("tags", [])])
    # An RSS description is HTML by custom, the others are plain text.
    check("summary", item.get("summary"), html.unescape(r.summary) if "summary" in r else None, a.get("summary"))
    bodies = [e.content[0].value if "content" in e else None for e in (r, a)]
    check("content of rss and atom", *bodies)
    if bodies[0] is not None and ("<p>" in bodies[0]) != ("<p>" in item["content_html"]):
        print("content of rss and json", bodies[0], item["content_html"], sep="\n  ")
    image = item.get("image")
    for e in (r, a):
        check("image", image, e.media_content[0]["url"] if "media_content" in e else None)
        check("thumbnail", image, e.media_thumbnail[0]["url"] if "media_thumbnail" in e else None)
    outlet = item.get("_syndicated", {}).get("source", {})
    if "url" in outlet:
        check("outlet of rss", outlet, {"name": r.source.title, "url": r.source.href})
        check("outlet of atom", outlet["url"], *(link.href for link in a.links if link.rel == "via"))
