# SPDX-License-Identifier: Apache-2.0
"""plex-activityctl, as people and units run it."""

import json
import signal
import subprocess

from case import Failure, wait_for

PROGRAM = "/usr/bin/plex-activityctl"


def run(*arguments, user=None):
    """Runs the tool to its end, as root or as a user without rights; the result with text."""
    prefix = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    return subprocess.run(
        [*prefix, PROGRAM, *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=60, check=False,
    )  # fmt: skip


def events(*arguments):
    """The events that the tool shows as JSON, as dictionaries."""
    result = run("events", "--json", *arguments)
    if result.returncode != 0:
        raise Failure(f"events ended with {result.returncode}: {result.stderr.strip()}")
    return [json.loads(line) for line in result.stdout.splitlines()]


class Follower:
    """A running `events --follow --json`; its output goes to a file, so that nobody has to read it in time.

    It listens to SIGINT even where the tests themselves run in the background of a shell, which has them ignore it.
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
        """What it has shown so far."""
        with open(self.output, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def wait_for_event(self, name, seconds=20.0, **fields):
        """The first event of this name with these values, waited for."""
        return wait_for(
            f"events --follow shows {name}",
            lambda: [
                event
                for event in self.events()
                if event["PLEX_EVENT"] == name and all(event.get(key) == value for key, value in fields.items())
            ],
            seconds,
        )[0]
