#!/usr/bin/env python3
"""Holds an HTTP server that publishes feeds against RFC 9110, 9111 and 9112, and against what feed readers need.

    http_rules.py http://127.0.0.1:8080 --feed /feeds/all.rss [--only WORD] [--json] [--timeout SECONDS]
        [--former ETAG] [--gone PATH] [--moved PATH]

Prints a line for each rule: PASS, FAIL or SKIP, its name, the section that asks for it ("ours": no standard does), and
the statuses seen or what was wrong. Ends with 1 when a rule fails. Knows nothing of the server but the feed's path: what
is compared is learnt from its answers, and other documents are found by its links; what no answer tells may be given
by --former, --gone and --moved. Whoever changes the feed meanwhile costs a repetition, no wrong verdict. Needs no package;
br and zstd are unpacked by the programs brotli and zstd, without which their rules are skipped.
"""
import argparse

import http_conditions, http_ranges, http_codings, http_fields, http_methods, http_targets  # each fills the table
import http_heads, http_framing, http_connections
import http_addresses  # after those: it takes up what of them is general
import http_entries, http_selections, http_choices, http_archives, http_lists, http_pages, http_deltas, http_gone, http_errors
from http_rule_table import RULES
from http_wire import Site, Skipped, Unfit
from verdicts import Verdict, add_options, statuses, tell, wanted


def fingerprint(site):
    try:
        return site.ask()["ETag"]
    except (Unfit, OSError):
        return None


def try_once(rule, site):
    site.seen.clear()
    try:
        rule.check(site)
    except Skipped as reason:
        return "SKIP", str(reason)
    except (Unfit, OSError) as error:
        return "FAIL", str(error) or repr(error)
    return "PASS", statuses(site.seen)


def judge(rule, site):
    """A failure counts when the feed has stayed as it was meanwhile."""
    for _ in range(3):
        before = fingerprint(site)
        verdict, seen = try_once(rule, site)
        if verdict != "FAIL" or fingerprint(site) == before:
            break
    return Verdict(verdict, rule.name, rule.section, seen)


def run(site, only=""):
    for rule in wanted(RULES, only):
        yield judge(rule, site)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("base")
    arguments.add_argument("--feed", required=True)
    add_options(arguments, timeout="seconds to wait for each part of an answer")
    arguments.add_argument("--former", help="an ETag that the feed had before its last change, with its quotes")
    arguments.add_argument("--gone", help="the path of a feed that was removed")
    arguments.add_argument("--moved", help="the path of a feed that is elsewhere now")
    options = arguments.parse_args()
    site = Site(options.base, options.feed, options.timeout, options.former, options.gone, options.moved)
    tell(run(site, options.only), options)


if __name__ == "__main__":
    main()
