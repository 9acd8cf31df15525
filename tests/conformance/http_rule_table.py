"""Where the rules stand in the order they are tried."""
import collections, functools

Rule = collections.namedtuple("Rule", "name section check general")
RULES = []
CODED = "coded"  # a general rule for documents that have coded forms; small ones need none
OURS = "ours"  # no standard asks for it; a feed's readers and operators do


def rule(name, section, rows=((),), general=False):
    """Each row makes a rule of its own: the function gets the site and the row, name and section its values by number.
    `general` (True, CODED, or a function that says it of a row): it holds for any document of the site as for the feed."""
    def register(function):
        for row in rows:
            RULES.append(Rule(name.format(*row), section.format(*row), functools.partial(call, function, row),
                              general(*row) if callable(general) else general))
        return function
    return register


def call(function, row, site):
    return function(site, *row)
