# SPDX-License-Identifier: Apache-2.0
"""Tests of the installed service under a booted systemd. The arguments name the tests to run; the default is all."""

import sys

import case
import journal
import service
import simulator

import test_start  # noqa: F401  (each defines tests)
import test_stopping  # noqa: F401
import test_reload  # noqa: F401
import test_survival  # noqa: F401
import test_burst  # noqa: F401
import test_secrecy  # noqa: F401
import test_unit  # noqa: F401
import test_catalog  # noqa: F401
import test_events  # noqa: F401
import test_operator  # noqa: F401
import test_recipes  # noqa: F401
import test_page  # noqa: F401
import test_time_zone  # noqa: F401
import test_docker  # noqa: F401

current = None


def before():
    """Resets everything before a test."""
    global current
    simulator.stop()
    service.reset()
    current = journal.Journal()


def on_failure():
    """Prints the journal and the unit's state after a failed test."""
    for line in current.messages().splitlines()[-40:]:
        print("    " + line)
    for name in ["ActiveState", "SubState", "Result", "NRestarts", "StatusText"]:
        print(f"    {name}={service.properties(name)[0]}")


def main():
    names = sys.argv[1:] or list(case.cases)
    unknown = [name for name in names if name not in case.cases]
    if unknown:
        print(f"no such test: {', '.join(unknown)}; the tests are: {', '.join(case.cases)}", file=sys.stderr)
        return 64
    service.command("journalctl", "--update-catalog")
    service.command("systemd-sysusers")
    failed = case.run(names, before, on_failure)
    service.reset()
    return 1 if failed else 0


sys.exit(main())
