# SPDX-License-Identifier: Apache-2.0
"""Runs plex-activityctl as people and units do."""

import json
import signal
import subprocess

from case import Failure, wait_for

PROGRAM = "/usr/bin/plex-activityctl"


def run(*arguments, user=None):
    """Runs the tool to its end, as root or as a user without rights; returns its result as text."""
    prefix = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    return subprocess.run(
        [*prefix, PROGRAM, *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=60, check=False,
    )  # fmt: skip


def events(*arguments):
    """The events from the tool's JSON, as dictionaries."""
    result = run("events", "--json", *arguments)
    if result.returncode != 0:
        raise Failure(f"events ended with {result.returncode}: {result.stderr.strip()}")
    return [json.loads(line) for line in result.stdout.splitlines()]


class Follower:
    """A running `events --follow --json`; its output goes to a file, so that no reader can slow it down.

    It reacts to SIGINT even if the tests run in the background of a shell, which makes them ignore that signal.
    """

    def __init__(self, *arguments, output="/run/follower.json"):
        self.output = output
        with open(output, "wb") as file:
            self.process = subprocess.Popen(
                [PROGRAM, "events", "--json", "--follow", *arguments], stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )  # fmt: skip

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def events(self):
        """The events that it has shown so far."""
        with open(self.output, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def wait_for_event(self, name, seconds=20.0, **fields):
        """Waits for an event with this name and these values, and returns the first."""
        return wait_for(
            f"events --follow shows {name}",
            lambda: [
                event
                for event in self.events()
                if event["PLEX_EVENT"] == name and all(event.get(key) == value for key, value in fields.items())
            ],
            seconds,
        )[0]
