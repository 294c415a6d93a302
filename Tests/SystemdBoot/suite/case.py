# SPDX-License-Identifier: Apache-2.0
"""Tests: their definition, their waits and their failures."""

import time
import traceback

# The tests by name, in the order of their definition.
cases = {}


class Failure(Exception):
    """A failed expectation; the text is for the reader of the test's result."""


class NotPossibleHere(Exception):
    """This machine's kernel lacks a feature that the test needs. The test is counted separately, never as passed."""


def case(function):
    """Turns a function into a test; its name says what must hold."""
    cases[function.__name__.replace("_", "-")] = function
    return function


def expect(condition, why):
    """Fails with a reason if the condition does not hold."""
    if not condition:
        raise Failure(why)


def wait_for(what, condition, seconds=20.0):
    """Waits for a true value of the condition and returns it; fails after the time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise Failure(f"this did not happen within {seconds:g} s: {what}")
        time.sleep(0.1)


def run(names, before, on_failure):
    """Runs the named tests, each after `before`, and returns the number of failures."""
    passed, failed, not_possible = 0, 0, 0
    for name in names:
        start = time.monotonic()
        try:
            before()
            cases[name]()
        except NotPossibleHere as reason:
            not_possible += 1
            print(f"not possible here: {name}: {reason}")
        except Exception as error:
            failed += 1
            why = str(error) if isinstance(error, Failure) else traceback.format_exc().strip()
            print(f"FAILED {name}: {why}")
            on_failure()
        else:
            passed += 1
            print(f"ok {name} ({time.monotonic() - start:.1f} s)")
    if not_possible:
        print(f"{not_possible} not possible on this machine")
    print(f"{passed} passed, {failed} failed")
    return failed
