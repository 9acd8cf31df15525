"""The rules of each role, in the order they are tried."""
import functools

from http_rule_table import OURS, Rule, call  # OURS for those who add rules

PUBLISHER, PINGS, HUB = [], [], []


def table(rules):
    """A decorator for one role. Each row makes a rule: the function gets the site and the row, the texts its values by number."""
    def rule(name, section, rows=((),)):
        def register(function):
            for row in rows:
                rules.append(Rule(name.format(*row), section.format(*row), functools.partial(call, function, row), False))
            return function
        return register
    return rule


publisher_rule, ping_rule, hub_rule = table(PUBLISHER), table(PINGS), table(HUB)
