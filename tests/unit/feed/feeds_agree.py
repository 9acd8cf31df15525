"""Reads RSS, Atom and JSON of feeds as readers do (feedparser; a JSON parser) and prints every way in which they fail or
differ. Arguments: three files a feed."""
import calendar, datetime, html, json, pathlib, sys
import feedparser


def instant(text):
    return int(datetime.datetime.fromisoformat(text).timestamp())


# Nothing put right by feedparser: the bytes of all formats must say the same.
def parsed(path):
    return feedparser.parse(pathlib.Path(path).read_bytes(), sanitize_html=False, resolve_relative_uris=False)


def check(what, *values):
    if any(value != values[0] for value in values):
        print(what, *values, sep="\n  ")


def links(parsed, rel):
    return [link.href for link in parsed.feed.links if link.rel == rel]


# Of RSS a description is HTML by custom, of Atom what its type says; feedparser makes up a summary without details.
def plain_summary(entry):
    if "summary_detail" not in entry:
        return None
    return html.unescape(entry.summary) if entry.summary_detail.type == "text/html" else entry.summary


def check_head(rss, atom, feed):
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


def check_texts(item, r, a):
    body, content = item.get("content_html"), r.content[0].value if "content" in r else None
    if "summary" in item:
        check("summary", item["summary"], plain_summary(r), plain_summary(a))
    else:  # then the body is RSS's description
        check("summary", None, plain_summary(a))
        content = r.get("summary")
    if body is not None:
        check("content", body.strip(), content, a.content[0].value)


def check_entry(item, r, a):
    check("id", item["id"], r.id, a.id)
    check("a guid is no link", False, r.guidislink)
    check("title", item["title"].strip(), r.title, a.title)
    check("link", item["url"], r.link, a.link)
    check("published", instant(item["date_published"]), *(calendar.timegm(e.published_parsed) for e in (r, a)))
    check("updated", instant(item["date_modified"]), calendar.timegm(a.updated_parsed))
    authors = [author["name"] for author in item.get("authors", [])]
    check("authors", authors, *([x.get("name") for x in e.get("authors", []) if x] for e in (r, a)))
    check("tags", item.get("tags", []), [t.term for t in a.get("tags", [])])
    check("labels", [t.term for t in r.get("tags", [])], [t.label for t in a.get("tags", [])])
    for label, tag in zip((t.term for t in r.get("tags", [])), item.get("tags", [])):
        check("a label ends in its tag", True, label == tag or label.endswith("/" + tag))
    check_texts(item, r, a)
    image = item.get("image")
    for e in (r, a):
        check("image", image, e.media_content[0]["url"] if "media_content" in e else None)
        check("thumbnail", image, e.media_thumbnail[0]["url"] if "media_thumbnail" in e else None)
    outlet = item.get("_syndicated", {}).get("source", {})
    if "url" in outlet:
        check("outlet of rss", outlet, {"name": r.source.title, "url": r.source.href})
        check("outlet of atom", outlet["url"], *(link.href for link in a.links if link.rel == "via"))


for paths in zip(*(iter(sys.argv[1:]),) * 3):
    rss, atom = (parsed(path) for path in paths[:2])
    feed = json.loads(pathlib.Path(paths[2]).read_bytes())
    check_head(rss, atom, feed)
    for item, r, a in zip(feed["items"], rss.entries, atom.entries):
        check_entry(item, r, a)
