# SPDX-License-Identifier: Apache-2.0
"""The simulated server, as a transient unit on the container's loopback interface."""

import urllib.error
import urllib.request

from case import wait_for
from service import command, write

PROGRAM = "/opt/plex-activityd-tests/plex-simulator"
IDENTIFIER = "5a11000000000000000000000000000000c0ffee"

# A library whose scan sticks after a refresh. The scan cannot be cancelled, and ends when the refresh of its section is
# stopped.
STUCK_SCAN = """
[server]
machine-identifier = "%s"
%s

[[section]]
id = "1"
title = "Movies"

[[activity]]
type = "library.update.section"
title = "Scanning Movies"
section = "1"
start-on = "section-refresh"
cancellable = false
stick-at = 42
duration = "1s"
to = 100
"""


class Simulator:
    """A running simulator. A new one ends the one before."""

    def __init__(self, scenario=None, token=None, port=32400):
        scenario = scenario or STUCK_SCAN % (IDENTIFIER, f'token = "{token}"' if token else "")
        self.token = token
        self.address = f"http://127.0.0.1:{port}"
        stop()
        write("/run/plex-simulator.toml", scenario, 0o600)
        command(
            "systemd-run", "--quiet", "--unit=plex-simulator", "--collect",
            PROGRAM, "--port", str(port), "--scenario", "/run/plex-simulator.toml",
        )  # fmt: skip
        wait_for("the simulator answers", lambda: self.ask("/identity")[0])

    def ask(self, path, method="GET", token=None):
        """The status and body of an answer; status 0 without an answer."""
        request = urllib.request.Request(self.address + path, method=method, headers={"Accept": "application/json"})
        if token or self.token:
            request.add_header("X-Plex-Token", token or self.token)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")
        except OSError:
            return 0, ""

    def start_scan(self):
        """Starts the sticking scan, and waits until the server shows it."""
        self.ask("/library/sections/1/refresh")
        wait_for("the simulator shows the scan", self.has_scan)

    def stop_scan(self):
        """Stops the scan like the daemon's remedy, and waits until it is gone."""
        self.ask("/library/sections/1/refresh", method="DELETE")
        wait_for("the scan has ended", lambda: not self.has_scan())

    def has_scan(self):
        """Whether the server shows a scan."""
        return "library.update.section" in self.ask("/activities")[1]


def stop():
    """Ends the simulator, if it runs."""
    command("systemctl", "stop", "plex-simulator.service", check=False)
    command("systemctl", "reset-failed", "plex-simulator.service", check=False)
