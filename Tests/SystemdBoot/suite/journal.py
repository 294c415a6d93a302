# SPDX-License-Identifier: Apache-2.0
"""The journal."""

import json
import time

from case import wait_for
from service import UNIT, command


class Journal:
    """The entries of the service since the creation of this object."""

    def __init__(self):
        self.start = time.monotonic() * 1_000_000

    def entries(self, *matches, unit=UNIT):
        """The matching entries of the unit, oldest first, as dictionaries of fields."""
        # --after-cursor is no alternative: with matches, journalctl of systemd 252 skips the first entry after it.
        output = command("journalctl", f"--unit={unit}", "--all", "--quiet", "--output=json", *matches)
        entries = [json.loads(line) for line in output.splitlines()]
        return [entry for entry in entries if int(entry["__MONOTONIC_TIMESTAMP"]) >= self.start]

    def events(self, name, **fields):
        """The events with this name and these values."""
        return self.entries(f"PLEX_EVENT={name}", *(f"{key}={value}" for key, value in fields.items()))

    def wait_for_event(self, name, seconds=30.0, **fields):
        """Waits for an event with this name and these values, and returns the first."""
        wanted = " ".join([name, *(f"{key}={value}" for key, value in fields.items())])
        return wait_for(f"the event {wanted}", lambda: self.events(name, **fields), seconds)[0]

    def messages(self):
        """All messages, a line each, for the reader of a failed test."""
        return "\n".join(text(entry.get("MESSAGE")) for entry in self.entries())


def text(value):
    """A field as text. journalctl writes a field that is not UTF-8 as a list of bytes, and a repeated field as a list."""
    if isinstance(value, list):
        if all(isinstance(item, int) for item in value):
            return bytes(value).decode(errors="replace")
        return " ".join(text(item) for item in value)
    return value or ""
