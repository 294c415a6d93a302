# SPDX-License-Identifier: Apache-2.0
"""plex-api-client, which reads JSON, against the simulator. Usage: with_plex_api_client.py URL"""

import sys
from importlib.metadata import version

from plex_api_client import PlexAPI
from plex_api_client.models import errors

from comparison import Comparison
import expected

url = sys.argv[1]
check = Comparison(f"plex-api-client {version('plex-api-client')}")
client = PlexAPI(token=expected.TOKEN, server_url=url)


def listed(through=client):
    """The server's activities from the client; a missing list counts as empty."""
    container = through.activities.list_activities().object.media_container
    return [
        {
            "uuid": activity.uuid,
            "type": activity.type,
            "title": activity.title,
            "subtitle": activity.subtitle,
            "progress": activity.progress,
            "cancellable": activity.cancellable,
            "userID": activity.user_id,
            "Context": activity.context,
        }
        for activity in container.activity or []
    ]


def cancel(activity):
    """Cancels an activity of the table and returns the status."""
    return client.activities.cancel_activity(request={"activity_id": activity["uuid"]}).status_code


def without(*gone):
    """The table without these activities."""
    return [activity for activity in expected.ALL if activity not in gone]


def status_is(status):
    """Accepts errors with this HTTP status."""
    return lambda error: error.status_code == status


check.rows("activities", listed(), expected.ALL, "uuid")
check.raises(
    "a wrong token",
    errors.SDKError,
    lambda: listed(PlexAPI(token="wrong", server_url=url)),
    status_is(401),
)

check.same("status of cancelling one that can be", cancel(expected.SUBSCRIPTIONS), 200)
check.rows("activities after the cancel", listed(), without(expected.SUBSCRIPTIONS), "uuid")
check.same("status of cancelling one that ignores it", cancel(expected.DOWNLOAD), 200)
check.rows("activities after the ignored cancel", listed(), without(expected.SUBSCRIPTIONS), "uuid")
check.raises("cancelling one that cannot be", errors.SDKError, lambda: cancel(expected.MOVIES), status_is(400))
check.raises("cancelling one that is gone", errors.SDKError, lambda: cancel(expected.SUBSCRIPTIONS), status_is(404))

tasks = client.butler.get_tasks().object.butler_tasks.butler_task
check.rows(
    "butler tasks",
    [{name: getattr(task, name) for name in expected.TASKS[0]} for task in tasks],
    expected.TASKS,
    "name",
)
stopped = client.butler.stop_task(request={"butler_task": "LoudnessAnalysis"})
check.same("status of stopping a butler task", stopped.status_code, 200)
check.rows(
    "activities after stopping the butler task",
    listed(),
    without(expected.SUBSCRIPTIONS, expected.LOUDNESS),
    "uuid",
)
check.raises(
    "stopping a butler task that does not run",
    errors.SDKError,
    lambda: client.butler.stop_task(request={"butler_task": "LoudnessAnalysis"}),
    status_is(404),
)

stopped = client.library.cancel_refresh(request={"section_id": 2})
check.same("status of stopping a section", stopped.status_code, 200)
check.rows("activities after stopping section 2", listed(), [expected.MOVIES, expected.DOWNLOAD], "uuid")

identity = client.general.get_identity().object.media_container
check.same("identity", identity.machine_identifier, expected.SERVER["machineIdentifier"])
check.same("version", identity.version, expected.SERVER["version"])

check.finish()
