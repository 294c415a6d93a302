# SPDX-License-Identifier: Apache-2.0
"""Configurations of the daemon for the tests."""


def server(url="http://127.0.0.1:32400", name="home", **settings):
    """A `[[server]]` table with a poll each second."""
    values = {"name": name, "url": url, "poll-interval": "1s", "request-timeout": "5s", "notifications": "none"}
    values.update({key.replace("_", "-"): value for key, value in settings.items()})
    return "[[server]]\n" + "".join(f'{key} = "{value}"\n' for key, value in values.items())


def stuck_rule(name="stuck-test", mode="enforce", no_progress="3s", extra=""):
    """A rule for the simulator's stuck scan."""
    return f"""
[[rule]]
name = "{name}"
description = "A scan that does not move"
mode = "{mode}"
[rule.match]
type = "library.update.section"
server = "home"
[rule.when]
no-progress-for = "{no_progress}"
[rule.do]
action = "stop"
verify-within = "10s"
{extra}
"""
