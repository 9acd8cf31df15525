"""The rules of websub_rules.py hold for a small publisher and hub that are right, and each is broken by one that is wrong."""
import concurrent.futures, functools, socket, sys

import websub_bad_servers, websub_example_publisher, websub_rules
from websub_example_site import TOPICS, Hub
from websub_publisher_links import Topic
from websub_publisher_pings import Publisher
from websub_rule_table import HUB, PINGS, PUBLISHER
from websub_session import Session

LANES = 16


def failed(rules, site):
    return {verdict.rule: verdict.seen for verdict in websub_rules.run(rules, site) if verdict.verdict == "FAIL"}


def at_hub(kind, rules):
    """What the rules say of this hub: names of those that fail, with what they saw."""
    with kind() as hub:
        topics = [hub.url(path) for path in TOPICS]
        return failed(rules, Session(hub.hubs[0], topics, hub.change, timeout=2.0, quiet=0.3))


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def at_publisher(kind, rules):
    port = free_port()
    with kind(port) as publisher:
        topics = [publisher.url(path) for path in websub_example_publisher.FEEDS]
        restart = f"curl -s {publisher.url('/restart')}"
        with Publisher(topics, publisher.change, restart, port, timeout=2.0, quiet=0.3) as site:
            wrong = failed([rule for rule in rules if rule in PINGS], site)
        for topic in topics:
            site = Topic(topic, 2.0, publisher.url("/"), publisher.url("/old.rss"))
            wrong.update(failed([rule for rule in rules if rule in PUBLISHER], site))
        return wrong


def named(kind, rules):
    return [rule for rule in rules if rule.name.startswith(kind.breaks)]


def judge(pool, try_at, right, wrong, rules):
    """What is amiss with these rules: they blame who is right, or no one who is wrong."""
    blamed = [pool.submit(try_at, right, rules[lane::LANES]) for lane in range(LANES)]
    tried = {kind: pool.submit(try_at, kind, named(kind, rules)) for kind in wrong}
    broken = set()
    for kind, done in tried.items():
        print(f"{kind.__name__}: {len(done.result())} of {len(named(kind, rules))} rules fail")
        broken |= set(done.result())
    for done in blamed:
        yield from (f"{right.__name__} that is right: {name}: {seen}" for name, seen in done.result().items())
    yield from (f"none that is wrong breaks {rule.name!r}" for rule in rules if rule.name not in broken)


def main():
    rules = [HUB, PUBLISHER + PINGS]
    with concurrent.futures.ThreadPoolExecutor(3 * LANES) as pool:
        ways = (at_hub, at_publisher), (Hub, websub_example_publisher.Publisher)
        bad = websub_bad_servers.HUBS, websub_example_publisher.PUBLISHERS
        wrong = [line for some in map(functools.partial(judge, pool), *ways, bad, rules) for line in some]
    for table in rules:
        names = [rule.name for rule in table]
        wrong += [f"two rules are called {name!r}" for name in sorted(set(names)) if names.count(name) > 1]
    print(*wrong, sep="\n")
    sys.exit(1 if wrong else 0)


main()
