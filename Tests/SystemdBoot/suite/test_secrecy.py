# SPDX-License-Identifier: Apache-2.0
"""The token is in its file and nowhere else."""

import os
import secrets

import service
from case import case, expect
from configurations import server, stuck_rule
from journal import Journal
from simulator import Simulator


@case
def the_token_is_found_nowhere():
    token = secrets.token_hex(10)
    simulator = Simulator(token=token)
    expect(simulator.ask("/activities", token="wrong")[0] == 401, "the simulator accepts any token")
    service.configure(server(), stuck_rule())
    service.write(f"{service.CONFIGURATION}/token", token + "\n", 0o600)
    expect(holders(token, [service.CONFIGURATION]), "the search does not find the token in its file")

    journal = Journal()
    service.start()
    # The stop proves that the server accepted the token.
    simulator.start_scan()
    journal.wait_for_event("stop-confirmed")
    # Cause error messages: a bad file, a refused token, a missing server.
    service.write(f"{service.CONFIGURATION}/rules.d/test.toml", "[[rule]]\nnam = 1\n")
    service.command("systemctl", "reload", service.UNIT, check=False)
    journal.wait_for_event("configuration-rejected")
    other = Simulator(token=secrets.token_hex(10))
    journal.wait_for_event("authentication-refused")
    expect(other.ask("/identity")[0], "the simulator does not answer")
    service.command("systemctl", "stop", "plex-simulator.service")

    expect_nowhere(token)
    service.command("systemctl", "stop", service.UNIT)
    expect_nowhere(token)


def expect_nowhere(token):
    """Fails if the token is in the journal, in the arguments of a process, or in the daemon's directories."""
    service.command("journalctl", "--sync")
    export = service.command("journalctl", "--output=export", "--all", "--quiet")
    expect("stop-confirmed" in export, "the journal was not read")
    expect(token not in export, "the journal contains the token")
    arguments = holders(token, [f"/proc/{process}/cmdline" for process in os.listdir("/proc") if process.isdigit()])
    expect(not arguments, f"the token is among the arguments of {arguments}")
    # The directory of a dynamic user is a link into /var/lib/private.
    found = holders(token, ["/run/log/journal", os.path.realpath(service.STATE), service.STATE, service.RUNTIME])
    expect(not found, f"the token is in {found}")


def holders(token, paths):
    """The files with the token, among these files and directories."""
    files = list(paths)
    for path in paths:
        for directory, _, names in os.walk(path):
            files += [os.path.join(directory, name) for name in names]
    return [file for file in files if os.path.isfile(file) and holds(file, token.encode())]


def holds(path, needle):
    """Whether a file contains these bytes; false for a file that has disappeared."""
    try:
        with open(path, "rb") as file:
            return needle in file.read()
    except (FileNotFoundError, ProcessLookupError):
        return False
