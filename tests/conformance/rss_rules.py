"""RSS 2.0 (https://www.rssboard.org/rss-specification) and the RSS Advisory Board's Best Practices Profile."""
import re

import value_rules
from feed_document import Rules
from shared_rules import (
    DATE_RULES, HTML_RULES, LINK, MANY, MODULE_CHECKS, MODULES, Grammar, add_namespaces,
    add_self_links, add_structure, add_values, add_words,
)

RULES = Rules()
NONE = ((), ())
ITEM = {
    "title": NONE, "link": NONE, "description": NONE, "author": NONE, "comments": NONE, "pubDate": NONE,
    "guid": ((), ("isPermaLink",)), "category": ((), ("domain",)), "enclosure": (("url", "length", "type"), ()),
    "source": (("url",), ()), "content:encoded": NONE, "atom:link": LINK, "atom:updated": NONE,
    "atom:published": NONE, "atom:id": NONE, **MODULES,
}
CHANNEL = {
    "title": NONE, "link": NONE, "description": NONE, "language": NONE, "copyright": NONE, "managingEditor": NONE,
    "webMaster": NONE, "pubDate": NONE, "lastBuildDate": NONE, "category": ((), ("domain",)), "generator": NONE,
    "docs": NONE, "ttl": NONE, "image": NONE, "item": NONE, "sy:updatePeriod": NONE, "sy:updateFrequency": NONE,
    "atom:link": LINK, "fh:archive": NONE, "fh:complete": NONE, "at:deleted-entry": (("ref", "when"), ()),
    "dcterms:modified": NONE, **MODULES,
}
CHILDREN = {
    "document": {"rss": ((), ("version",))},
    "rss": {"channel": NONE},
    "channel": CHANNEL,
    "item": ITEM,
    "image": {"url": NONE, "title": NONE, "link": NONE},
}
add_structure(RULES, Grammar(CHILDREN, MANY | {"item", "category", "atom:link", "at:deleted-entry", "enclosure"}))
add_namespaces(RULES)
PLAIN = {"title", "category", "source", "copyright", "dc:rights"}


def is_plain(node):
    return node.name in PLAIN or (node.name == "description" and node.parent.name == "channel")


add_words(RULES, is_plain, {"title"})
add_self_links(RULES, "MissingAtomSelfLink")
rule = RULES.rule


@rule("InvalidRSSVersion", "RSS 2.0, rss")
def _(document):
    if document.root.attributes.get("version") != "2.0":
        yield document.root, document.root.attributes.get("version", "none")


@rule("MissingElement", "RSS 2.0, rss")
def _(document):
    if not document.head:
        yield document.root, "channel"


def add_required(name, element):
    @rule(name, "RSS 2.0, required channel elements")
    def _(document):
        if document.head and not document.head.has(element):
            yield document.head, element


for _name, _element in (("MissingTitle", "title"), ("MissingLink", "link"), ("MissingDescription", "description")):
    add_required(_name, _element)


@rule("NotBlank", "RSS 2.0, titles and categories")
def _(document):
    for node in document.root.walk():
        if node.name in ("title", "category", "guid", "ttl", "sy:updateFrequency") and not node.value:
            yield node, node.name


@rule("MisplacedItem", "RSS Best Practices Profile, item: after all other elements")
def _(document):
    seen = False
    for node in document.head.children if document.head else []:
        seen = seen or node.name == "item"
        if seen and node.name != "item":
            yield node, node.name


@rule("ItemMustContainTitleOrDescription", "RSS 2.0, item")
def _(document):
    for item in document.entries:
        if not item.all("title", "description"):
            yield item, "neither"


@rule("MissingGuid", "RSS Best Practices Profile, guid")
def _(document):
    for item in document.entries:
        if not item.has("guid"):
            yield item, "no guid"


def guids(document):
    return [guid for item in document.entries for guid in item.all("guid")]


@rule("DuplicateValue", "RSS 2.0, guid: uniquely identifies the item")
def _(document):
    seen = set()
    for guid in guids(document):
        if guid.value in seen:
            yield guid, guid.value
        seen.add(guid.value)


@rule("InvalidBooleanAttribute", "RSS 2.0, guid")
def _(document):
    for guid in guids(document):
        if guid.attributes.get("isPermaLink", "true") not in ("true", "false"):
            yield guid, guid.attributes["isPermaLink"]


@rule("NotSufficientlyUnique", "RSS 2.0, guid")
def _(document):
    for guid in guids(document):
        if guid.attributes.get("isPermaLink") == "false" and re.fullmatch(r"\d{1,8}", guid.value):
            yield guid, guid.value


@rule("InvalidHttpGUID", "RSS 2.0, guid: a permalink is a URL")
def _(document):
    for guid in guids(document):
        if guid.attributes.get("isPermaLink", "true") == "true" and not re.match("https?://", guid.value):
            yield guid, guid.value


@rule("NeedDescriptionBeforeContent", "RSS Best Practices Profile, content:encoded")
def _(document):
    for item in document.entries:
        names = [child.name for child in item.children]
        if "content:encoded" in names and "description" not in names[:names.index("content:encoded")]:
            yield item, "content:encoded comes first"


@rule("DuplicateEnclosure", "RSS Best Practices Profile, enclosure: one an item")
def _(document):
    for item in document.entries:
        if len(item.all("enclosure")) > 1:
            yield item, "enclosure"


@rule("CharacterData", "RSS Best Practices Profile, Character Data")
def _(document):
    for node in document.root.walk():
        if is_plain(node) and re.search("&#[x0-9]|<[/a-zA-Z]", node.value) and b"&#x" not in node.source:
            yield node, node.value


SAME = [
    ("author", "dc:creator"), ("pubDate", "dc:date"), ("pubDate", "atom:published"), ("guid", "atom:id"),
    ("category", "dc:subject"), ("source", "dc:source"), ("language", "dc:language"),
    ("lastBuildDate", "dcterms:modified"), ("managingEditor", "dc:creator"), ("copyright", "dc:rights"),
    ("webMaster", "dc:publisher"),
]


@rule("DuplicateSemantics", "RSS Best Practices Profile, Namespace Elements")
def _(document):
    for node in document.root.walk():
        for core, module in SAME:
            if node.has(core) and node.has(module):
                yield node, f"{core} and {module}"


def values(node):
    name, value = node.name, node.value
    if name in ("pubDate", "lastBuildDate"):
        yield from value_rules.rfc2822_date(value)
    if name in ("link", "comments", "docs") or (name == "url" and node.parent.name == "image"):
        yield from value_rules.absolute_uri(value)
    if name == "source" and "url" in node.attributes:
        yield from value_rules.absolute_uri(node.attributes["url"])
    if name == "content:encoded" or (name == "description" and node.parent.name == "item"):
        yield from value_rules.html_fragment(value)
    if name == "sy:updatePeriod" and value not in ("hourly", "daily", "weekly", "monthly", "yearly"):
        yield "InvalidUpdatePeriod", value
    if name in ("sy:updateFrequency", "ttl") and not re.fullmatch("0*[1-9][0-9]*", value):
        yield "InvalidPositiveInteger", value
    if name in ("author", "managingEditor", "webMaster") and not re.fullmatch(r"[\w.+'-]+@[\w.-]+ \(.+\)", value):
        yield "InvalidContact", value
    if name == "enclosure":
        if not re.fullmatch(r"\d+", node.attributes.get("length", "0")):
            yield "InvalidIntegerAttribute", node.attributes["length"]
        if not value_rules.MIME.fullmatch(node.attributes.get("type", "a/b")):
            yield "InvalidMIMEAttribute", node.attributes["type"]
        if not re.match(r"https?://[\w.-]+\.\w+(:\d+)?(/|$)", node.attributes.get("url", "http://a.b/")):
            yield "InvalidURLAttribute", node.attributes["url"]


add_values(RULES, [
    *MODULE_CHECKS,
    (("InvalidRFC2822Date", "ProblematicalRFC822Date", "IncorrectDOW", *DATE_RULES[1:]), "RSS 2.0; RFC 2822, section 3.3", values),
    (("InvalidFullLink", "InvalidUriChar", "UriNotIri"), "RSS 2.0, link; RFC 3986, section 2", values),
    (HTML_RULES, "RSS 2.0, description; HTML, section 13.2", values),
    (("InvalidUpdatePeriod", "InvalidPositiveInteger"), "RSS 1.0 module Syndication; RSS 2.0, ttl", values),
    (("InvalidContact",), "RSS 2.0, author: an e-mail address, then the name in brackets", values),
    (("InvalidIntegerAttribute", "InvalidMIMEAttribute", "InvalidURLAttribute"), "RSS 2.0, enclosure", values),
])
