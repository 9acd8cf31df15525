"""Runs each extractor over the pages: ours as its users do, the others in a process of their own each."""
import dataclasses, json, pathlib, resource, subprocess, sys, tempfile

import peers
from pages import score

HERE = pathlib.Path(__file__).resolve().parent
NODE_PEERS = ["readability", "defuddle"]  # the keys of PEERS in peers.mjs
NAMES = list(peers.PEERS) + NODE_PEERS
COPIES = 20  # of a page, read by one process to tell its time without the start of a process


@dataclasses.dataclass
class Run:
    name: str
    version: str = ""
    missing: str = ""             # why there is no run; all else is empty then
    fields: list = dataclasses.field(default_factory=list)
    answers: list = dataclasses.field(default_factory=list)  # a dict a page, in the pages' order


def ours(binary, pages):
    version = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    fields = ["title", "published", "source", "author", "editor", "body"]
    with tempfile.TemporaryDirectory(prefix="syndicated-bench-") as folder:
        return Run("syndicated", version, fields=fields, answers=[our_answer(binary, page, pathlib.Path(folder)) for page in pages])


def our_answer(binary, page, folder):
    row = json.dumps({"form": "page", "html": page.text, "url": page.url or None}, ensure_ascii=False) + "\n"
    one, many = folder / "one.ndjson", folder / "many.ndjson"
    one.write_text(row, encoding="utf-8")
    many.write_text(row * (1 + COPIES), encoding="utf-8")
    output, once = explain(binary, page.file or one, page.now)
    cpu = (explain(binary, many, page.now)[1] - explain(binary, one, page.now)[1]) / COPIES
    try:
        answer = score.adapt_page(json.loads(output))
    except ValueError:
        return {"error": "no JSON", "cpu_ms": once * 1e3}
    return {**answer, "body": answer["body_text"], "cpu_ms": cpu * 1e3}


def explain(binary, file, now):
    """Its output, and the seconds of CPU that it took."""
    before = cpu_of_children()
    output = subprocess.run([binary, "explain", "--json", "--now", now, file], capture_output=True).stdout
    return output, cpu_of_children() - before


def cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def peer(name, pages, paths, node_modules):
    if name in NODE_PEERS:
        if not node_modules:
            return Run(name, missing="--node-modules FOLDER is not given")
        command = ["node", HERE / "peers.mjs", name, pathlib.Path(node_modules).parent]
    else:
        command = [sys.executable, HERE / "peers.py", name, *paths]
    lines = "".join(json.dumps({"html": page.text, "url": page.url}) + "\n" for page in pages)
    try:
        done = subprocess.run(command, input=lines.encode(), capture_output=True, timeout=60 + peers.PAGE_SECONDS * len(pages))
    except (OSError, subprocess.TimeoutExpired) as error:
        return Run(name, missing=str(error)[:200])
    head, *answers = [json.loads(line) for line in done.stdout.splitlines()] or [{"missing": last_line(done.stderr)}]
    if "missing" in head:
        return Run(name, missing=head["missing"])
    if len(answers) != len(pages):
        return Run(name, missing=f"stopped after {len(answers)} of {len(pages)} pages: {last_line(done.stderr)}")
    return Run(name, head["version"], fields=head["fields"], answers=answers)


def last_line(stderr):
    return (stderr.decode(errors="replace").strip().splitlines() or ["no output"])[-1][:200]
