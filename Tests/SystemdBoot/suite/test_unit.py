# SPDX-License-Identifier: Apache-2.0
"""The unit file and its sandbox."""

import subprocess

import service
from case import case, expect
from configurations import server
from journal import Journal
from simulator import Simulator


@case
def the_unit_is_valid():
    # Check the shipped unit, without the drop-ins of the tests.
    output = subprocess.run(
        ["systemd-analyze", "verify", service.UNIT_FILE], capture_output=True, text=True, check=False
    )
    expect(output.returncode == 0 and not output.stderr.strip(), f"systemd-analyze verify says: {output.stderr.strip()}")


@case
def exposure_is_at_most_nine_tenths():
    service.command("systemd-analyze", "security", "--offline=true", "--threshold=9", service.UNIT_FILE)
    # A lower threshold must fail.
    output = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=8", service.UNIT_FILE], capture_output=True, check=False
    )
    expect(output.returncode != 0, "the threshold has no effect")


@case
def the_process_has_no_privilege():
    Simulator()
    service.configure(server())
    service.start()
    with open(f"/proc/{service.main_process()}/status", encoding="utf-8") as file:
        fields = dict(line.split(":\t", 1) for line in file.read().splitlines() if ":\t" in line)
    expect("0" not in fields["Uid"].split(), f"it runs as {fields['Uid']}")
    for capabilities in ["CapEff", "CapPrm", "CapBnd", "CapAmb"]:
        expect(int(fields[capabilities], 16) == 0, f"{capabilities} is {fields[capabilities]}")
    expect(fields["NoNewPrivs"] == "1", "it could gain privileges")
    expect(fields["Seccomp"] == "2", "its system calls are not filtered")


@case
def nothing_of_the_runtime_complains_about_the_sandbox():
    Simulator()
    service.configure(server())
    journal = Journal()
    service.start()
    service.command("systemctl", "stop", service.UNIT)
    # Only libraries write to standard output or error here; the daemon uses the journal's own protocol.
    stray = journal.entries("_TRANSPORT=stdout")
    expect(not stray, f"on standard output or error: {[entry['MESSAGE'] for entry in stray]}")
