"""Atom 1.0 (RFC 4287)."""
import re

import value_rules
from feed_document import Rules
from shared_rules import (
    HTML_RULES, LINK, MANY, MODULE_CHECKS, MODULES, URI_RULES, Grammar, add_namespaces,
    add_self_links, add_structure, add_values, add_words,
)

RULES = Rules()
NONE, TEXT = ((), ()), ((), ("type",))
PERSON = {"atom:name": NONE, "atom:uri": NONE, "atom:email": NONE}
COMMON = {
    "atom:id": NONE, "atom:title": TEXT, "atom:updated": NONE, "atom:author": NONE, "atom:contributor": NONE,
    "atom:rights": TEXT, "atom:link": LINK, "atom:category": (("term",), ("scheme", "label")), **MODULES,
}
HEAD = {
    **COMMON, "atom:subtitle": TEXT, "atom:generator": ((), ("uri", "version")), "atom:icon": NONE, "atom:logo": NONE,
}
FEED = {
    **HEAD, "atom:entry": NONE, "fh:archive": NONE, "fh:complete": NONE, "at:deleted-entry": (("ref", "when"), ()),
    "sy:updatePeriod": NONE, "sy:updateFrequency": NONE,
}
CHILDREN = {
    "document": {"atom:feed": NONE},
    "atom:feed": FEED,
    "atom:source": HEAD,
    "atom:author": PERSON,
    "atom:contributor": PERSON,
    "atom:entry": {**COMMON, "atom:published": NONE, "atom:summary": TEXT, "atom:content": ((), ("type", "src")), "atom:source": NONE},
}
REPEATED = MANY | {"atom:entry", "atom:author", "atom:contributor", "atom:category", "atom:link", "at:deleted-entry"}
add_structure(RULES, Grammar(CHILDREN, REPEATED))
add_namespaces(RULES)
TEXTS = ("atom:title", "atom:subtitle", "atom:summary", "atom:rights", "atom:content")


def is_plain(node):
    return node.name == "atom:name" or (node.name in TEXTS and node.attributes.get("type", "text") == "text")


add_words(RULES, is_plain, {"title", "label"})
add_self_links(RULES, "MissingSelf")
rule = RULES.rule


@rule("AvoidNamespacePrefix", "readers that look for <feed> miss <atom:feed>")
def _(document):
    for prefix, _ in document.prefixes:
        if prefix == "atom":
            yield "document", prefix


@rule("MissingElement", "RFC 4287, sections 4.1.1, 4.1.2 and 3.2.1")
def _(document):
    feed = document.root
    for node in [feed, *document.entries]:
        for name in ("atom:id", "atom:title", "atom:updated"):
            if not node.has(name):
                yield node, name
    for entry in document.entries:
        if not entry.has("atom:author") and not feed.has("atom:author"):
            yield entry, "atom:author"
    for person in feed.walk():
        if person.name in ("atom:author", "atom:contributor") and not person.has("atom:name"):
            yield person, "atom:name"


@rule("MisplacedMetadata", "readers take what comes behind the first entry for its part")
def _(document):
    seen = False
    for node in document.root.children:
        seen = seen or node.name == "atom:entry"
        if seen and node.name not in ("atom:entry", "at:deleted-entry"):
            yield node, node.name


@rule("MissingTextualContent", "RFC 4287, section 4.1.1.1")
def _(document):
    for entry in document.entries:
        if not entry.all("atom:content", "atom:summary"):
            yield entry, "neither content nor summary"


@rule("MissingContentOrAlternate", "RFC 4287, section 4.1.2")
def _(document):
    for entry in document.entries:
        alternate = [link for link in entry.all("atom:link") if link.attributes.get("rel", "alternate") == "alternate"]
        if not entry.has("atom:content") and not alternate:
            yield entry, "neither content nor an alternate link"


@rule("MissingSummary", "RFC 4287, section 4.1.1.1")
def _(document):
    for entry in document.entries:
        content = entry.first("atom:content")
        if content and "src" in content.attributes and not entry.has("atom:summary"):
            yield entry, "content elsewhere"


@rule("DuplicateEntries", "RFC 4287, section 4.1.1: one id, one entry")
def _(document):
    seen = set()
    for entry in document.entries:
        for node in entry.all("atom:id"):
            if node.value in seen:
                yield node, node.value
            seen.add(node.value)


@rule("DuplicateAtomLink", "RFC 4287, sections 4.1.1 and 4.1.2")
def _(document):
    for node in [document.root, *document.entries]:
        seen = set()
        for link in node.all("atom:link"):
            kind = link.attributes.get("type"), link.attributes.get("hreflang")
            if link.attributes.get("rel", "alternate") != "alternate":
                continue
            if kind in seen:
                yield link, str(kind)
            seen.add(kind)


@rule("NotBlank", "RFC 4287, sections 3.1 and 3.2.1")
def _(document):
    for node in document.root.walk():
        empty = node.name in (*TEXTS, "atom:name", "atom:generator", "atom:icon", "atom:logo") and not node.value
        if (empty and "src" not in node.attributes) or (node.name == "atom:category" and node.attributes.get("term") == ""):
            yield node, node.name


@rule("AtomLinkNotEmpty", "RFC 4287, section 4.2.7")
def _(document):
    for node in document.root.walk():
        if node.name == "atom:link" and node.value:
            yield node, node.value


@rule("UnexpectedWhitespace", "RFC 4287, sections 3.3 and 4.2.6")
def _(document):
    for node in document.root.walk():
        bare = node.name in ("atom:id", "atom:updated", "atom:published", "atom:uri", "atom:icon", "atom:logo")
        if bare and node.text != node.value:
            yield node, repr(node.text)


@rule("ContainsEmail", "RFC 4287, section 3.2: atom:email has its own element")
def _(document):
    for node in document.root.walk():
        if node.name == "atom:name" and re.search(r"<[\w.+-]+@[\w-]+(\.[\w-]+)+>", node.value):
            yield node, node.value


@rule("NonCanonicalURI", "RFC 4287, section 4.2.6.1")
def _(document):
    for node in document.root.walk():
        if node.name == "atom:id" and value_rules.canonical(node.value) != node.value:
            yield node, node.value


@rule("InvalidTextType", "RFC 4287, section 3.1.1")
def _(document):
    for node in document.root.walk():
        kind = node.attributes.get("type", "text")
        if node.name in TEXTS and kind not in ("text", "html", "xhtml") and (node.name != "atom:content" or "/" not in kind):
            yield node, kind


def values(node):
    if node.name in ("atom:id", "atom:uri", "atom:icon", "atom:logo"):
        yield from value_rules.absolute_uri(node.value)
    if node.name == "atom:category" and "scheme" in node.attributes:
        yield from value_rules.absolute_uri(node.attributes["scheme"])
    if node.name in TEXTS and node.attributes.get("type") == "html":
        yield from value_rules.html_fragment(node.value)


add_values(RULES, [
    *MODULE_CHECKS,
    (URI_RULES, "RFC 4287, section 4.2.6; RFC 3986, section 2", values),
    (HTML_RULES, "RFC 4287, section 3.1.1.2; HTML, section 13.2", values),
])
