# SPDX-License-Identifier: Apache-2.0
"""Compares a client's values with the simulator's, and counts the comparisons."""

import sys


class Comparison:
    """The checks of one client."""

    def __init__(self, client):
        self.client = client
        self.compared = 0
        self.failures = []

    def same(self, what, read, held):
        """Compares one value; the types and the contents must be equal."""
        self.compared += 1
        if read == held and (isinstance(read, bool) == isinstance(held, bool)):
            return
        self.failures.append(f"{what}: the client read {read!r}, the simulator holds {held!r}")

    def fields(self, what, read, held):
        """Compares two dictionaries field by field."""
        self.same(f"{what}: names of fields", sorted(read), sorted(held))
        for name in sorted(set(read) & set(held)):
            self.same(f"{what}: {name}", read[name], held[name])

    def rows(self, what, read, held, name):
        """Compares two lists of dictionaries, row by row and field by field."""
        self.same(f"{what}: rows", [row.get(name) for row in read], [row.get(name) for row in held])
        for one, other in zip(read, held):
            self.fields(f"{what}: {other.get(name)}", one, other)

    def raises(self, what, errors, call, accept=lambda error: True):
        """Checks that a call fails with one of these errors."""
        self.compared += 1
        try:
            call()
        except errors as error:
            if accept(error):
                return
            self.failures.append(f"{what}: failed with {error!r}")
        else:
            self.failures.append(f"{what}: did not fail")

    def finish(self):
        """Prints the outcome and ends the program."""
        for failure in self.failures:
            print(f"{self.client}: {failure}", file=sys.stderr)
        print(f"{self.client}: {self.compared} values compared, {len(self.failures)} differ")
        # Without comparisons the test has proved nothing, so it fails.
        sys.exit(1 if self.failures or self.compared == 0 else 0)
