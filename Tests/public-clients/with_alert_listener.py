# SPDX-License-Identifier: Apache-2.0
"""plexapi's AlertListener, which follows the WebSocket, against the simulator.

What it reports must be what Tests/Scenarios/notifications.toml makes of the work that is started here, and what the
simulator says it told. Usage: with_alert_listener.py URL LOG-OF-THE-SIMULATOR
"""

import queue
import re
import sys
import time
from importlib.metadata import version

from plexapi.server import PlexServer

from comparison import Comparison
import expected

url, log = sys.argv[1:]
check = Comparison(f"plexapi {version('plexapi')} AlertListener")

DOWNLOAD = "00000000-0000-4000-8000-00000000000a"
SCAN = "00000000-0000-4000-8000-00000000000b"
# How long to wait for one notification, in seconds: long enough for any machine.
PATIENCE = 60

received = []
arrived = queue.Queue()


def heard(alert):
    """Takes the contents of a NotificationContainer from the listener."""
    check.same("size", alert["size"], len(alert[next(key for key in alert if key.endswith("Notification"))]))
    received.append(alert)
    arrived.put(alert)


def row(event, uuid, type, title, subtitle, progress, cancellable=False, context=None):
    """The notifications of an activity."""
    activity = {
        "uuid": uuid,
        "type": type,
        "cancellable": cancellable,
        "userID": 1,
        "title": title,
        "subtitle": subtitle,
        "progress": progress,
    }
    if context is not None:
        activity["Context"] = context
    return {"event": event, "uuid": uuid, "Activity": activity}


def download(event):
    """The notifications of the download."""
    return row(event, DOWNLOAD, "media.download", "Converting", "日本語 🎬", 30, cancellable=True)


def scan(event, subtitle, progress):
    """The notifications of the scan after it has named its section."""
    context = {"librarySectionID": "1"}
    return row(event, SCAN, "library.update.section", "Scanning Movies", subtitle, progress, context=context)


MORE = '<Brazil> & "more"'
TOLD = [
    download("started"),
    download("ended"),
    row("started", SCAN, "library.update.section", "Scanning", "", 0),
    scan("updated", "Alien", 0),
    scan("updated", "Alien", 25),
    scan("updated", MORE, 50),
    scan("updated", MORE, 75),
    scan("updated", MORE, 100),
    scan("ended", MORE, 100),
]


def wait_for(what, is_it):
    """Waits for an alert that fulfils the condition."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            alert = arrived.get(timeout=max(0, end - time.monotonic()))
        except queue.Empty:
            check.failures.append(f"{what} was not told within {PATIENCE} s; told were: {received}")
            check.finish()
        if is_it(alert):
            return


def of_activity(event, uuid):
    """Whether an alert is this notification of this activity."""
    def is_it(alert):
        return any((told["event"], told["uuid"]) == (event, uuid) for told in alert.get("ActivityNotification", []))
    return is_it


def line(alert):
    """An alert in the words of the simulator's log."""
    if alert["type"] == "playing":
        [told] = alert["PlaySessionStateNotification"]
        return f"playing {told['sessionKey']} {told['state']}"
    [told] = alert["ActivityNotification"]
    return f"{alert['type']} {told['event']} {told['uuid']} {float(told['Activity']['progress'])}"


plex = PlexServer(url, token=expected.TOKEN)
listener = plex.startAlertListener(heard)
end = time.monotonic() + PATIENCE
while not (listener._ws and listener._ws.sock and listener._ws.sock.connected) and time.monotonic() < end:
    time.sleep(0.01)

plex.query("/butler/RefreshLibraries", method=plex._session.post)
wait_for("the start of the download", of_activity("started", DOWNLOAD))
plex.query(f"/activities/{DOWNLOAD}", method=plex._session.delete)
wait_for("the end of the download", of_activity("ended", DOWNLOAD))
plex.library.section("Movies").update()
wait_for("the end of the scan", of_activity("ended", SCAN))
wait_for("the end of the session", lambda alert: alert["type"] == "playing")

activities = [told for alert in received for told in alert.get("ActivityNotification", [])]
check.same("number of notifications", len(activities), len(TOLD))
for number, (told, held) in enumerate(zip(activities, TOLD), start=1):
    check.fields(f"notification {number}", told, held)
check.same("types", {alert["type"] for alert in received}, {"activity", "playing"})

with open(log, encoding="utf-8") as file:
    sent = re.findall(r"^[0-9.]+ s  told (.*)$", file.read(), re.MULTILINE)
check.same("what the simulator says it told", [line(alert) for alert in received], sent)
listener.stop()
check.finish()
