"""The pages that extractors are compared on, each with what a careful reader would take from it."""
import codecs, dataclasses, html.parser, json, pathlib, re, sys, unicodedata

TESTS = pathlib.Path(__file__).resolve().parents[2] / "tests"
sys.path.append(str(TESTS / "samples"))
import score  # noqa: E402  the scorer of the labelled pages: what counts as the same is said there alone

NOW = "2025-03-10T12:00:00+08:00"  # what score.py takes for a page without a moment of its own
HAN = re.compile(r"[\u3400-\u9fff]")
KANA = re.compile(r"[\u3040-\u30ff]")
LETTER = re.compile(r"[^\W\d_]")


@dataclasses.dataclass
class Page:
    name: str
    text: str             # decoded, for extractors that are given text
    url: str = ""
    now: str = NOW        # where relative times count from
    file: str = ""        # the page's own bytes, where it is one file
    expect: dict = dataclasses.field(default_factory=dict)  # the labels, as tests/samples/README.md has them
    body: str | None = None                                 # the whole text of the body, where it is known


class Blocks(html.parser.HTMLParser):
    """The visible text of a page, one entry a block."""

    block = set("address article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
                "h4 h5 h6 header hr html li main nav ol option p pre section select summary table tbody td th thead tr ul".split())
    unseen = {"script", "style", "template", "textarea", "title", "noscript", "head"}
    void = set("area base br col embed hr img input link meta param source track wbr".split())

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.texts, self.hidden = [""], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag == "body":
            self.hidden.clear()  # a head is often left open
        if tag in self.block:
            self.texts.append("")
        of = dict(attributes)
        style = re.sub(r"\s", "", of.get("style") or "").lower()
        if tag not in self.void and (self.hidden or tag in self.unseen or "hidden" in of or "display:none" in style):
            self.hidden.append(tag)

    def handle_endtag(self, tag):
        if tag in self.hidden:
            while self.hidden.pop() != tag:
                pass
        if tag in self.block:
            self.texts.append("")

    def handle_data(self, data):
        if not self.hidden:
            self.texts[-1] += data


def labelled_body(text, expect):
    """The page's blocks from the labelled first words of the body to its last, less the blocks that the labels say are
    no part of it. None where the labels do not tell, or noise stands between them and the page's text."""
    if not isinstance(expect.get("body_start"), str) or not isinstance(expect.get("body_end"), str):
        return None
    blocks = [squeezed for squeezed in map(score.squeeze, Blocks(text).texts) if squeezed]
    begin, end = score.squeeze(expect["body_start"])[:80], score.squeeze(expect["body_end"])
    inside = [score.squeeze(words) for words in expect.get("body_has", [])]
    whole = "".join(blocks)
    spans = [(first.start(), last.end()) for first in re.finditer(re.escape(begin), whole)
             for last in re.finditer(re.escape(end), whole) if last.end() >= first.start() + len(begin)]
    spans = [span for span in spans if all(words in whole[slice(*span)] for words in inside)]
    if not spans:
        return None
    first, last = min(spans, key=lambda span: span[1] - span[0])
    outside = [score.squeeze(words) for words in expect.get("body_not", [])]
    kept, at = "", 0
    for block in blocks:
        piece, at = block[max(0, first - at):max(0, last - at)], at + len(block)
        if any(words in piece for words in outside):
            wanted = any(words in piece for words in inside + [begin, end])
            piece = without(piece, outside) if wanted else ""
        kept += piece
    return kept


def without(piece, outside):
    for words in outside:
        piece = piece.replace(words, "")
    return piece


def labelled(folder):
    """Pages of tests/samples' form: FOLDER/pages, or any page below FOLDER with a JSON file of labels beside it."""
    if (folder / "pages").is_dir():
        found = score.page_list(str(folder))
    else:
        found = [(str(file.relative_to(folder)), str(file), str(file.with_suffix(".json")))
                 for file in sorted(folder.rglob("*.html")) if file.with_suffix(".json").exists()]
    pages = []
    for name, file, labels in found:
        if not file.endswith(".html"):
            continue
        label = json.loads(pathlib.Path(labels).read_text(encoding="utf-8"))
        if "expect" not in label:
            continue
        text = decode(pathlib.Path(file).read_bytes(), label.get("encoding", "utf-8"))
        expect = label["expect"]
        pages.append(Page(name, text, now=label.get("now", NOW), file=file, expect=expect, body=labelled_body(text, expect)))
    return pages


def decode(data, encoding):
    """As a browser does."""
    wide = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
    return data.decode(wide.get(encoding.lower(), encoding), "euro").removeprefix("\ufeff")


def euro(error):
    """A lone byte 0x80 is the euro sign of Windows' GBK, which gb18030 has not."""
    lone = error.encoding == "gb18030" and error.object[error.start] == 0x80
    return "€" if lone else "\ufffd", error.start + 1


codecs.register_error("euro", euro)


def webmainbench(file):
    """The Chinese rows of WebMainBench: `html`, and the main text as Markdown or, in some files, as plain text."""
    pages = []
    for number, line in enumerate(open(file, encoding="utf-8"), 1):
        row = json.loads(line) if line.strip() else {}
        body = plain(row.get("groundtruth_content") or row.get("convert_main_content") or row.get("content") or "")
        language = row.get("language") or (row.get("meta") or {}).get("language")
        if row.get("html") and body and (language == "zh" if language else is_chinese(body)):
            pages.append(Page(f"{number} {row.get('url', '')}", row["html"], url=row.get("url", ""), body=body))
    return pages


def magic_html(folder):
    """The Chinese pages of magic-html's benchmark: base.json (name -> url, content), htmls/NAME.html."""
    rows = json.loads((folder / "base.json").read_text(encoding="utf-8"))
    pages = []
    for name, row in rows.items():
        file = folder / "htmls" / f"{name}.html"
        if file.exists() and is_chinese(row["content"]):
            text = file.read_bytes().decode("utf-8", "replace")
            pages.append(Page(f"{name[:8]} {row['url']}", text, url=row["url"], body=row["content"]))
    return pages


def plain(markdown):
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", markdown)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


def is_chinese(text):
    text = unicodedata.normalize("NFKC", text)
    han = len(HAN.findall(text))
    return han >= 50 and han * 3 > len(LETTER.findall(text)) and len(KANA.findall(text)) * 20 < han
