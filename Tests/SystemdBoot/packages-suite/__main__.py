# SPDX-License-Identifier: Apache-2.0
"""Tests of the Debian packages under a systemd that was booted for them: installed, upgraded, removed and purged."""

import glob
import os
import pty
import re
import stat
import subprocess
import sys
import time

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
README = "/opt/plex-activityd-tests/README.md"
PREFERENCES = "/var/lib/plexmediaserver/Library/Application Support/Plex Media Server/Preferences.xml"
TOKEN = "0123456789abcdefghij"


def install():
    """Installs the package of the daemon; what dpkg printed."""
    package = glob.glob(f"{PACKAGES}/plex-activityd_*.deb")[0]
    return service.command("dpkg", "--install", package, seconds=120)


def apt_install():
    """Installs the package as an administrator does, with nothing but what is on the machine; what apt printed."""
    package = glob.glob(f"{PACKAGES}/plex-activityd_*.deb")[0]
    return service.command(
        "apt-get", "install", "--yes", "--no-install-recommends", "--reinstall", package, seconds=120)


def install_plex(server):
    """Writes the Preferences.xml of a Plex on this machine, for root and Plex alone."""
    service.write(
        PREFERENCES,
        f'<?xml version="1.0" encoding="utf-8"?>\n<Preferences ProcessedMachineIdentifier="{simulator.IDENTIFIER}" '
        f'PlexOnlineToken="{server.token}" FriendlyName="Attic"/>\n',
        0o600,
    )  # fmt: skip


def on_terminal(arguments, answers, seconds=60):
    """Runs a program on a terminal, types each answer when its question appears, and returns what it showed."""
    shown = b""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(arguments[0], arguments)
    deadline = time.monotonic() + seconds
    left = list(answers)
    while time.monotonic() < deadline:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # The program has ended.
            break
        if not part:
            break
        shown += part
        if left and left[0][0].encode() in shown:
            os.write(terminal, left.pop(0)[1].encode() + b"\n")
    _, status = os.waitpid(child, 0)
    text = shown.decode(errors="replace")
    expect(os.waitstatus_to_exitcode(status) == 0, f"{arguments} failed, and showed: {text}")
    expect(not left, f"{arguments} did not ask {[question for question, _ in left]}, and showed: {text}")
    return text


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
    expect("plex-activityctl setup" in printed, f"the installation does not say what to run: {printed}")
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
def setup_by_options_leads_to_the_first_activity_within_a_minute():
    server = simulator.Simulator(token=TOKEN)
    server.start_scan()
    start = time.monotonic()
    journal = Journal()
    apt_install()
    printed = service.command("/usr/bin/plex-activityctl", "setup", "--yes", "--token-from", "-", input=TOKEN)
    event = journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")
    seconds = time.monotonic() - start
    expect(seconds < 60, f"from apt install to the first activity it took {seconds:.0f} s")
    expect(event["PLEX_SERVER"] == "home", f"the server is called {event['PLEX_SERVER']}")
    expect("library.update.section" in printed, f"setup does not show what it sees: {printed}")
    expect(service.properties("ActiveState", "UnitFileState") == ["active", "enabled"], "it is not active and enabled")
    expect(stat.S_IMODE(os.stat(TOKEN_FILE).st_mode) == 0o600, "others may read the token")
    owner = os.stat(TOKEN_FILE)
    expect((owner.st_uid, owner.st_gid) == (0, 0), "the token does not belong to root")
    # A second run changes nothing, and a further one takes another token only when told to.
    printed = service.command("/usr/bin/plex-activityctl", "setup", "--yes")
    expect("wrote" not in printed, f"the second setup has changed something: {printed}")


@test
def the_install_section_of_the_readme_works_as_it_stands():
    server = simulator.Simulator(token=TOKEN)
    server.start_scan()
    install_plex(server)
    with open(README, encoding="utf-8") as file:
        section = file.read().split("## Install\n")[1].split("\n## ")[0]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL).group(1)
    commands = [line.split("#")[0].strip().removeprefix("sudo ") for line in block.splitlines()]
    commands = [command for command in commands if command and not command.startswith("make ")]
    expect(len(commands) >= 3, f"the section has only the commands {commands}")
    journal = Journal()
    for command in commands:
        command = command.replace("./.build/packages", PACKAGES)
        if command.startswith("apt"):
            command = command.replace("apt install", "apt-get install --yes --no-install-recommends --reinstall")
        on_terminal(["sh", "-c", command], [("Use it? [y/N]", "y")] if " setup" in command else [])
    journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")
    with open(TOKEN_FILE, encoding="utf-8") as file:
        expect(file.read() == TOKEN + "\n", "the token is not that of Preferences.xml")


@test
def setup_lets_the_sandbox_pass_a_server_elsewhere():
    install()
    service.command(
        "/usr/bin/plex-activityctl", "setup", "--no-check", "--no-start", "--url", "http://192.0.2.7:32400",
        "--token-from", "-", input=TOKEN)
    allowed = service.properties("IPAddressAllow")[0]
    expect("192.0.2.7" in allowed, f"the unit allows {allowed}")
    printed = service.command("systemd-analyze", "security", service.UNIT, "--threshold=10", check=False)
    exposure = re.search(r"Overall exposure level for .*: ([0-9.]+)", printed)
    expect(exposure and float(exposure.group(1)) <= 1.0, f"the exposure is {exposure and exposure.group(1)}")


@test
def an_encrypted_token_is_used_by_the_service_and_the_tool():
    install()
    server = simulator.Simulator(token=TOKEN)
    server.start_scan()
    journal = Journal()
    service.command(
        "/usr/bin/plex-activityctl", "setup", "--yes", "--token-from", "-", "--encrypt", input=TOKEN)
    journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")
    expect(not os.path.exists(TOKEN_FILE), "the token is there in the clear")
    with open(f"{TOKEN_FILE}.encrypted", encoding="utf-8") as file:
        expect(TOKEN not in file.read(), "the encrypted file holds the token")
    printed = service.command("/usr/bin/plex-activityctl", "check", "--online", check=False)
    expect("the token is accepted" in printed, f"the tool cannot use the encrypted token: {printed}")


@test
def the_installed_service_observes_and_reloads():
    install()
    set_up()
    journal = Journal()
    service.command("systemctl", "reload", service.UNIT)
    journal.wait_for_event("configuration-loaded")
    rule = f"{service.CONFIGURATION}/rules.d/own.toml"
    service.write(rule, "[[rule]]\nnam = 1\n")
    reload = subprocess.run(["systemctl", "reload", service.UNIT], capture_output=True, text=True, check=False)
    expect(reload.returncode != 0, "systemctl reload does not fail, although the configuration has a mistake")
    told = journal.wait_for_event("configuration-rejected")["MESSAGE"]
    expect(rule in told, f"the rejection does not name the file: {told}")
    expect(service.properties("ActiveState") == ["active"], "the service has ended")
    os.unlink(rule)
    service.command("systemctl", "reload", service.UNIT)


@test
def the_service_is_exposed_to_at_most_one():
    install()
    set_up()
    printed = service.command("systemd-analyze", "security", service.UNIT, check=False)
    exposure = float(re.search(r"Overall exposure level for .*: ([0-9.]+)", printed).group(1))
    expect(exposure <= 1.0, f"systemd-analyze security says {exposure}")


@test
def the_shipped_rule_tests_pass_where_they_are_installed():
    install()
    tests = sorted(glob.glob("/usr/share/doc/plex-activityd/tests/*.toml"))
    expect(len(tests) > 10, f"only {len(tests)} tests are installed")
    service.command("/usr/bin/plex-activityctl", "test", *tests)


@test
def the_manual_pages_are_found():
    install()
    for section, page in [
        ("1", "plex-activityctl"), ("5", "plex-activityd.toml"), ("5", "plex-activityd.rules"),
        ("5", "plex-activityd.journal-fields"), ("8", "plex-activityd"),
    ]:  # fmt: skip
        path = f"/usr/share/man/man{section}/{page}.{section}.gz"
        # Debian's small images leave out manual pages on purpose: dpkg.cfg(5), path-exclude.
        names = service.command("dpkg", "--listfiles", "plex-activityd").splitlines()
        expect(path in names, f"the package has no {path}")


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
    service.command("/usr/bin/plex-activityctl", "token", "set", "--server", "cabin", input=TOKEN)
    printed = purge()
    for word in ["the configuration", "the token", "the saved state", "drop-ins"]:
        expect(word in printed, f"purging does not say that it removes {word}: {printed}")
    left = [path for path in [
        service.CONFIGURATION, service.STATE, "/var/lib/private/plex-activityd", "/usr/lib/plex-activityd",
        "/usr/share/doc/plex-activityd", SYSTEM_DROP_INS, service.DROP_INS, "/etc/systemd/system/multi-user.target.wants/" + service.UNIT,
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
    if os.path.exists(PREFERENCES):
        os.unlink(PREFERENCES)


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
