# SPDX-License-Identifier: Apache-2.0
"""The installed service: its files and its unit."""

import glob
import json
import os
import shutil
import subprocess
import sys

from case import NotPossibleHere, expect, wait_for

UNIT = "plex-activityd.service"
UNIT_FILE = f"/usr/lib/systemd/system/{UNIT}"
CONFIGURATION = "/etc/plex-activityd"
SHIPPED_RULES = "/usr/lib/plex-activityd/rules.d"
STATE = "/var/lib/plex-activityd"
RUNTIME = "/run/plex-activityd"
DROP_INS = f"/etc/systemd/system/{UNIT}.d"


def command(*arguments, check=True, seconds=60, input=""):
    """Runs a program and returns its standard output; fails with its standard error if the program fails."""
    result = subprocess.run(
        arguments, input=input, capture_output=True, text=True, errors="replace", timeout=seconds
    )
    expect(
        not check or result.returncode == 0,
        f"`{' '.join(arguments)}` ended with {result.returncode}: {result.stderr.strip()}",
    )
    return result.stdout


def write(path, content, mode=0o644):
    """Writes text or bytes into a file, and makes its directories."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    os.chmod(path, mode)


def reset():
    """Resets the service: stopped, without configuration, state or drop-ins, as just installed. Only restarts are faster."""
    command("systemctl", "kill", "--signal=SIGKILL", UNIT, check=False)
    command("systemctl", "stop", UNIT, check=False)
    command("systemctl", "reset-failed", UNIT, check=False)
    for path in [CONFIGURATION, STATE, "/var/lib/private/plex-activityd", DROP_INS]:
        if os.path.islink(path):
            os.unlink(path)
        shutil.rmtree(path, ignore_errors=True)
    drop_in("quick-restart", "RestartSec=100ms")


def drop_in(name, *lines):
    """Changes the unit as an administrator would."""
    write(f"{DROP_INS}/{name}.conf", "\n".join(["[Service]", *lines, ""]))
    command("systemctl", "daemon-reload")


def configure(main, rules=""):
    """Writes the configuration, and one file of rules."""
    write(f"{CONFIGURATION}/plex-activityd.toml", main)
    write(f"{CONFIGURATION}/rules.d/test.toml", rules)


def mask_shipped_rules():
    """Masks the shipped rules as an administrator would, for a poll interval that they do not allow."""
    for name in os.listdir(SHIPPED_RULES):
        os.symlink("/dev/null", f"{CONFIGURATION}/rules.d/{name}")


def start():
    """Starts the service and waits until it is active; fails if it does not become active."""
    command("systemctl", "start", UNIT)


def properties(*names):
    """The properties of the unit as text."""
    lines = command("systemctl", "show", "--property=" + ",".join(names), UNIT).splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return [values.get(name, "") for name in names]


def main_process():
    """The process id of the daemon; 0 without a process."""
    return int(properties("MainPID")[0])


def watchdog_instant():
    """The time of the daemon's last sign of life, in seconds of the monotonic clock; 0 before the first."""
    return int(properties("WatchdogTimestampMonotonic")[0] or 0) / 1_000_000


def restarted(process, seconds=30):
    """Waits until the active service has another process than this one, and returns its process id."""

    def other():
        state, current = properties("ActiveState", "MainPID")
        return state == "active" and current not in ("0", str(process)) and int(current)

    return wait_for("the service was started again", other, seconds)


def status():
    """The status of the running service; an empty dictionary without one."""
    result = subprocess.run(
        ["plex-activityctl", "status", "--json"], capture_output=True, text=True, check=False)  # fmt: skip
    return json.loads(result.stdout) if result.returncode == 0 else {}


def saved_state():
    """The contents of the state's files; an empty list without any."""
    paths = [f"{STATE}/state.json", *sorted(glob.glob(f"{STATE}/servers/*.json"))]
    return [content for content in map(read_json, paths) if content]


def read_json(path):
    """The content of a JSON file; an empty dictionary without the file."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def require_address_filter():
    """Ends the test if the kernel cannot filter addresses by control group, so that IPAddressDeny= has no effect."""
    probe = "import socket; s = socket.socket(); s.settimeout(1); s.connect(('127.0.0.1', 9))"
    result = subprocess.run(
        ["systemd-run", "--quiet", "--wait", "--pipe", "--property=IPAddressDeny=any", sys.executable, "-c", probe],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ConnectionRefusedError" in result.stderr:
        raise NotPossibleHere("the kernel does not filter addresses by control group")
