# SPDX-License-Identifier: Apache-2.0
"""What the daemon is compared with: plexapi's AlertListener, writing what it hears to the journal.

Usage: alert_listener.py URL
"""

import sys
import threading

from plexapi.server import PlexServer
from systemd import journal

EVENTS = {"started": "started", "updated": "progress", "ended": "finished"}


def heard(alert):
    """Writes an entry with the fields that matter for each activity that is told of."""
    for told in alert.get("ActivityNotification", []):
        activity = told["Activity"]
        event = EVENTS[told["event"]]
        journal.send(
            f"{activity['title']}: {event} ({activity['type']})",
            PRIORITY=journal.LOG_INFO if event != "progress" else journal.LOG_DEBUG,
            SYSLOG_IDENTIFIER="alert-listener",
            PLEX_EVENT=event,
            PLEX_ACTIVITY_UUID=told["uuid"],
            PLEX_ACTIVITY_TYPE=activity["type"],
            PLEX_ACTIVITY_TITLE=activity["title"],
            PLEX_ACTIVITY_SUBTITLE=activity["subtitle"],
            PLEX_PROGRESS=str(activity["progress"]),
        )


PlexServer(sys.argv[1], token="benchmark").startAlertListener(heard)
threading.Event().wait()
