# SPDX-License-Identifier: Apache-2.0
"""The recipes of docs/recipes.md, installed as described there."""

import glob
import os
import shutil

import service
from case import case, expect, wait_for
from configurations import server, stuck_rule
from hook import Hook
from journal import Journal
from simulator import IDENTIFIER, Simulator

RECIPES = "/usr/share/doc/plex-activityd/recipes"

# Scans that cannot be stopped, not even through their sections; one scan for each of two sections.
STUBBORN_SCANS = f"""
[server]
machine-identifier = "{IDENTIFIER}"
""" + "".join(
    f"""
[[section]]
id = "{section}"
title = "{title}"

[[activity]]
type = "library.update.section"
title = "Scanning {title}"
section = "{section}"
start-on = "section-refresh"
on-section-stop = "ignore"
cancellable = false
stick-at = 42
duration = "1s"
to = 100
"""
    for section, title in [(1, "Movies"), (2, "TV")]
)


def install(*names):
    """Installs units of the recipes as an administrator would."""
    for name in names:
        shutil.copy(f"{RECIPES}/{name}", f"/etc/systemd/system/{name}")
    service.command("systemctl", "daemon-reload")


def remove(*names):
    """Stops units and removes them."""
    for name in names:
        service.command("systemctl", "stop", name, check=False)
        service.command("systemctl", "reset-failed", name, check=False)
        os.unlink(f"/etc/systemd/system/{name}")
    service.command("systemctl", "daemon-reload")


def stubborn_server():
    """Starts a service whose rule fails to stop each scan."""
    simulator = Simulator(STUBBORN_SCANS)
    rule = stuck_rule(name="stuck-library-scan").replace("10s", "2s") + "attempts = 1\n"
    service.configure(server(), rule)
    service.mask_shipped_rules()
    service.start()
    return simulator


@case
def recipes_are_units_without_mistakes():
    units = [name for name in glob.glob(f"{RECIPES}/*") if name.endswith((".service", ".timer", ".path"))]
    expect(len(units) >= 9, f"there are {len(units)} units in {RECIPES}")
    # make install does not install the scripts of these units.
    for name in ("plex-activity-push", "plex-activity-notify"):
        shutil.copy(f"{RECIPES}/{name}", f"/usr/local/bin/{name}")
    service.command("systemd-analyze", "verify", "--man=no", *units)


def noted_place():
    """The stored cursor of the push service; empty before it has stored one."""
    try:
        with open("/var/lib/plex-activity-push/cursor", encoding="ascii") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


@case
def recipe_push_sends_each_message_once_even_if_the_hook_was_down():
    shutil.copy(f"{RECIPES}/plex-activity-push", "/usr/local/bin/plex-activity-push")
    install("plex-activity-push.service")
    with Hook() as hook:
        try:
            simulator = stubborn_server()
            service.write(f"{service.CONFIGURATION}/hook", f'url = "{hook.url}"\n', 0o600)
            journal = Journal()
            service.command("systemctl", "start", "plex-activity-push.service")
            wait_for("it follows the journal", lambda: follows("plex-activity-push.service"))
            simulator.start_scan()
            first = journal.wait_for_event("stop-ineffective")
            wait_for("the message", lambda: hook.messages)
            expect(hook.messages == [first["MESSAGE"]], f"the hook got {hook.messages}")
            # No argument list may contain the hook's address.
            expect(hook.url not in arguments(), "the hook's address is among the arguments of a process")
            wait_for("its place is noted", lambda: noted_place() == first["__CURSOR"])
            # Another event happens while the push service is down.
            service.command("systemctl", "stop", "plex-activity-push.service")
            simulator.ask("/library/sections/2/refresh")
            second = wait_for("another one", lambda: journal.events("stop-ineffective")[1:])[0]
            service.command("systemctl", "start", "plex-activity-push.service")
            wait_for("the message of the time between", lambda: len(hook.messages) >= 2)
            expect(hook.messages == [first["MESSAGE"], second["MESSAGE"]], f"the hook got {hook.messages}")
        finally:
            remove("plex-activity-push.service")


@case
def recipe_remount_mounts_anew_and_restarts_plex_once():
    units = ["plex-activity-stuck.service", "plex-remount.path", "plex-remount.service"]
    install(*units)
    service.write("/etc/systemd/system/srv-media.mount", "[Mount]\nWhat=tmpfs\nWhere=/srv/media\nType=tmpfs\n")
    service.write(
        "/etc/systemd/system/plexmediaserver.service", "[Service]\nExecStart=/bin/sleep infinity\n"
    )
    service.command("systemctl", "daemon-reload")
    service.command("systemctl", "start", "srv-media.mount", "plexmediaserver.service")
    service.write("/srv/media/old-mount", "")
    plex = invocation("plexmediaserver.service")
    try:
        simulator = stubborn_server()
        service.command("systemctl", "start", "plex-activity-stuck.service", "plex-remount.path")
        wait_for("it follows the journal", lambda: follows("plex-activity-stuck.service"))
        simulator.start_scan()
        wait_for("Plex was restarted", lambda: invocation("plexmediaserver.service") not in ("", plex), 40)
        expect(os.path.ismount("/srv/media"), "nothing is mounted")
        expect(not os.path.exists("/srv/media/old-mount"), "the mount is the old one")
        # A second request within six hours has no effect.
        wait_for("it is done", lambda: state("plex-remount.service") == "inactive")
        plex = invocation("plexmediaserver.service")
        service.command("systemctl", "start", "plex-remount.service")
        expect(invocation("plexmediaserver.service") == plex, "Plex was restarted again")
    finally:
        remove(*units, "plexmediaserver.service", "srv-media.mount")


@case
def recipe_check_fails_when_the_service_does_not_run():
    install("plex-activity-check.service", "plex-activity-check.timer")
    try:
        Simulator()
        service.configure(server())
        service.start()
        service.command("systemctl", "start", "plex-activity-check.service", check=False)
        said = service.command("journalctl", "--unit=plex-activity-check.service", "--output=cat", "--lines=5")
        expect(exit_status("plex-activity-check.service") == "0", f"with all well, it fails: {said}")
        service.command("systemctl", "stop", service.UNIT)
        service.command("systemctl", "start", "plex-activity-check.service", check=False)
        result = exit_status("plex-activity-check.service")
        expect(result == "69", f"with the service stopped, its exit status is {result}")
    finally:
        remove("plex-activity-check.service", "plex-activity-check.timer")


@case
def recipe_metrics_are_written_for_the_textfile_collector():
    install("plex-activity-metrics.service", "plex-activity-metrics.timer")
    directory = "/var/lib/prometheus/node-exporter"
    os.makedirs(directory, exist_ok=True)
    try:
        Simulator().start_scan()
        service.configure(server())
        service.start()
        service.command("systemctl", "start", "plex-activity-metrics.service")
        expect(os.listdir(directory) == ["plex-activityd.prom"], f"there are {os.listdir(directory)}")
        with open(f"{directory}/plex-activityd.prom", encoding="utf-8") as file:
            text = file.read()
        expect("library.update.section" in text, f"the metrics are {text!r}")
        expect(os.stat(f"{directory}/plex-activityd.prom").st_mode & 0o004, "the collector may not read them")
    finally:
        remove("plex-activity-metrics.service", "plex-activity-metrics.timer")


def follows(unit):
    """Whether the unit has a plex-activityctl that waits for the journal."""
    for process in control_group(unit):
        try:
            files = [os.readlink(link) for link in glob.glob(f"/proc/{process}/fd/*")]
        except OSError:
            continue
        if any("inotify" in file for file in files):
            return True
    return False


def control_group(unit):
    """The processes of a unit."""
    path = service.command("systemctl", "show", "--property=ControlGroup", "--value", unit).strip()
    try:
        with open(f"/sys/fs/cgroup{path}/cgroup.procs", encoding="utf-8") as file:
            return file.read().split()
    except FileNotFoundError:
        return []


def invocation(unit):
    """The invocation id of a unit, which changes with each start."""
    return service.command("systemctl", "show", "--property=InvocationID", "--value", unit).strip()


def exit_status(unit):
    """The exit status of a unit's last run."""
    return service.command("systemctl", "show", "--property=ExecMainStatus", "--value", unit).strip()


def state(unit):
    """The ActiveState of a unit."""
    return service.command("systemctl", "show", "--property=ActiveState", "--value", unit).strip()


def arguments():
    """The arguments of all processes except this one."""
    found = b""
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as file:
                found += file.read() + b"\n"
        except OSError:
            continue
    return found.decode(errors="replace")
