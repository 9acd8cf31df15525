"""Selections of a feed by query: what is in them, that each has one address, and what is refused."""
import datetime, re, urllib.parse

from http_addresses import found, source
from http_documents import first, read_feed, target_of, the_feed
from http_rule_table import OURS, rule
from http_wire import Skipped, expect, must, same

HAN = re.compile("[\u4e00-\u9fff]{2,}")


def ids(feed):
    return [entry.id for entry in feed.entries]


def query_of(**parameters):
    return "?" + "&".join(f"{name}={urllib.parse.quote(str(value), safe='')}" for name, value in parameters.items())


def selected(site, query):
    return read_feed(site.ask(target=site.feed + query.encode()))


def live(site, least=1):
    feed = the_feed(site)
    if len(feed.entries) < least:
        raise Skipped(f"the feed has fewer than {least} entries")
    return feed


def example(site, name):
    """A value of the parameter that some entry of the feed has, and whether an entry has a value."""
    entries = live(site, 3).entries
    if name == "author":
        value = first((author for entry in entries for author in entry.authors), "no entry has an author")
        return value, lambda entry: value in entry.authors
    if name == "source":
        value = first((entry.source for entry in entries if entry.source), "no entry has a source")
        return value, lambda entry: entry.source == value
    if name == "q":
        value = first((match[0][:2] for entry in entries if (match := HAN.search(entry.title))), "no title has Chinese words")
        return value, lambda entry: value in entry.text
    if name == "since":
        at = first((entry.published for entry in entries[1:] if entry.published), "no entry has a date")
        return at.isoformat(), lambda entry: entry.published >= at
    return 2, lambda entry: True


NAMES = [("author",), ("source",), ("q",), ("since",), ("limit",)]


@rule("?{0}=: the entries that fit and no others, the newest first", OURS, NAMES)
def fitting(site, name):
    value, fits = example(site, name)
    got = selected(site, query_of(**{name: value})).entries
    must(got and all(map(fits, got)), f"{sum(map(fits, got))} of {len(got)} entries fit {value}")
    wanted = [entry.id for entry in the_feed(site).entries if fits(entry)][:2]
    same([entry.id for entry in got][:len(wanted)], wanted, "the newest ones")
    times = [entry.published for entry in got if entry.published]
    must(times == sorted(times, reverse=True), "the order is another")


@rule("?{0}=: some of the feed's entries are left out", OURS, NAMES)
def narrower(site, name):
    value, fits = example(site, name)
    others = {entry.id for entry in the_feed(site).entries if not fits(entry)} if name != "limit" else set(ids(live(site))[2:])
    if not others:
        raise Skipped("all of the feed's entries fit")
    must(not others & set(ids(selected(site, query_of(**{name: value})))), "some are there")


@rule("?limit={0}: that many, or all that there are", OURS, [(1,), (2,), (3,), (1000,), (999999999,)])
def limit(site, count):
    mine, got = ids(live(site, 3)), ids(selected(site, f"?limit={count}"))
    same(got[:len(mine)], mine[:count], "the entries")
    must(len(got) <= count, f"{len(got)} entries")


@rule("?q= of words that nobody wrote: a feed without entries", OURS)
def nothing_found(site):
    same(ids(selected(site, query_of(q="zzzxqj qwxyzzy"))), [], "the entries")


@rule("?q= with another word behind it: both are in each entry", OURS)
def two_words(site):
    word, _ = example(site, "q")
    same(ids(selected(site, query_of(q=f"{word} zzzxqj"))), [], "the entries")
    must(selected(site, query_of(q=f"{word} {word}")).entries, "the same word twice finds nothing")


@rule("?since=: {0} gives the same selection as RFC 3339", OURS, [("Unix seconds",), ("another zone",), ("no zone, for the feed's own",), ("a small t and z",)])
def since_forms(site, form):
    at = first((entry.published for entry in live(site, 3).entries[1:] if entry.published), "no entry has a date")
    seconds = int(at.timestamp())
    utc = at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    text = {"Unix seconds": str(seconds), "another zone": utc + "+00:00", "no zone, for the feed's own": at.strftime("%Y-%m-%dT%H:%M:%S"),
            "a small t and z": utc.lower() + "z"}[form]
    one, other = (site.at(site.main + query_of(since=value).encode()).current() for value in (at.isoformat(), text))
    same((other["ETag"], other.body), (one["ETag"], one.body), "the selection")
    must(one["ETag"] != site.current()["ETag"], "the selection is the feed")


@rule("?content=summary: the feed's entries, none with a body beside its summary", OURS)
def summaries(site):
    feed, got = live(site), selected(site, "?content=summary")
    same(ids(got), ids(feed), "the entries")
    must(any(entry.full for entry in feed.entries), "the feed has no bodies itself")
    must(not any(entry.full for entry in got.entries), "there are bodies")
    must(all(entry.summary for entry in got.entries if entry.summary), "no summaries")


@rule("?content=summary leads to the same archives as the feed", "RFC 5005, 4")
def summaries_go_on(site):
    mine = live(site).links.get("prev-archive")
    if not mine:
        raise Skipped("the feed has no archives")
    same(selected(site, "?content=summary").links.get("prev-archive"), mine, "prev-archive")


@rule("?content=full is the feed itself", OURS)
def full(site):
    got, now = expect(site.ask(target=site.feed + b"?content=full"), 200), site.current()
    same((got["ETag"], got.body), (now["ETag"], now.body), "the document")
    must(expect(site.ask(target=site.feed + b"?content=summary"), 200).body != now.body, "summaries are the feed too")


def lower(author):
    return re.sub("%..", lambda octet: octet[0].lower(), author)


SPELLINGS = [  # what is done, the canonical query, the other one; both of an author's name as it stands in an address
    ("another order", lambda author: f"?author={author}&limit=1", lambda author: f"?limit=1&author={author}"),
    ("unknown parameters about it", lambda _: "?limit=1", lambda _: "?utm_source=x&limit=1&t=5"),
    ("unknown ones that look like it", lambda _: "?limit=1", lambda _: "?limits=2&limit=1&LIMIT=3"),
    ("an encoded name", lambda _: "?limit=1", lambda _: "?%6Cimit=1"),
    ("zeros before the number", lambda _: "?limit=1", lambda _: "?limit=001"),
    ("a plus for a blank", lambda _: "?q=a%20b", lambda _: "?q=a+b"),
    ("blanks about a value", lambda _: "?q=a", lambda _: "?q=%20a%20%20"),
    ("empty ones beside it", lambda _: "?limit=1", lambda _: "?author=&limit=1&q=&"),
    ("empty pairs", lambda _: "?limit=1", lambda _: "?&&limit=1&&"),
    ("the default said", lambda _: "?limit=1", lambda _: "?limit=1&content=full"),
    ("small hexadecimal digits", lambda author: f"?author={author}", lambda author: f"?author={lower(author)}"),
    ("raw UTF-8", lambda author: f"?author={author}", lambda author: f"?author={urllib.parse.unquote(author)}"),
]


@rule("another spelling of a query is the same document, self link and all: {0}", OURS, SPELLINGS)
def spelling(site, _, canonical, other):
    author = urllib.parse.quote(example(site, "author")[0], safe="")
    one, two = (site.at(site.main + query(author).encode()).current() for query in (canonical, other))
    same((two["ETag"], two.body), (one["ETag"], one.body), "the document")
    query = "?" + target_of(site, read_feed(two).links["self"]).decode().partition("?")[2]
    same(query, canonical(author), "the self link's query")


@rule("the self link of ?{0}= leads to the very document", "RFC 4287, 4.2.7.2", [*NAMES, ("content",)])
def self_link(site, name):
    value = "summary" if name == "content" else example(site, name)[0]
    there = site.at(site.main + query_of(**{name: value}).encode()).current()
    link = read_feed(there).links.get("self", "")
    must("?" in link, f"self: {link}")
    again = site.at(target_of(site, link)).current()
    same((again["ETag"], again.body), (there["ETag"], there.body), "the document")


@rule("the feed names the same hubs in itself and in Link, and itself beside them", "WebSub, 4")
def hubs(site):
    feed, links = live(site), re.findall(r'<([^>]*)>; *rel="?(\w+)"?', expect(site.ask(), 200)["Link"] or "")
    named = [link for link, relation in links if relation == "hub"]
    if not feed.hubs and not named:
        raise Skipped("the feed names no hub")
    same(named, feed.hubs, "the hubs in Link")
    same([link for link, relation in links if relation == "self"], [feed.links.get("self")], "self in Link")


@rule("a selection names no hub, in its links or in Link: ?{0}", "WebSub, 4", [("limit=1",), ("content=summary",)])
def no_hub(site, query):
    answer = expect(site.ask(target=site.feed + b"?" + query.encode()), 200)
    feed = read_feed(answer)
    must(not feed.hubs and "hub" not in (answer["Link"] or ""), f"hubs: {feed.hubs}, Link: {answer['Link']}")
    must("?" in feed.links.get("self", ""), "it is the feed")


@rule("a selection is a feed of its own: its Atom id is not the feed's", "RFC 4287, 4.2.6")
def own_id(site):
    mine, other = live(site), selected(site, "?limit=1")
    if mine.kind == "atom":
        must(other.id and other.id != mine.id, f"id: {other.id}")
    must(other.links.get("self") != mine.links.get("self"), "self is the feed's")


@rule("selections by names say so in their titles: ?{0}=", OURS, [("author",), ("source",), ("q",)])
def titled(site, name):
    value, _ = example(site, name)
    must(value in selected(site, query_of(**{name: value})).title, "the title does not")


BAD = ["limit=0", "limit=-1", "limit=ten", "limit=1.5", "limit=1e3", "limit=0x10", "limit=99999999999999999999",
       "limit=1;2", "limit=1%2C2", "since=x", "since=2025-13-01", "since=2025-02-30", "since=2025-03-10T25:00:00Z",
       "since=2025-03-10T04:06", "since=99999999999999999999", "since=3h", "content=none", "content=FULL", "q=%FF%FE",
       "q=" + "x" * 201, "author=%C3%28", "author=" + "a" * 5000, "source=" + "%E4%B8%AD" * 201]


@rule("a value that is none: 400 that says which, with no document: ?{0:.30}", OURS, [(query,) for query in BAD])
def refused(site, query):
    for sent in (query, "utm_source=x&" + query):
        answer = expect(site.ask(target=site.feed + b"?" + sent.encode()), 400)
        must(query.partition("=")[0].encode() in answer.body, f"it does not say which: {answer.body[:80]!r}")
        same((answer["Content-Type"] or "").partition(";")[0], "text/plain", "Content-Type")
        must(answer["ETag"] is None and answer["Set-Cookie"] is None, "an ETag or a cookie")
        must("no-store" in answer.members("Cache-Control"), f"Cache-Control: {answer['Cache-Control']}")


HOSTILE = ['"', "a OR b", "NEAR(", "*", "a*", "^a", "{a}:b", "-a", "%", "_", "\\", "'; DROP TABLE search; --", "\0", "a" * 200,
           "<script>alert(1)</script>", "\u202ea", "\U0001f4f0", "]]>", "&amp;", "\r\nX-In: 1"]


@rule("words that are no syntax: ?q={0!r:.30}", OURS, [(text,) for text in HOSTILE])
def hostile(site, text):
    answer = expect(site.ask(target=site.feed + query_of(q=text).encode()), 200)
    must(answer["X-In"] is None, "a line of the answer is the client's")
    query = urllib.parse.parse_qs(read_feed(answer).links["self"].partition("?")[2])
    must("q" in query or not text.strip("\0"), "it is the feed")
    must("\u202e" not in query.get("q", [""])[0], "its link turns what is written behind it")


@rule("a query of a feed that is not there: 404, whatever it says: ?{0}", OURS, [("limit=1",), ("q=a",), ("a=b",)])
def of_nothing(site, query):
    path, _, ending = site.feed.decode().rpartition(".")
    expect(site.ask(target=f"{path}-none.{ending}?{query}"), 404)


@rule("a source's feed: each entry is of one source, and it is the feed's own address", OURS)
def of_a_source(site):
    there = found(source, site)
    feed = read_feed(there.ask())
    same(len({entry.source for entry in feed.entries}), 1, "the number of sources")
    same(target_of(site, feed.links.get("self", "")), there.feed, "self")
    must(feed.entries[0].source in feed.title, f"the title is {feed.title}")


@rule("a source's feed takes queries too: ?{0}", OURS, [("limit=1",), ("content=summary",)])
def of_a_source_selected(site, query):
    there = found(source, site)
    whole, part = (read_feed(there.ask(target=there.feed + tail)) for tail in (b"", b"?" + query.encode()))
    same(ids(part), ids(whole)[:len(part.entries)], "the entries")
    must(query in part.links["self"] and (len(part.entries) == 1 if "limit" in query else len(part.entries) > 1), "all of it")


@rule("a source that nobody credits: 404", OURS)
def of_no_source(site):
    there = found(source, site)
    expect(site.ask(target=re.sub(rb"/source/.*\.", b"/source/zzz-none.", there.feed)), 404)
