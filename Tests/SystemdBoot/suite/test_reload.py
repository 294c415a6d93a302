# SPDX-License-Identifier: Apache-2.0
"""A reload applies the whole configuration or leaves it unchanged."""

import subprocess

import service
from case import case, expect, wait_for
from configurations import server, stuck_rule
from journal import Journal, text
from simulator import Simulator

RULES = f"{service.CONFIGURATION}/rules.d/test.toml"


def old_rules_survive(bad_file, *words):
    """Reloads with a bad rule file: the old rules stay in force, and the journal names each of the words."""
    simulator = Simulator()
    service.configure(server(), stuck_rule("old-rule"))
    journal = Journal()
    service.start()
    process = service.main_process()
    loaded = journal.wait_for_event("configuration-loaded")

    service.write(RULES, bad_file)
    reload = subprocess.run(["systemctl", "reload", service.UNIT], capture_output=True, text=True, check=False)
    expect(reload.returncode != 0, "systemctl reload does not fail, although the configuration was rejected")
    rejected = journal.wait_for_event("configuration-rejected")
    told = "\n".join(text(entry["MESSAGE"]) for entry in journal.events("configuration-rejected"))
    for word in [RULES, *words]:
        expect(word in told, f"the journal does not name {word!r}, but has: {told}")
    expect(rejected["PRIORITY"] == "3", f"the rejection has priority {rejected['PRIORITY']}")

    simulator.start_scan()
    stopped = journal.wait_for_event("stop-confirmed", PLEX_RULE="old-rule")
    generation = "PLEX_CONFIG_GENERATION"
    expect(stopped[generation] == loaded[generation], f"generation {stopped[generation]} stopped the scan")
    expect(service.main_process() == process, "the daemon was restarted")
    expect(service.properties("ActiveState") == ["active"], "the unit is not active")


@case
def reload_with_an_unknown_key_leaves_the_old_rules_running():
    old_rules_survive(
        stuck_rule("new-rule").replace("no-progress-for", "no-progres-for"), "no-progres-for", "3s", "no-progress-for"
    )


@case
def reload_with_three_brackets_leaves_the_old_rules_running():
    old_rules_survive(stuck_rule("new-rule").replace("[[rule]]", "[[[rule]]]"), "[[[rule]]]")


@case
def reload_with_a_nul_byte_leaves_the_old_rules_running():
    old_rules_survive(stuck_rule("new-rule").encode() + b"\0\n", "NUL")


@case
def reload_with_good_rules_brings_them_into_force():
    simulator = Simulator()
    service.configure(server(), stuck_rule("old-rule", mode="observe"))
    journal = Journal()
    service.start()
    process = service.main_process()
    first = journal.wait_for_event("configuration-loaded")
    simulator.start_scan()
    journal.wait_for_event("would-stop", PLEX_RULE="old-rule")

    service.write(RULES, stuck_rule("new-rule"))
    service.command("systemctl", "reload", service.UNIT)  # It fails where the configuration is rejected.
    second = wait_for("the second configuration", lambda: journal.events("configuration-loaded")[1:])[0]
    generations = [int(entry["PLEX_CONFIG_GENERATION"]) for entry in (first, second)]
    expect(generations[1] == generations[0] + 1, f"the generations are {generations}")
    journal.wait_for_event("stop-confirmed", PLEX_RULE="new-rule")
    expect(service.main_process() == process, "the daemon was restarted")
