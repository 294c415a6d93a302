# SPDX-License-Identifier: Apache-2.0
"""The start of the service: when it is active, and when it refuses to start."""

import os
import stat
import subprocess
import time

import control
import service
from case import case, expect, wait_for
from configurations import server
from journal import Journal, text
from recorder import Recorder
from simulator import Simulator


@case
def active_only_after_the_first_answer():
    with Recorder(is_open=False) as recorder:
        service.configure(server(recorder.url))
        service.command("systemctl", "start", "--no-block", service.UNIT)
        wait_for("the first request", lambda: recorder.requests)
        state = service.properties("ActiveState", "SubState")
        expect(state == ["activating", "start"], f"with its first request unanswered, the unit is {state}")
        recorder.gate.set()
        wait_for("active after the answer", lambda: service.properties("ActiveState") == ["active"], 9)
    status = service.properties("StatusText")[0]
    expect(status, "the service manager has no STATUS=")


@case
def active_after_ten_seconds_without_an_answer():
    with Recorder(is_open=False) as recorder:
        service.configure(server(recorder.url, request_timeout="30s"))
        start = time.monotonic()
        service.start()
        elapsed = time.monotonic() - start
    expect(8 <= elapsed <= 12, f"active after {elapsed:.1f} s")


@case
def without_a_configuration_it_ends_with_78_and_is_not_restarted():
    journal = Journal()
    service.command("systemctl", "start", service.UNIT, check=False)
    wait_for("the unit has failed", lambda: service.properties("ActiveState") == ["failed"])
    result = service.properties("Result", "ExecMainStatus", "NRestarts", "SubState")
    expect(result == ["exit-code", "78", "0", "failed"], f"Result, ExecMainStatus, NRestarts, SubState are {result}")
    entries = journal.entries("SYSLOG_IDENTIFIER=plex-activityd", "PRIORITY=3")
    expect(len(entries) == 1, f"there are {len(entries)} entries of priority err instead of one")
    message = text(entries[0]["MESSAGE"])
    expect(service.CONFIGURATION in message, f"the entry does not name the file to write: {message}")
    expect("plex-activityctl setup" in message, f"the entry does not say what to run: {message}")


@case
def wrong_configuration_ends_with_78_and_is_not_restarted():
    journal = Journal()
    service.configure(server(poll_interval="fortnight"))
    service.command("systemctl", "start", service.UNIT, check=False)
    result = service.properties("ActiveState", "ExecMainStatus", "NRestarts")
    expect(result == ["failed", "78", "0"], f"ActiveState, ExecMainStatus, NRestarts are {result}")
    messages = journal.messages()
    for word in ["plex-activityd.toml", "poll-interval", "fortnight"]:
        expect(word in messages, f"the journal does not name {word}")


@case
def without_a_token_file_it_starts_and_sends_no_token():
    with Recorder() as recorder:
        service.configure(server(recorder.url))
        expect(not os.path.exists(f"{service.CONFIGURATION}/token"), "there is a token file")
        service.start()
        wait_for("a poll", lambda: [path for path, _ in recorder.requests if path.startswith("/activities")])
        for path, headers in recorder.requests:
            names = {name.lower() for name in headers}
            expect("x-plex-client-identifier" in names, f"{path} was asked without the headers of a client: {names}")
            expect("x-plex-token" not in names, f"{path} was asked with a token")


@case
def a_token_file_closed_to_all_but_root_is_used():
    simulator = Simulator(token="0123456789abcdefghij")
    service.configure(server())
    service.write(f"{service.CONFIGURATION}/token", "0123456789abcdefghij\n", 0o600)
    journal = Journal()
    service.start()
    simulator.start_scan()
    journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")


@case
def files_have_the_documented_modes():
    simulator = Simulator()
    service.configure(server())
    service.start()
    simulator.start_scan()
    # The daemon saves its state at its end.
    service.command("systemctl", "restart", service.UNIT)
    wait_for("both files", lambda: service.status() and service.saved_state())
    wanted = {
        service.RUNTIME: 0o755,
        f"{service.RUNTIME}/status.json": 0o640,
        service.STATE: 0o700,
        f"{service.RUNTIME}/servers": 0o750,
        f"{service.RUNTIME}/servers/home.json": 0o640,
        f"{service.STATE}/state.json": 0o600,
        f"{service.STATE}/servers/home.json": 0o600,
        f"{service.STATE}/told": 0o600,
    }
    for path, mode in wanted.items():
        found = stat.S_IMODE(os.stat(path).st_mode)
        expect(found == mode, f"{path} has the mode {found:04o}, not {mode:04o}")


@case
def members_of_the_group_may_read_the_status():
    simulator = Simulator()
    service.configure(server())
    service.start()
    simulator.start_scan()
    wait_for("the status shows the scan", lambda: "library.update.section" in control.run("status").stdout)
    member = ["setpriv", "--reuid=65534", "--regid=65534", "--groups=plex-activity"]
    stranger = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    status = ["/usr/bin/plex-activityctl", "status"]
    result = subprocess.run([*member, *status], capture_output=True, text=True, check=False)
    expect(result.returncode == 0, f"a member of plex-activity cannot read the status: {result.stderr}")
    expect("library.update.section" in result.stdout, f"the member does not see the scan: {result.stdout}")
    result = subprocess.run([*stranger, *status], capture_output=True, text=True, check=False)
    expect(result.returncode == 77, f"a stranger gets {result.returncode} from status: {result.stderr}")


@case
def a_refused_request_without_a_token_says_so_and_what_to_run():
    Simulator(token="0123456789abcdefghij")
    service.configure(server())
    journal = Journal()
    service.start()
    message = text(journal.wait_for_event("authentication-refused")["MESSAGE"])
    for word in ["no token was sent", "/etc/plex-activityd/token", "plex-activityctl token set"]:
        expect(word in message, f"the event does not name {word!r}: {message}")
