"""The shape in which every reader answers: rows, types and exact sums of a table, by partition, as texts."""
import json
import sys
from decimal import Decimal, getcontext

getcontext().prec = 120


def text(value):
    if value is None:
        return None
    digits = format(Decimal(value).normalize(), "f")
    whole, _, fraction = digits.partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}"


def cannot(reason):
    """This machine lacks something: the caller says so and goes on."""
    print(reason, file=sys.stderr)
    sys.exit(3)


def answer(value):
    print(json.dumps(value))
