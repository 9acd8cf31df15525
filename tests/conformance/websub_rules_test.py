"""The rules of websub_rules.py hold for a small publisher and hub that are right, and each is broken by one that is wrong."""
import concurrent.futures, itertools, random, socket, sys

import websub_bad_servers, websub_example_publisher, websub_rules
from websub_example_site import TOPICS, Hub
from websub_publisher_links import Topic
from websub_publisher_pings import Publisher
from websub_rule_table import HUB, PINGS, PUBLISHER
from websub_session import Session

LANES = 6


def patience(kind):
    """Seconds to wait for what must come. Who is wrong costs them all; who is right may be on a machine that is busy."""
    return 2.0 if hasattr(kind, "breaks") else 10.0


def failed(rules, site):
    return {verdict.rule: verdict.seen for verdict in websub_rules.run(rules, site) if verdict.verdict == "FAIL"}


def at_hub(kind, rules):
    """What the rules say of this hub: names of those that fail, with what they saw."""
    with kind() as hub:
        topics = [hub.url(path) for path in TOPICS]
        return failed(rules, Session(hub.hubs[0], topics, hub.change, timeout=patience(kind), quiet=0.5))


# No outgoing connection takes one of these by itself, as it does of those that the system gives for port 0.
ports = itertools.count(random.randrange(20000, 31000))


def free_port():
    for port in ports:
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass  # somebody else's


def at_publisher(kind, rules):
    port = free_port()
    with kind(port) as publisher:
        topics = [publisher.url(path) for path in websub_example_publisher.FEEDS]
        restart = f"curl -s {publisher.url('/restart')}"
        with Publisher(topics, publisher.change, restart, port, timeout=patience(kind), quiet=0.4) as site:
            wrong = failed([rule for rule in rules if rule in PINGS], site)
        for topic in topics:
            site = Topic(topic, patience(kind), publisher.url("/"), publisher.url("/old.rss"))
            wrong.update(failed([rule for rule in rules if rule in PUBLISHER], site))
        return wrong


def named(kind, rules):
    return [rule for rule in rules if rule.name.startswith(kind.breaks)]


def begin(pool, try_at, right, wrong, rules):
    """The rules at who is right, in lanes, and at each who is wrong."""
    blamed = [pool.submit(try_at, right, rules[lane::LANES]) for lane in range(LANES)]
    return right, rules, blamed, {kind: pool.submit(try_at, kind, named(kind, rules)) for kind in wrong}


def judge(right, rules, blamed, tried):
    """What is amiss with these rules: they blame who is right, or no one who is wrong."""
    broken = set()
    for kind, done in tried.items():
        print(f"{kind.__name__}: {len(done.result())} of {len(named(kind, rules))} rules fail")
        broken |= set(done.result())
    for done in blamed:
        yield from (f"{right.__name__} that is right: {name}: {seen}" for name, seen in done.result().items())
    yield from (f"none that is wrong breaks {rule.name!r}" for rule in rules if rule.name not in broken)


def main():
    publisher = at_publisher, websub_example_publisher.Publisher, websub_example_publisher.PUBLISHERS, PUBLISHER + PINGS
    with concurrent.futures.ThreadPoolExecutor(4 * LANES) as pool:
        begun = [begin(pool, *role) for role in (publisher, (at_hub, Hub, websub_bad_servers.HUBS, HUB))]
        wrong = [line for role in begun for line in judge(*role)]
    for table in (HUB, PUBLISHER, PINGS):
        names = [rule.name for rule in table]
        wrong += [f"two rules are called {name!r}" for name in sorted(set(names)) if names.count(name) > 1]
    print(*wrong, sep="\n")
    sys.exit(1 if wrong else 0)


main()
