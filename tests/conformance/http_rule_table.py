"""Where the rules stand in the order they are tried."""
import collections, functools

Rule = collections.namedtuple("Rule", "name section check")
RULES = []
OURS = "ours"  # no standard asks for it; a feed's readers and operators do


def rule(name, section, rows=((),)):
    """Each row makes a rule of its own: the function gets the site and the row, name and section its values by number."""
    def register(function):
        for row in rows:
            RULES.append(Rule(name.format(*row), section.format(*row), functools.partial(call, function, row)))
        return function
    return register


def call(function, row, site):
    return function(site, *row)
