#!/usr/bin/env python3
"""peers.py NAME [FOLDER...]: one extractor over the pages on standard input, in this process.

A page is a line of JSON: html, url. The first line of the answer says the extractor's version and fields, or why it is
missing; then one line a page: those fields, cpu_ms, and error where it gave up. FOLDERs are searched for its module."""
import importlib.metadata, json, logging, os, re, signal, sys, time, warnings

PAGE_SECONDS = 30  # of wall time; an extractor that needs more has no answer
WARM_UP = 5        # pages read once untimed: caches, lazy imports


def text_of(fragment):
    import lxml.html
    if not fragment.strip():
        return ""
    return "\n".join(lxml.html.fromstring(fragment).itertext())


def gne():
    from gne import GeneralNewsExtractor
    extractor = GeneralNewsExtractor()

    def read(html, url):
        got = extractor.extract(html)
        return {"title": got["title"], "published": got["publish_time"], "author": got["author"], "body": got["content"]}
    return read


def readability_lxml():
    from readability import Document

    def read(html, url):
        document = Document(html)
        return {"title": document.short_title(), "body": text_of(document.summary())}
    return read


def trafilatura():
    from trafilatura import bare_extraction
    dates = {"original_date": True, "extensive_search": True, "outputformat": "%Y-%m-%dT%H:%M"}

    def read(html, url):
        got = bare_extraction(html, url=url or None, with_metadata=True, include_comments=False, date_extraction_params=dates)
        return {"title": got.title, "published": got.date, "source": got.sitename, "author": got.author, "body": got.text}
    return read


def newspaper():
    from newspaper import Article

    def read(html, url):
        article = Article(url or "https://www.example.cn/", language="zh", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        published = article.publish_date
        return {"title": article.title, "published": published.isoformat() if hasattr(published, "isoformat") else published,
                "source": article.meta_site_name, "author": article.authors, "body": article.text}
    return read


def goose():
    from goose3 import Goose
    from goose3.text import StopWordsChinese
    extractor = Goose({"stopwords_class": StopWordsChinese, "use_meta_language": False, "target_language": "zh"})

    def read(html, url):
        got = extractor.extract(raw_html=html)
        return {"title": got.title, "published": got.publish_date, "source": got.opengraph.get("site_name"),
                "author": got.authors, "body": got.cleaned_text}
    return read


def magic_html():
    from magic_html import GeneralExtractor
    extractor = GeneralExtractor()

    def read(html, url):
        got = extractor.extract(html, base_url=url or "https://www.example.cn/")
        return {"title": got.get("title"), "body": text_of(got["html"])}
    return read


def justext():
    from justext import justext

    def read(html, url):
        # It has no Chinese stop words: the settings that it documents for a language without a list. Its lengths, 70 and
        # 200 letters, let no Chinese paragraph pass; a third says as much.
        paragraphs = justext(html, frozenset(), length_low=25, length_high=70, stopwords_low=0, stopwords_high=0)
        return {"body": "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)}
    return read


def boilerpy3():
    from boilerpy3.extractors import ArticleExtractor
    extractor = ArticleExtractor()

    def read(html, url):
        document = extractor.get_doc(html)
        return {"title": document.title, "body": document.content}
    return read


# What makes each, the distribution that tells its version, and the fields that it has at all.
PEERS = {
    "gne": (gne, "gne", ["title", "published", "author", "body"]),
    "trafilatura": (trafilatura, "trafilatura", ["title", "published", "source", "author", "body"]),
    "newspaper4k": (newspaper, "newspaper4k", ["title", "published", "source", "author", "body"]),
    "goose3": (goose, "goose3", ["title", "published", "source", "author", "body"]),
    "magic-html": (magic_html, "magic_html", ["title", "body"]),
    "readability-lxml": (readability_lxml, "readability-lxml", ["title", "body"]),
    "boilerpy3": (boilerpy3, "boilerpy3", ["title", "body"]),
    "justext": (justext, "justext", ["body"]),
}


def version_of(distribution):
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return getattr(sys.modules.get(distribution), "__version__", "of unknown version")


def names_in(author):
    """A list of names, whether the extractor gives one or a line of text, less the label it may have kept."""
    if not isinstance(author, str):
        return [str(name) for name in author or []]
    author = re.sub(r"^\s*((作者|[记記]者|撰文|by\b)\s*[:：/|丨]?|文\s*[:：/|丨])\s*", "", author, flags=re.I)
    return [name for name in re.split(r"[、,，;；/|\s]+", author) if name]


def give_up(signal_number, frame):
    raise TimeoutError(f"no answer within {PAGE_SECONDS} s")


def answer(read, page):
    signal.alarm(PAGE_SECONDS)
    begun = time.process_time_ns()
    try:
        got = read(page["html"], page["url"])
    except Exception as error:  # whatever a peer throws, it has no answer for this page
        got = {"error": f"{type(error).__name__}: {error}"[:200]}
    finally:
        signal.alarm(0)
    got["cpu_ms"] = (time.process_time_ns() - begun) / 1e6
    if "author" in got:
        got["author"] = names_in(got["author"])
    return got


def main():
    name, folders = sys.argv[1], sys.argv[2:]
    sys.path.pop(0)  # this file's own folder: its name is no module of a peer
    sys.path.extend(folders)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # some print while they work
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, give_up)
    make, distribution, fields = PEERS[name]
    try:
        read = make()
    except Exception as error:  # an import may fail in any way
        print(json.dumps({"missing": f"{type(error).__name__}: {error}"[:200]}), file=out)
        return
    print(json.dumps({"version": version_of(distribution), "fields": fields}), file=out)
    pages = [json.loads(line) for line in sys.stdin.buffer]
    for page in pages[:WARM_UP]:
        answer(read, page)
    for page in pages:
        print(json.dumps(answer(read, page), default=str), file=out)


if __name__ == "__main__":
    main()
