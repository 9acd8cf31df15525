"""The store of articles made to break feeds (tests/conformance/nasty_articles.py), and what its stories do alike."""
from support import *
import re, sqlite3

import nasty_articles

PYTHON = "/usr/bin/python3"  # Debian's, which has feedparser and html5lib
# What may be found, and must be: both stand in rows as they should be told. The print of 1986 is as old as it says, and
# a guid that a row brings along is kept to the letter, or readers who had it would see the article twice.
TRUE = {("ImplausibleDate", r"198[69]"), ("InvalidTAG", r"^tag:example\.cn,2020:一")}


def fill(d, count):
    (d.folder / "none").mkdir()
    same(command("import", "--config", d.config, d.folder / "none")[0], 0, "import makes the store")
    with contextlib.closing(sqlite3.connect(d.store)) as store, store:
        for row in nasty_articles.articles(count):
            values = [value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value for value in row.values()]
            store.execute(f"INSERT INTO article ({', '.join(row)}) VALUES ({', '.join('CAST(? AS TEXT)' for _ in row)})", values)


def run(*words, data=None, **more):
    assert shutil.which(words[0]), f"{words[0]} is missing; .ci/packages.txt lists what the tests need"
    return subprocess.run([str(word) for word in words], input=data, capture_output=True, timeout=120, **more)


def sorted_out(output):
    """Of what feed_rules.py found: which of the true findings, and the lines of all others."""
    told, wrong = set(), []
    for line in output.decode().splitlines():
        _, rule, _, what, _ = line.split("\t")
        true = next((known for known in TRUE if (rule == known[0] or rule == "json.date") and re.search(known[1], what)), None)
        if true:
            told.add(true)
        else:
            wrong.append(line)
    return told, wrong
