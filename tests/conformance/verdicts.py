"""What a rule says of whom it was tried at, and how a suite tells all of it. The options of that are in every suite."""
import collections, json, sys

Verdict = collections.namedtuple("Verdict", "verdict rule section seen")


def statuses(seen):
    """[200, 304, 304] as "200 304 x2"."""
    counted = collections.Counter(seen)
    return " ".join(f"{status} x{count}" if count > 1 else str(status) for status, count in counted.items())


def wanted(rules, only):
    return [rule for rule in rules if only.lower() in f"{rule.name} {rule.section}".lower()]


def add_options(arguments, timeout):
    arguments.add_argument("--only", default="", help="only rules whose name or section contains this")
    arguments.add_argument("--json", action="store_true", help="an object a line")
    arguments.add_argument("--timeout", type=float, default=5.0, help=timeout)


def tell(verdicts, options):
    """Prints each as it comes, then how many there were of each kind, and ends the program: with 1 when a rule failed."""
    count = collections.Counter()
    for verdict in verdicts:
        count[verdict.verdict] += 1
        print(json.dumps(verdict._asdict()) if options.json else "\t".join(verdict), flush=True)
    if not count:
        sys.exit(f"no rule has {options.only!r} in its name or section")
    if not options.json:
        print(f"{count['PASS']} passed, {count['FAIL']} failed, {count['SKIP']} skipped")
    sys.exit(1 if count["FAIL"] else 0)
