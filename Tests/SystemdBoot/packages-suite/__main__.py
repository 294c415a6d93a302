# SPDX-License-Identifier: Apache-2.0
"""Tests of the Debian packages under a systemd that was booted for them: installed, upgraded, removed and purged."""

import glob
import os
import stat
import sys

sys.path.insert(0, "/opt/plex-activityd-tests/suite")

import case  # noqa: E402
import service  # noqa: E402
import simulator  # noqa: E402
from case import case as test  # noqa: E402
from case import expect, wait_for  # noqa: E402
from journal import Journal  # noqa: E402

PACKAGES = "/opt/plex-activityd-tests/packages"
CONFIGURATION_FILE = f"{service.CONFIGURATION}/plex-activityd.toml"
TOKEN_FILE = f"{service.CONFIGURATION}/token"
SYSTEM_DROP_INS = f"/usr/lib/systemd/system/{service.UNIT}.d"
TOKEN = "0123456789abcdefghij"


def install():
    """Installs the package of the daemon; what dpkg printed."""
    package = glob.glob(f"{PACKAGES}/plex-activityd_*.deb")[0]
    return service.command("dpkg", "--install", package, seconds=120)


def purge():
    """Removes the package with all that it has written; what dpkg printed."""
    return service.command("dpkg", "--purge", "plex-activityd", seconds=120)


def set_up():
    """Does what the README says after the installation, and waits until the service shows a scan."""
    server = simulator.Simulator(token=TOKEN)
    service.write(TOKEN_FILE, TOKEN + "\n", 0o600)
    service.command("systemctl", "enable", "--now", service.UNIT)
    journal = Journal()
    server.start_scan()
    journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")
    return server


def systemd_version():
    """The version of systemd that runs, such as 257."""
    return int(service.command("systemctl", "--version").split()[1])


@test
def a_first_installation_starts_nothing_and_says_what_to_do():
    printed = install()
    expect("/etc/plex-activityd/token" in printed, f"the installation does not say where the token belongs: {printed}")
    expect("systemctl enable --now plex-activityd" in printed, f"… nor what to run: {printed}")
    expect(service.properties("ActiveState") == ["inactive"], "the service was started without a token")
    for program in ["plex-activityd", "plex-activityctl"]:
        service.command(f"/usr/bin/{program}", "--version")


@test
def the_drop_ins_follow_the_version_of_systemd():
    install()
    expected = [name for version, name in [(253, "10-notify-reload.conf"), (254, "20-restart-steps.conf")]
                if systemd_version() >= version]  # fmt: skip
    found = sorted(os.listdir(SYSTEM_DROP_INS)) if os.path.isdir(SYSTEM_DROP_INS) else []
    expect(found == expected, f"systemd {systemd_version()} has the drop-ins {found}, not {expected}")
    kind = service.properties("Type")[0]
    expect(kind == ("notify-reload" if systemd_version() >= 253 else "notify"), f"the unit has Type={kind}")


@test
def the_installed_service_observes_and_reloads():
    install()
    set_up()
    journal = Journal()
    service.command("systemctl", "reload", service.UNIT)
    journal.wait_for_event("configuration-loaded")


@test
def an_upgrade_keeps_configuration_token_and_state_and_restarts_the_service():
    install()
    set_up()
    with open(CONFIGURATION_FILE, "a", encoding="utf-8") as file:
        file.write("\n# edited by the administrator\n")
    process = service.main_process()
    install()
    wait_for("another process", lambda: service.main_process() not in (0, process))
    with open(CONFIGURATION_FILE, encoding="utf-8") as file:
        expect("# edited by the administrator" in file.read(), "the upgrade has replaced an edited configuration")
    expect(stat.S_IMODE(os.stat(TOKEN_FILE).st_mode) == 0o600, "the upgrade has changed the token's mode")
    # The scan is the one from before, so it does not start again.
    wait_for("the service is active", lambda: service.properties("ActiveState") == ["active"])
    events = Journal().events("started", PLEX_ACTIVITY_TYPE="library.update.section")
    expect(not events, "the scan from before the upgrade was told again")


@test
def an_upgrade_leaves_a_stopped_service_stopped():
    install()
    set_up()
    service.command("systemctl", "stop", service.UNIT)
    install()
    expect(service.properties("ActiveState") == ["inactive"], "the upgrade has started a service that was stopped")


@test
def removal_stops_the_service_and_keeps_what_the_administrator_wrote():
    install()
    set_up()
    service.command("dpkg", "--remove", "plex-activityd", seconds=120)
    expect(service.properties("LoadState") == ["not-found"], "the unit is still there")
    expect(not running(), "the daemon still runs")
    for path in [CONFIGURATION_FILE, TOKEN_FILE]:
        expect(os.path.exists(path), f"{path} is gone")
    expect(not os.path.exists(SYSTEM_DROP_INS), "the links to the drop-ins are left")
    install()
    service.command("systemctl", "enable", "--now", service.UNIT)


@test
def purging_leaves_nothing():
    install()
    set_up()
    printed = purge()
    expect("the token" in printed, f"purging does not say what it removes: {printed}")
    left = [path for path in [
        service.CONFIGURATION, service.STATE, "/var/lib/private/plex-activityd", "/usr/lib/plex-activityd",
        "/usr/share/doc/plex-activityd", SYSTEM_DROP_INS, "/etc/systemd/system/multi-user.target.wants/" + service.UNIT,
    ] if os.path.lexists(path)]  # fmt: skip
    expect(not left, f"purging leaves {left}")


def running():
    """The processes of the daemon."""
    found = []
    for link in glob.glob("/proc/[0-9]*/exe"):
        try:
            if os.readlink(link).startswith("/usr/bin/plex-activityd"):
                found.append(link)
        except OSError:
            continue
    return found


def before():
    """A clean slate for each test."""
    simulator.stop()
    service.command("dpkg", "--purge", "plex-activityd", check=False, seconds=120)


def on_failure():
    """What the reader of a failed test wants to see."""
    print(service.command("journalctl", "--no-pager", "--lines=30", f"--unit={service.UNIT}", check=False))


def main():
    names = sys.argv[1:] or list(case.cases)
    unknown = [name for name in names if name not in case.cases]
    if unknown:
        print(f"no such test: {', '.join(unknown)}; there are: {', '.join(case.cases)}", file=sys.stderr)
        return 64
    failed = case.run(names, before, on_failure)
    before()
    return 1 if failed else 0


sys.exit(main())
