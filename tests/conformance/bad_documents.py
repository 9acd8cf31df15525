"""Two small sites, as the servers of http_bad_servers.py publish them: enough for their links to be found, and no more right
than that. Each is wrong where the other one happens to be right."""

FEED = "/feeds/all.rss"
ARCHIVE = "/archive/all/2025-02-" + "0" * 32 + ".rss"
REDIRECTS = {"/feeds/all/archive/2025-02.rss": ARCHIVE}
PAGE = "text/html; charset=utf-8"
FEED_TYPE = "application/rss+xml; charset=utf-8"

ITEM = """<item><title>第{n}篇：电影上映</title><link>BASE/articles/{n}</link><guid isPermaLink="false">tag:{n}</guid>
<pubDate>Mon, 10 Mar 2025 04:06:0{n} +0800</pubDate><dc:creator>王{n}</dc:creator><dc:source>新华社</dc:source><category>娱乐</category><media:content url="BASE/{n}.jpg" medium="image"/>
<description>提要。</description><content:encoded>&lt;p&gt;正文。</content:encoded></item>"""
TOMBSTONE = '<item><guid>tag:5</guid><media:status state="deleted"/></item>'
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>{title}</title>
<link>BASE/</link><lastBuildDate>Mon, 10 Mar 2025 04:06:05 +0800</lastBuildDate><atom:link rel="self" href="BASE{path}"/>{more}
{items}</channel></rss>"""
OPML = """<opml><body><outline title="A"><outline type="rss" title="A" xmlUrl="BASE/feeds/source/a.rss"/>
<outline type="rss" title="焦点" xmlUrl="BASE/feeds/featured.rss"/>
<outline type="rss" xmlUrl="BASE/feeds/all/hot.rss"/>
<outline type="rss" xmlUrl="BASE/feeds/b.rss"><outline type="rss" title="娱乐" xmlUrl="BASE/feeds/b.rss"/></outline></outline>
<outline type="link" url="BASE/feeds/changes.json"/></body></opml>"""
CHANGES = """{"cursor": 1, "next": "BASE/feeds/changes.json?since=1", "feeds": [{"slug": "all", "rss": {"url": "BASE/feeds/all.rss",
"etag": "no"}},
{"slug": "featured", "rss": {"url": "BASE/feeds/featured.rss", "etag": "no"}},
{"slug": "hot", "rss": {"url": "BASE/feeds/all/hot.rss", "etag": "no"}}]}"""


def rss(path, more="", numbers=(5, 4, 3), title="All"):
    return FEED_TYPE, RSS.format(path=path, more=more, title=title, items="".join(ITEM.format(n=n) for n in numbers))


HOT_LINK = '<a href="feeds/all/hot.rss">H</a>'
PREVIOUS = '<atom:link rel="prev-archive" href="BASE/feeds/all/archive/2025-02.rss"/>'
LAZY = {
    FEED: rss(FEED, PREVIOUS + TOMBSTONE),
    "/": (PAGE, '<title>x</title><a type="text/x-opml" href="feeds.opml">O</a>' + HOT_LINK),
    "/feeds.opml": ("text/x-opml; charset=utf-8", OPML),
    "/feeds/changes.json": ("application/json", CHANGES),
    "/feeds/changes.json?since=1": ("application/json", '{"cursor": 2, "next": "BASE/feeds/changes.json", "feeds": []}'),
    "/feeds/source/a.rss": rss("/feeds/source/a.rss"),
    "/feeds/featured.rss": rss("/feeds/all.rss", numbers=(3, 5, 4)),
    "/feeds/all/hot.rss": rss("/feeds/all.rss", numbers=(4, 3)),
    "/feeds/b.rss": rss("/feeds/b.rss", numbers=(9,)),
    ARCHIVE: rss("/archive", numbers=(3, 9)),
    "/articles/5": (PAGE, "<title>x</title>"),
    "/robots.txt": ("text/plain; charset=utf-8", "License: BASE/license.xml"),
    "/license.xml": ("application/rsl+xml", "<rsl/>"),
}


HUB = '<atom:link rel="hub" href="https://hub.example/"/>'
CARELESS_PAGE = PAGE, """<title>x</title><script>1</script><i id="a"></i><i id="a"></i>
<a type="text/x-opml" href="feeds.opml">O</a>""" + HOT_LINK
CARELESS = {
    **LAZY,
    FEED: rss(FEED, HUB + PREVIOUS + TOMBSTONE.replace("</guid>", "</guid><pubDate>Tue, 11 Mar 2025 04:06:05 +0800</pubDate>")),
    FEED + "?": rss("/elsewhere", numbers=(1, 2)),
    "/": CARELESS_PAGE,
    "/articles/5": CARELESS_PAGE,
    "/feeds/changes.json?": ("application/json", '{"cursor": "7", "next": "BASE/feeds/changes.json?since=7", "feeds": []}'),
    "/feeds/featured.rss": rss("/feeds/featured.rss", HUB),
    "/feeds/all/hot.rss": rss("/feeds/all/hot.rss", HUB, title="Another"),
    ARCHIVE: rss("/archive", HUB, numbers=(), title="Another"),
}
# Where the suite finds each kind of document on this site.
FOUND = {"the directory": "/", "the OPML": "/feeds.opml", "the list of changes": "/feeds/changes.json",
         "a source's feed": "/feeds/source/a.rss", "the featured feed": "/feeds/featured.rss",
         "the feed of the most read": "/feeds/all/hot.rss", "a selection": FEED + "?limit=1", "an archive": ARCHIVE,
         "an article's page": "/articles/5", "robots.txt": "/robots.txt", "the licence": "/license.xml"}


def document(documents, target, base):
    """Media type and bytes of what is there, or there with any query ("?"); the feed everywhere else."""
    path, mark, _ = target.partition("?")
    kind, text = documents.get(target) or documents.get(path + mark) or documents.get(path, documents[FEED])
    return kind, text.replace("BASE", base).encode()
