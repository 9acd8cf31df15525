"""Each rule of http_rules.py fails on a server that breaks it, and the suite ends and says so whatever it meets."""
import collections, concurrent.futures, json, pathlib, subprocess, sys

import http_bad_servers, http_rules
from bad_documents import FEED, FOUND
from http_rule_table import RULES
from http_wire import Site

SERVERS = (http_bad_servers.Obliging, http_bad_servers.Careless, http_bad_servers.Refusing, http_bad_servers.Unchanging,
           http_bad_servers.Cutting, http_bad_servers.Talkative, http_bad_servers.Hasty)
TOLD = {"former": '"f"', "gone": "/feeds/gone.rss", "moved": "/feeds/moved.rss"}
WILD = (http_bad_servers.Talkative, http_bad_servers.Hasty)  # on whose sites nothing can be found
RUNS = [(server, None, "") for server in SERVERS]
RUNS += [(server, address, f"{document}: ") for server in WILD for document, address in FOUND.items()]


def failures(server, spoilt, only):
    """The names of the rules that this kind of server breaks, everywhere or at one address."""
    with server(spoilt) as running:
        verdicts = list(http_rules.run(Site(running.base, FEED, timeout=0.5, **TOLD), only))
    failed = {verdict.rule for verdict in verdicts if verdict.verdict == "FAIL"}
    print(f"{server.__name__} {only}{len(failed)} of {len(verdicts)} rules fail")
    return failed


def command_line():
    """What is wrong with the program's output and status."""
    program = pathlib.Path(__file__).with_name("http_rules.py")
    with http_bad_servers.Obliging() as running:
        for word, status in (("the feed's media type", 0), ("a Host: none", 1), ("no such rule", 1)):
            done = subprocess.run([sys.executable, program, running.base, "--feed", FEED, "--only", word, "--json"],
                                  capture_output=True, text=True, timeout=60)
            verdicts = [json.loads(line)["verdict"] for line in done.stdout.splitlines()]
            wanted = [] if word == "no such rule" else ["FAIL" if status else "PASS"]
            if (done.returncode, verdicts) != (status, wanted):
                yield f"--only {word!r}: {done.returncode}, {verdicts}, {done.stderr}"


def main():
    names = collections.Counter(rule.name for rule in RULES)
    wrong = [f"two rules are called {name!r}" for name, count in names.items() if count > 1]
    with concurrent.futures.ThreadPoolExecutor(len(RUNS)) as pool:
        broken = set().union(*pool.map(failures, *zip(*RUNS)))
    wrong += [f"no server breaks {name!r}" for name in names if name not in broken]
    wrong += command_line()
    print(*wrong, sep="\n")
    sys.exit(1 if wrong else 0)


main()
