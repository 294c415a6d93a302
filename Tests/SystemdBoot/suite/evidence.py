# SPDX-License-Identifier: Apache-2.0
"""The age of an activity in the daemon's status and state."""


def activities(document):
    """The activities in a status or state: all objects with a uuid and an age."""
    if isinstance(document, dict):
        if "uuid" in document and "ageMicroseconds" in document:
            yield document
        for value in document.values():
            yield from activities(value)
    elif isinstance(document, list):
        for value in document:
            yield from activities(value)


def age(document, uuid):
    """The age of an activity in seconds of evidence; None if the document does not have it."""
    for activity in activities(document):
        if activity["uuid"] == uuid:
            return activity["ageMicroseconds"] / 1_000_000
    return None
