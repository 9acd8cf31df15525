"""What a site publishes, read: feeds of the three formats as one thing, lists and pages; and the way from one to the next."""
import collections, datetime, email.utils, html, html.parser, json, re, urllib.parse, xml.parsers.expat

from feed_document import Document
from http_wire import Skipped, Unfit, expect, must

# `labels`: of its categories, "parent/child" where it says the path; of JSON Feed none. `picture`: its address.
# `summary`, `body`: HTML. `full`: whether it has content beside the summary.
class Entry(collections.namedtuple("Entry", "id link title published updated source authors labels picture summary body full")):
    @property
    def text(self):
        return " ".join([self.title, words_of(self.summary), words_of(self.body)])


Feed = collections.namedtuple("Feed", "kind id title updated entries links hubs archive tombstones")
WITHIN_A_LINE = re.compile(r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|s|small|span|strong|sub|sup|u)\b[^>]*>", re.I)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def instant(text):
    """Of RFC 3339 or RFC 822; None when there is none."""
    if not text:
        return None
    try:
        if re.match(r"\d{4}-", text):
            return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError) as error:
        raise Unfit(f"no time: {text!r} ({error})")


# --- feeds -------------------------------------------------------------------------------------------------------


def value(node, name):
    child = node.first(name)
    return child.value if child else ""


def words_of(markup):
    """What HTML shows, without its tags; what stands within a line ends no word."""
    return html.unescape(re.sub(r"<[^>]*>", " ", WITHIN_A_LINE.sub("", markup))).strip()


def picture(node):
    return next((part.attributes.get("url", "") for part in node.all("media:content") if part.attributes.get("medium") == "image"), "")


def rss_entry(item):
    source = value(item, "source") or value(item, "dc:source")
    return Entry(value(item, "guid"), value(item, "link"), value(item, "title"), instant(value(item, "pubDate")),
                 instant(value(item, "atom:updated") or value(item, "pubDate")), source, [node.value for node in item.all("dc:creator")],
                 [node.value for node in item.all("category")], picture(item), value(item, "description"),
                 value(item, "content:encoded") or value(item, "description"), bool(value(item, "content:encoded")))


def atom_entry(entry):
    links = {link.attributes.get("rel", "alternate"): link.attributes.get("href", "") for link in entry.all("atom:link")}
    return Entry(value(entry, "atom:id"), links.get("alternate", ""), value(entry, "atom:title"),
                 instant(value(entry, "atom:published")), instant(value(entry, "atom:updated")), value(entry, "dc:source"),
                 [value(person, "atom:name") for person in entry.all("atom:author")],
                 [node.attributes.get("label") or node.attributes.get("term", "") for node in entry.all("atom:category")], picture(entry),
                 value(entry, "atom:summary"),
                 value(entry, "atom:content") or value(entry, "atom:summary"),
                 entry.has("atom:summary") and bool(value(entry, "atom:content")))


def read_xml(data):
    try:
        document = Document(data)
    except (xml.parsers.expat.ExpatError, ValueError) as error:
        raise Unfit(f"no well-formed XML: {error}")
    must(document.head, f"no feed: <{document.root.name}>")
    head, kind = document.head, "rss" if document.root.name == "rss" else "atom"
    links = [(link.attributes.get("rel", "alternate"), link.attributes.get("href", "")) for link in head.all("atom:link")]
    taken_off = [item for item in document.entries if item.has("media:status")]
    entries = [rss_entry(item) if kind == "rss" else atom_entry(item) for item in document.entries if item not in taken_off]
    tombstones = [(node.attributes.get("ref", ""), instant(node.attributes.get("when"))) for node in head.all("at:deleted-entry")]
    tombstones += [(value(item, "guid"), instant(value(item, "pubDate"))) for item in taken_off]
    updated = value(head, "lastBuildDate") or value(head, "atom:updated")
    return Feed(kind, value(head, "atom:id"), value(head, "title") or value(head, "atom:title"), instant(updated), entries,
                {rel: href for rel, href in links if rel != "hub"}, [href for rel, href in links if rel == "hub"],
                head.has("fh:archive"), tombstones)


def json_entry(item):
    body = item.get("content_html", "")
    source = next((part["source"].get("name", "") for key, part in item.items()
                   if key.startswith("_") and isinstance(part, dict) and "source" in part), "")
    return Entry(item.get("id", ""), item.get("url", ""), item.get("title", ""), instant(item.get("date_published")),
                 instant(item.get("date_modified")), source, [author.get("name", "") for author in item.get("authors", [])], [], item.get("image", ""),
                 html.escape(item.get("summary") or item.get("content_text", "")), body, "summary" in item and bool(body))


def read_json(data):
    try:
        root = json.loads(data.decode("utf-8"))
        entries = [json_entry(item) for item in root["items"]]
        links = {"self": root.get("feed_url", ""), "prev-archive": root.get("next_url", "")}
        return Feed("json", "", root["title"], max((entry.updated for entry in entries if entry.updated), default=None), entries,
                    {rel: href for rel, href in links.items() if href}, [hub["url"] for hub in root.get("hubs", [])], False, [])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unfit(f"no JSON Feed: {error!r}")


def read_feed(answer):
    expect(answer, 200)
    return read_json(answer.body) if answer.body[:1] == b"{" else read_xml(answer.body)


# --- lists and pages ---------------------------------------------------------------------------------------------


def read_tree(answer):
    """The root of an XML document that is no feed."""
    try:
        return Document(expect(answer, 200).body).root
    except (xml.parsers.expat.ExpatError, ValueError) as error:
        raise Unfit(f"no well-formed XML: {error}")


def read_object(answer):
    try:
        root = json.loads(expect(answer, 200).body.decode("utf-8"))
    except ValueError as error:
        raise Unfit(f"no JSON: {error}")
    must(isinstance(root, dict), "no JSON object")
    return root


class Page(html.parser.HTMLParser):
    """An HTML page: its elements with their attributes, its texts, and that each element ends within the one it began in."""

    def __init__(self, answer):
        super().__init__()
        self.elements, self.title, self.text, self._open = [], "", "", []
        try:
            self.feed(expect(answer, 200).body.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise Unfit(f"no UTF-8: {error}")
        self.close()
        must(not self._open, f"open at the end: {self._open}")

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        must(len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}")
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        must(self._open and self._open[-1] == tag, f"</{tag}> within {self._open}")
        self._open.pop()

    def handle_data(self, data):
        if "title" in self._open:
            self.title += data
        elif "style" not in self._open:
            self.text += data

    def all(self, tag, **wanted):
        return [attributes for name, attributes in self.elements
                if name == tag and all(attributes.get(key) == part for key, part in wanted.items())]


def outlines(root):
    """Every outline of an OPML document, folders too, with its depth."""
    def below(node, depth):
        for child in node.all("outline"):
            yield child, depth
            yield from below(child, depth + 1)
    body = root.first("body")
    return list(below(body, 0)) if body else []


# --- from one to the next ----------------------------------------------------------------------------------------


def the_feed(site):
    return read_feed(site.at(site.main).ask())


def target_of(site, url):
    """What to ask this server for, whatever name the site has in public; None when the address leads elsewhere."""
    if site.public is None:
        mine = the_feed(site).links.get("self", "")
        path = site.main.decode()
        site.public = mine.removesuffix(path) if mine.endswith(path) else f"http://{site.authority.decode()}"
    rest = url.removeprefix(site.public)
    return rest.encode() if rest != url and rest.startswith("/") else None


def here(site, url, what):
    target = target_of(site, url)
    must(target, f"{what} leads elsewhere: {url}")
    return site.at(target)


def followed(site, answer, what):
    """The document at the end of a redirect on this server, or the answer itself."""
    if answer.status not in (301, 302, 303, 307, 308):
        return site
    location = urllib.parse.urljoin(f"http://{site.authority.decode()}", answer["Location"] or "")
    path = location.removeprefix(f"http://{site.authority.decode()}")
    return site.at(path) if path.startswith("/") else here(site, location, what)


def first(values, otherwise):
    """The first of them; without one there is nothing to try."""
    for one in values:
        return one
    raise Skipped(otherwise)
