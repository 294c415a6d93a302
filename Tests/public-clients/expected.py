# SPDX-License-Identifier: Apache-2.0
"""The values of the simulator with Tests/Scenarios/public-clients.toml, written by hand a second time."""

TOKEN = "clients-token"

SERVER = {
    "friendlyName": "Clients & <friends>",
    "machineIdentifier": "c11e0000000000000000000000000000000c11e0",
    "version": "1.43.3.10000-51a1a7ed0",
}


def activity(number, type, title, subtitle, progress, cancellable=False, user=1, context=None):
    """One row of /activities."""
    return {
        "uuid": f"00000000-0000-4000-8000-{number:012}",
        "type": type,
        "title": title,
        "subtitle": subtitle,
        "progress": progress,
        "cancellable": cancellable,
        "userID": user,
        "Context": context,
    }


MOVIES = activity(1, "library.update.section", "Scanning Movies", "Amélie", 7, context={"librarySectionID": "1"})
TV = activity(2, "library.update.section", 'Scanning TV <& "Shows">', "", 42, context={"librarySectionID": "2"})
LOUDNESS = activity(3, "media.generate.loudness", "Generating loudness data", "Tab\tand 'quotes'", -1)
SUBSCRIPTIONS = activity(4, "provider.subscriptions.process", "Processing subscriptions", "", 100, cancellable=True)
DOWNLOAD = activity(
    5,
    "media.download",
    "Converting",
    "日本語 🎬",
    0,
    cancellable=True,
    user=7,
    context={"deviceID": "9", "metadataID": "38800", "partID": "4"},
)
ALL = [MOVIES, TV, LOUDNESS, SUBSCRIPTIONS, DOWNLOAD]

SECTIONS = [
    {"key": 1, "title": "Movies", "type": "movie", "refreshing": True},
    {"key": 2, "title": 'TV <& "Shows">', "type": "show", "refreshing": True},
    {"key": 3, "title": "Music", "type": "artist", "refreshing": False},
]

TASKS = [
    {
        "name": "LoudnessAnalysis",
        "title": "Analyse loudness",
        "description": "Measures <loudness> & such.",
        "enabled": True,
        "interval": 1,
    },
    {
        "name": "BackupDatabase",
        "title": "Back up the database",
        "description": "",
        "enabled": False,
        "interval": 3,
    },
]
