#!/usr/bin/env python3
"""Holds a WebSub publisher or hub against the W3C Recommendation of 2018-01-23, and against what subscribers need.

    websub_rules.py publisher TOPIC... [--touch COMMAND --hub-port PORT [--restart COMMAND]] [--page URL] [--moved URL]
    websub_rules.py hub HUB --topic TOPIC... --change COMMAND [--callback-host 127.0.0.1]
    both: [--only WORD] [--json] [--timeout SECONDS] [--quiet SECONDS]

Prints a line for each rule: PASS, FAIL or SKIP, its name, what asks for it (a section of the Recommendation; P1 to P10
and H1 to H19 number its demands in README.md; "ours": no standard does), and what was wrong. Ends with 1 when a rule
fails. COMMAND is a shell command that makes the topics change, --restart one that restarts the publisher and returns when
it serves. The suite is itself the hub that a publisher is to ping, at http://127.0.0.1:PORT/hub, and the subscriber of a
hub, at CALLBACK-HOST, which the hub must be allowed to call. Of several topics of a hub the first is the one most rules use.
"""
import argparse, subprocess

import websub_hub_requests, websub_hub_deliveries, websub_hub_verification, websub_hub_addresses  # each fills a table
import websub_publisher_links, websub_publisher_pings
from http_wire import Skipped, Unfit
from verdicts import Verdict, add_options, statuses, tell, wanted
from websub_rule_table import HUB, PINGS, PUBLISHER
from websub_session import Session


def judge(rule, site, prefix=""):
    site.seen.clear()
    try:
        rule.check(site)
    except Skipped as reason:
        verdict = "SKIP", str(reason)
    except (Unfit, OSError, ValueError, LookupError, TypeError, AttributeError, SyntaxError, subprocess.SubprocessError) as error:
        verdict = "FAIL", " ".join((str(error) or repr(error)).split())
    else:
        verdict = "PASS", statuses(site.seen)
    site.forget()
    return Verdict(verdict[0], prefix + rule.name, rule.section, verdict[1])


def run(rules, site, only="", prefix=""):
    for rule in wanted(rules, only):
        yield judge(rule, site, prefix)


def of_publisher(options):
    for topic in options.topic:
        site = websub_publisher_links.Topic(topic, options.timeout, options.page, options.moved)
        prefix = topic.rpartition("/")[2] + ": " if len(options.topic) > 1 else ""
        yield from run(PUBLISHER, site, options.only, prefix)
    site = websub_publisher_pings.Publisher(options.topic, options.touch, options.restart, options.hub_port, options.timeout,
                                            options.quiet)
    with site:
        yield from run(PINGS, site, options.only)


def of_hub(options):
    yield from run(HUB, Session(options.hub, options.topic, options.change, options.callback_host, options.timeout, options.quiet),
                   options.only)


def parsed():
    arguments = argparse.ArgumentParser()
    roles = arguments.add_subparsers(required=True)
    publisher = roles.add_parser("publisher")
    publisher.add_argument("topic", nargs="+")
    publisher.add_argument("--touch", help="makes all topics change")
    publisher.add_argument("--restart", help="restarts the publisher")
    publisher.add_argument("--hub-port", type=int, help="where the suite is the hub that the publisher pings")
    publisher.add_argument("--page", help="an HTML page of the publisher")
    publisher.add_argument("--moved", help="an address that a topic had before")
    publisher.set_defaults(judge=of_publisher)
    hub = roles.add_parser("hub")
    hub.add_argument("hub")
    hub.add_argument("--topic", nargs="+", required=True)
    hub.add_argument("--change", help="makes all topics change")
    hub.add_argument("--callback-host", default="127.0.0.1")
    hub.set_defaults(judge=of_hub)
    for role in (publisher, hub):
        add_options(role, timeout="seconds to wait for what must come")
        role.add_argument("--quiet", type=float, default=0.7, help="seconds to wait for what must not come")
    return arguments.parse_args()


def main():
    options = parsed()
    tell(options.judge(options), options)


if __name__ == "__main__":
    main()
