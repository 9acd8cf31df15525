"""Checks RSS 2.0, Atom 1.0 and JSON Feed 1.1 documents, each rule with the name that the W3C feed validator gives its
message (https://validator.w3.org/feed/docs/, errors and warnings alike) and the section that asks for it. JSON Feed has
no such validator; its rules are named json.* here.

    /usr/bin/python3 feed_rules.py [--base URL | --addresses LIST] FILE...      prints what it finds, 1 when it found something

--base is where the files were fetched from, so that the self links can be compared; a LIST has a line for each file: its
name, a tab, its address. Pages of HTML (FILE.html) are held against page_rules.py. Needs python3-html5lib.

Left out on purpose: DuplicateUpdated, of which the validator says itself that it "is not something that can be
automated" (entries may well change in the same second), and messages about what we never write (RSS 0.9x, RDF, cloud,
podcasts, maps ...). A document with an element or attribute of those is UndefinedElement or UnexpectedAttribute here.
"""
import argparse, pathlib, sys
import xml.parsers.expat

import atom_rules, json_rules, page_rules, rss_rules
from feed_document import Document, Finding


def check(data, url="", name=""):
    """The findings of a document's bytes. `name` tells JSON from XML by its ending, else the first byte does."""
    if name.endswith(".html"):
        return page_rules.check(data)
    if name.endswith(".json") or data[:1] == b"{":
        return json_rules.check(data, url)
    try:
        document = Document(data, url)
    except (xml.parsers.expat.ExpatError, ValueError) as error:
        return [Finding("SAXError", "document", str(error), "XML 1.0, section 2.1")]
    table = {"rss": rss_rules.RULES, "atom:feed": atom_rules.RULES}.get(document.root.name)
    if table is None:
        return [Finding("UndefinedElement", document.root.path, "neither RSS nor Atom", "")]
    return table.check(document)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--base", default="")
    arguments.add_argument("--addresses", type=pathlib.Path)
    arguments.add_argument("files", nargs="+", type=pathlib.Path)
    options = arguments.parse_args()
    addresses = dict(line.split("\t") for line in options.addresses.read_text().splitlines()) if options.addresses else {}
    found = 0
    for file in options.files:
        address = addresses[file.name] if addresses else options.base + file.name if options.base else ""
        for finding in check(file.read_bytes(), address, file.name):
            print(file.name, *(field.replace("\t", " ").replace("\n", " ") for field in finding), sep="\t")
            found += 1
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
