"""What RSS and Atom have in common: which element may stand where and how often, namespaces, words, the modules."""
import re

import value_rules
from feed_document import NAMESPACES

MODULES = {  # element: attributes that must be there, those that may
    "dc:creator": ((), ()), "dc:subject": ((), ()), "dc:date": ((), ()), "dc:source": ((), ()),
    "dc:language": ((), ()), "dc:rights": ((), ()), "dc:publisher": ((), ()), "dc:identifier": ((), ()),
    "media:content": ((), ("url", "type", "medium", "fileSize", "isDefault", "width", "height", "lang")),
    "media:thumbnail": (("url",), ("width", "height", "time")), "media:title": ((), ("type",)),
    "media:description": ((), ("type",)),
}
MANY = {"dc:creator", "dc:subject", "dc:publisher", "dc:identifier", "media:content", "media:thumbnail"}
LINK = (("href",), ("rel", "type", "hreflang", "title", "length"))
HISTORY = {"current", "first", "last", "next", "next-archive", "prev-archive", "previous"}  # RFC 5005
RELATIONS = HISTORY | {"alternate", "describedby", "edit", "edit-media", "enclosure", "hub", "license", "payment", "related", "replies", "search",
                       "self", "service", "up", "via"}
COMMON_ATTRIBUTES = {"xml:lang", "xml:base", "xml:id", "xml:space"}


class Grammar:
    """Of each parent: its children with their attributes, and which of those may come more than once."""

    def __init__(self, children, repeated):
        self.children, self.repeated = children, repeated

    def attributes_of(self, node):
        if node.parent is None:
            return self.children["document"].get(node.name)
        return self.children.get(node.parent.name, {}).get(node.name)


def add_structure(rules, grammar):
    def known(document):
        return [node for node in document.root.walk() if grammar.attributes_of(node) is not None]

    @rules.rule("UndefinedElement", "RSS 2.0; RFC 4287, section 6.3")
    def _(document):
        for node in document.root.walk():
            parent_known = node.parent is None or grammar.attributes_of(node.parent) is not None
            if parent_known and grammar.attributes_of(node) is None:
                yield node, node.name

    @rules.rule("UnexpectedAttribute", "RSS 2.0; RFC 4287, section 4")
    def _(document):
        for node in known(document):
            wanted, possible = grammar.attributes_of(node)
            for name in node.attributes.keys() - {*wanted, *possible} - COMMON_ATTRIBUTES:
                yield node, name

    @rules.rule("MissingAttribute", "RSS 2.0; RFC 4287, section 4.2.2")
    def _(document):
        for node in known(document):
            for name in set(grammar.attributes_of(node)[0]) - node.attributes.keys() - {"href"}:
                yield node, name

    @rules.rule("MissingHref", "RFC 4287, section 4.2.7.1")
    def _(document):
        for node in known(document):
            if "href" in grammar.attributes_of(node)[0] and "href" not in node.attributes:
                yield node, "no href"

    @rules.rule("DuplicateElement", "RSS 2.0; RFC 4287, section 4.1")
    def _(document):
        for node in known(document):
            if node.parent and node.name not in grammar.repeated and node.parent.first(node.name) is not node:
                yield node, node.name

    @rules.rule("UnexpectedText", "RSS 2.0; RFC 4287, appendix B")
    def _(document):
        for node in known(document):
            if node.value and grammar.children.get(node.name) is not None:
                yield node, node.value


def add_namespaces(rules):
    @rules.rule("MediaRssNamespace", "Media RSS 1.5.1, namespace declaration")
    def _(document):
        for prefix, uri in document.prefixes:
            if uri == "http://search.yahoo.com/mrss":
                yield "document", prefix

    @rules.rule("ReservedPrefix", "the prefix belongs to another namespace")
    def _(document):
        for prefix, uri in document.prefixes:
            reserved = prefix in NAMESPACES.values() and NAMESPACES.get(uri) != prefix
            if reserved and uri != "http://search.yahoo.com/mrss":
                yield "document", f"{prefix}={uri}"

    @rules.rule("UnknownNamespace", "no module that readers know")
    def _(document):
        for prefix, uri in document.prefixes:
            known = uri in NAMESPACES or prefix in NAMESPACES.values()
            if not known:
                yield "document", uri


def add_words(rules, plain_elements, plain_attributes):
    """Rules of text that people read and that is no HTML; `plain_elements` is a function of a node."""
    def plain(document):
        for node in document.root.walk():
            if plain_elements(node):
                yield node, node.value
            for name in plain_attributes & node.attributes.keys():
                yield node, node.attributes[name]

    @rules.rule("BadCharacters", "XML 1.0, section 2.2, note")
    def _(document):
        for node in document.root.walk():
            for text in (node.text, *node.attributes.values()):
                for _, what in value_rules.bad_characters(text):
                    yield node, what

    @rules.rule("ContainsHTML", "RSS Best Practices Profile, Character Data; RFC 4287, section 3.1.1.1")
    def _(document):
        for node, text in plain(document):
            what = value_rules.like_html(text) or (b"&#x" not in node.source and value_rules.like_reference(text))
            if what:
                yield node, f"{what} in {text}"

    @rules.rule("InvalidLanguage", "RSS 2.0; XML 1.0, section 2.12")
    def _(document):
        for node in document.root.walk():
            values = [node.value] if node.name in ("language", "dc:language") else []
            values += [node.attributes[name] for name in ("xml:lang", "hreflang", "lang") if name in node.attributes]
            for value in values:
                for _, what in value_rules.language(value):
                    yield node, what


def add_values(rules, checks):
    """`checks`: functions of a node that yield (rule, what). Gives every rule of them a row, so that the table is whole."""
    by_rule = {}
    for names, section, function in checks:
        for name in names:
            by_rule.setdefault(name, (section, []))[1].append(function)
    for name, (section, functions) in by_rule.items():
        def found(document, name=name, functions=tuple(functions)):
            for node in document.root.walk():
                for function in functions:
                    for rule, what in function(node):
                        if rule == name:
                            yield node, what
        rules.rule(name, section)(found)


URI_RULES = ("InvalidFullLink", "InvalidUriChar", "UriNotIri", "InvalidTAG", "InvalidURN", "InvalidUUID")
HTML_RULES = ("NotHtml", "SecurityRisk", "SecurityRiskAttr", "DangerousStyleAttr", "ContainsRelRef")
DATE_RULES = ("InvalidRFC3339Date", "ImplausibleDate")


def module_values(node):
    """Media RSS, dc:date and the Atom elements that may stand in RSS."""
    attributes = node.attributes
    if node.name in ("media:content", "media:thumbnail") and "url" in attributes:
        yield from value_rules.absolute_uri(attributes["url"])
    if "medium" in attributes and attributes["medium"] not in ("image", "audio", "video", "document", "executable"):
        yield "InvalidMediaMedium", attributes["medium"]
    if node.name == "media:content" and "type" in attributes and not value_rules.MIME.fullmatch(attributes["type"]):
        yield "InvalidMIMEAttribute", attributes["type"]
    for name in ("width", "height", "fileSize"):
        if node.name.startswith("media:") and name in attributes and not re.fullmatch("0*[1-9][0-9]*", attributes[name]):
            yield "InvalidPositiveInteger", f"{name}={attributes[name]}"
    if node.name in ("atom:updated", "atom:published", "dc:date"):
        yield from value_rules.rfc3339_date(node.value)


def link_values(node):
    if node.name != "atom:link":
        return
    href, rel, kind = (node.attributes.get(name) for name in ("href", "rel", "type"))
    yield from value_rules.absolute_uri(href) if href is not None and rel != "self" else ()
    if rel is not None and rel not in RELATIONS and ":" not in rel:
        yield "UnregisteredAtomLinkRel", rel
    if kind is not None and not value_rules.MIME.fullmatch(kind):
        yield "InvalidMIMEType", kind
    if rel == "self" and kind and kind.partition(";")[0] not in ("application/atom+xml", "application/rss+xml"):
        yield "SelfNotAtom", kind
    for name in ("rel", "title"):
        if node.attributes.get(name) == "":
            yield "AttrNotBlank", name
    if rel in HISTORY and node.parent.name in ("atom:entry", "item"):
        yield "FeedHistoryRelInEntry", rel


MODULE_CHECKS = [
    (("InvalidFullLink", "InvalidUriChar", "UriNotIri"), "RFC 3986, section 2", module_values),
    (("InvalidMediaMedium", "InvalidMIMEAttribute"), "Media RSS 1.5.1, media:content", module_values),
    (("InvalidPositiveInteger",), "Media RSS 1.5.1; RSS 1.0 module Syndication", module_values),
    (DATE_RULES, "RFC 3339, section 5.6", module_values),
    (URI_RULES, "RFC 3986, section 2; RFC 4151; RFC 8141; RFC 9562", link_values),
    (("UnregisteredAtomLinkRel", "InvalidMIMEType", "AttrNotBlank"), "RFC 4287, section 4.2.7", link_values),
    (("SelfNotAtom",), "RFC 4287, section 4.2.7.2", link_values), (("FeedHistoryRelInEntry",), "RFC 5005, section 2", link_values),
]


def add_self_links(rules, missing):
    def selves(document):
        return [link for link in (document.head.all("atom:link") if document.head else []) if link.attributes.get("rel") == "self"]

    @rules.rule(missing, "RSS Best Practices Profile, atom:link; RFC 4287, section 4.1.1")
    def _(document):
        if document.head and not selves(document):
            yield document.head, "no link rel=self"

    @rules.rule("RelativeSelf", "RFC 4287, section 4.2.7.2")
    def _(document):
        for link in selves(document):
            if "://" not in link.attributes.get("href", ""):
                yield link, link.attributes.get("href", "")

    @rules.rule("SelfDoesntMatchLocation", "RFC 4287, section 4.2.7.2")
    def _(document):
        for link in selves(document):
            if document.url and link.attributes.get("href") != document.url:
                yield link, link.attributes.get("href", "")
