# SPDX-License-Identifier: Apache-2.0
"""What journald holds."""

import json
import time

from case import wait_for
from service import UNIT, command


class Journal:
    """The entries of the service from the moment at which this was made."""

    def __init__(self):
        self.start = time.monotonic() * 1_000_000

    def entries(self, *matches, unit=UNIT):
        """Entries of the unit that match, oldest first, as dictionaries of fields."""
        # Not by --after-cursor: with matches, journalctl of systemd 252 leaves out the first entry after it.
        output = command("journalctl", f"--unit={unit}", "--all", "--quiet", "--output=json", *matches)
        entries = [json.loads(line) for line in output.splitlines()]
        return [entry for entry in entries if int(entry["__MONOTONIC_TIMESTAMP"]) >= self.start]

    def events(self, name, **fields):
        """Events of this name whose fields have these values."""
        return self.entries(f"PLEX_EVENT={name}", *(f"{key}={value}" for key, value in fields.items()))

    def wait_for_event(self, name, seconds=30.0, **fields):
        """The first event of this name with these values, waited for."""
        wanted = " ".join([name, *(f"{key}={value}" for key, value in fields.items())])
        return wait_for(f"the event {wanted}", lambda: self.events(name, **fields), seconds)[0]

    def messages(self):
        """All messages, one a line, for the reader of a failed test."""
        return "\n".join(text(entry.get("MESSAGE")) for entry in self.entries())


def text(value):
    """A field as text: journalctl writes one that is not UTF-8 as a list of bytes, and one set twice as a list."""
    if isinstance(value, list):
        if all(isinstance(item, int) for item in value):
            return bytes(value).decode(errors="replace")
        return " ".join(text(item) for item in value)
    return value or ""
