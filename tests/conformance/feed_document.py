"""What a checked document is: a tree that knows the bytes it was written as, and a table of rules for it."""
import collections
import xml.parsers.expat

Finding = collections.namedtuple("Finding", "rule where what section")

NAMESPACES = {
    "http://www.w3.org/2005/Atom": "atom", "http://purl.org/dc/elements/1.1/": "dc", "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content", "http://search.yahoo.com/mrss/": "media",
    "http://purl.org/rss/1.0/modules/syndication/": "sy", "http://purl.org/syndication/history/1.0": "fh",
    "http://purl.org/syndication/thread/1.0": "thr", "http://purl.org/atompub/tombstones/1.0": "at",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


def cut(text):
    return text if len(text) <= 100 else text[:97] + "..."


def short_name(qualified):
    """dc:creator for the element of Dublin Core, whatever prefix the document gave it; plain names have no namespace."""
    uri, _, local = qualified.rpartition(" ")
    return local if not uri else f"{NAMESPACES.get(uri, '{' + uri + '}')}:{local}"


class Node:
    def __init__(self, name, attributes, parent, begin):
        self.name, self.attributes, self.parent, self.begin = name, attributes, parent, begin
        self.children, self.text, self.source = [], "", b""

    def all(self, *names):
        return [child for child in self.children if child.name in names]

    def first(self, name):
        return next(iter(self.all(name)), None)

    def has(self, name):
        return self.first(name) is not None

    @property
    def value(self):
        return self.text.strip()

    @property
    def path(self):
        if self.parent is None:
            return self.name
        same = self.parent.all(self.name)
        place = f"[{same.index(self) + 1}]" if len(same) > 1 else ""
        return f"{self.parent.path}/{self.name}{place}"

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


class Document:
    """An XML feed: its tree, with the bytes that each element was written as."""

    def __init__(self, data, url=""):
        self.data, self.url, self.prefixes, self.root, self._open = data, url, [], None, []
        parser = xml.parsers.expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartNamespaceDeclHandler = lambda prefix, uri: self.prefixes.append((prefix or "", uri or ""))
        parser.StartElementHandler = lambda name, attributes: self._start(name, attributes, parser.CurrentByteIndex)
        parser.EndElementHandler = lambda name: self._end(parser.CurrentByteIndex)
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(data, True)

    def _start(self, name, attributes, at):
        parent = self._open[-1] if self._open else None
        node = Node(short_name(name), {short_name(key): value for key, value in attributes.items()}, parent, at)
        if parent:
            parent.children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, at):
        node = self._open.pop()
        node.source = self.data[node.begin:at]

    def _characters(self, text):
        self._open[-1].text += text

    @staticmethod
    def _doctype(*_):
        raise ValueError("a document type declaration")

    @property
    def head(self):
        return self.root if self.root.name == "atom:feed" else self.root.first("channel")

    @property
    def entries(self):
        return self.head.all("item", "atom:entry") if self.head else []


class Rules:
    """A table of rules of one format: name, section, and a function that yields (node or place, what)."""

    def __init__(self):
        self.rows = []

    def rule(self, name, section):
        def add(function):
            self.rows.append((name, section, function))
            return function
        return add

    def names(self):
        return {name for name, _, _ in self.rows}

    def check(self, document):
        return [Finding(name, place.path if isinstance(place, Node) else place, cut(what), section)
                for name, section, function in self.rows for place, what in function(document)]
