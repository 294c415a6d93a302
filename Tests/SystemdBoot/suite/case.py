# SPDX-License-Identifier: Apache-2.0
"""What a test is, how it waits, and how it fails."""

import time
import traceback

# In the order of their definition: name to function.
cases = {}


class Failure(Exception):
    """Something is not as it must be; the text is for the person who reads the test's result."""


class NotPossibleHere(Exception):
    """This machine's kernel lacks what the test is about. Counted apart, never as passed."""


def case(function):
    """Makes a function a test; its name says what must hold."""
    cases[function.__name__.replace("_", "-")] = function
    return function


def expect(condition, why):
    """Fails with a reason if the condition does not hold."""
    if not condition:
        raise Failure(why)


def wait_for(what, condition, seconds=20.0):
    """The first true value of the condition; fails if there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise Failure(f"not within {seconds:g} s: {what}")
        time.sleep(0.1)


def run(names, before, on_failure):
    """Runs the named tests, each after `before`; the number of those that did not pass."""
    passed, failed, not_possible = 0, 0, 0
    for name in names:
        start = time.monotonic()
        try:
            before()
            cases[name]()
        except NotPossibleHere as reason:
            not_possible += 1
            print(f"not possible here {name}: {reason}")
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
