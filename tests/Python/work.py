"""Functions that the tests give to nodes."""

import functools


def parse_file(fn: str) -> list:
    return [fn, fn]


def process_item(x):
    return x


def takes_all(a, b=2, *, c=3):
    return a, b, c


def takes_more(*values):
    return values


def by_position(a, /, b):
    return a, b


def any_names(**named):
    return named


def decorate(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@decorate
def decorated(x, y=1):
    return x, y


class Steps:
    @staticmethod
    def first(x):
        return x

    def method(self, x):
        return x
