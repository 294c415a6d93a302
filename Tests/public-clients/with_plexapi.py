# SPDX-License-Identifier: Apache-2.0
"""plexapi, which reads XML, against the simulator. Usage: with_plexapi.py URL"""

import sys
from importlib.metadata import version

from plexapi.exceptions import Unauthorized
from plexapi.server import PlexServer

from comparison import Comparison
import expected

url = sys.argv[1]
check = Comparison(f"plexapi {version('plexapi')}")


def rows(activities):
    """The activities of the table with the values that this client reads; it ignores user and Context."""
    return [{name: row[name] for name in row if name not in ("userID", "Context")} for row in activities]


def listed():
    """The server's activities from the client."""
    names = ("uuid", "type", "title", "subtitle", "progress", "cancellable")
    return [{name: getattr(activity, name) for name in names} for activity in plex.activities]


def sections():
    """The server's sections from a new request of the client."""
    names = ("key", "title", "type", "refreshing")
    library = PlexServer(url, token=expected.TOKEN).library
    return [{name: getattr(section, name) for name in names} for section in library.sections()]


check.raises("a wrong token", Unauthorized, lambda: PlexServer(url, token="wrong"))

plex = PlexServer(url, token=expected.TOKEN)
check.fields("server", {name: getattr(plex, name) for name in expected.SERVER}, expected.SERVER)
check.rows("activities", listed(), rows(expected.ALL), "uuid")
check.rows("sections", sections(), expected.SECTIONS, "key")

# The section's scan ends; the other activities continue.
plex.library.sectionByID(2).cancelUpdate()
check.rows(
    "activities after cancelUpdate of section 2",
    listed(),
    rows([activity for activity in expected.ALL if activity is not expected.TV]),
    "uuid",
)
check.same("section 2 refreshes after cancelUpdate", sections()[1]["refreshing"], False)

# The server answers 200, but this scan continues.
plex.library.sectionByID(1).cancelUpdate()
check.same("first activity after cancelUpdate of section 1", listed()[0], rows([expected.MOVIES])[0])
plex.library.cancelUpdate()
check.same("first activity after cancelUpdate of all", listed()[0], rows([expected.MOVIES])[0])

# An update starts a scan of the section.
plex.library.sectionByID(3).update()
check.same("types after update of section 3", [row["type"] for row in listed()][-1], "library.update.section")
check.same("section 3 refreshes after update", sections()[2]["refreshing"], True)

check.finish()
