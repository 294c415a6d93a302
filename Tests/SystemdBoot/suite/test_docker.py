# SPDX-License-Identifier: Apache-2.0
"""A Plex in a network namespace of its own, as in a container: over a forwarded port, and at its own address."""

import os
import subprocess
import sys

import control
import service
from case import NotPossibleHere, case, expect, wait_for
from journal import Journal
from simulator import IDENTIFIER, PROGRAM, STUCK_SCAN

HOST = "172.30.0.1"
CONTAINER = "172.30.0.2"
TOKEN = "0123456789abcdefghij"
ADDRESSES = f"{service.DROP_INS}/50-plex-activityctl-addresses.conf"

# Passes on connections from one address and port to another, as Docker's proxy does for a forwarded port.
FORWARDER = """
import asyncio, sys

async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()

async def main(source, port, target):
    async def accept(reader, writer):
        other, out = await asyncio.open_connection(target, 32400)
        await asyncio.gather(pump(reader, out), pump(other, writer))
    server = await asyncio.start_server(accept, source, int(port))
    await server.serve_forever()

asyncio.run(main(*sys.argv[1:]))
"""


def unit(name, *arguments, namespace=False):
    """Runs a program as a transient unit, perhaps in the container's network."""
    options = ["--property=NetworkNamespacePath=/run/netns/plex"] if namespace else []
    service.command("systemd-run", "--quiet", f"--unit={name}", "--collect", *options, *arguments)


class Container:
    """A network namespace with a simulated Plex, behind a bridge that the host can reach."""

    def __init__(self):
        self.remove()
        commands = [
            ["ip", "netns", "add", "plex"],
            ["ip", "link", "add", "bridge0", "type", "bridge"],
            ["ip", "address", "add", f"{HOST}/24", "dev", "bridge0"],
            ["ip", "link", "set", "bridge0", "up"],
            ["ip", "link", "add", "veth0", "type", "veth", "peer", "name", "eth0", "netns", "plex"],
            ["ip", "link", "set", "veth0", "master", "bridge0", "up"],
            ["ip", "-n", "plex", "address", "add", f"{CONTAINER}/24", "dev", "eth0"],
            ["ip", "-n", "plex", "link", "set", "eth0", "up"],
            ["ip", "-n", "plex", "link", "set", "lo", "up"],
        ]
        for command in commands:
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            if "not supported" in result.stderr or "Unknown device type" in result.stderr:
                raise NotPossibleHere(f"the kernel has no bridges: {result.stderr.strip()}")
            expect(result.returncode == 0, f"{' '.join(command)}: {result.stderr.strip()}")
        # The simulator listens on the namespace's loopback interface alone.
        scenario = STUCK_SCAN.replace('start-on = "section-refresh"\n', "") % (IDENTIFIER, f'token = "{TOKEN}"')
        service.write("/run/plex-container.toml", scenario, 0o600)
        service.write("/run/forwarder.py", FORWARDER)
        unit("plex-container", PROGRAM, "--port", "32400", "--scenario", "/run/plex-container.toml", namespace=True)
        unit(
            "plex-container-door", sys.executable, "/run/forwarder.py", CONTAINER, "32400", "127.0.0.1", namespace=True)

    def remove(self):
        """Removes the container."""
        for name in ["plex-container", "plex-container-door", "plex-forwarded-port"]:
            service.command("systemctl", "stop", f"{name}.service", check=False)
        service.command("ip", "link", "delete", "bridge0", check=False)
        service.command("ip", "netns", "delete", "plex", check=False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


def observes(url):
    """Sets the service up for an address, and waits for the scan in the container."""
    journal = Journal()

    def is_set_up():
        result = subprocess.run(
            [control.PROGRAM, "setup", "--yes", "--url", url, "--token-from", "-"],
            input=TOKEN, capture_output=True, text=True, check=False)  # fmt: skip
        return result.returncode == 0

    # The container's programs may not listen yet.
    wait_for(f"setup works for {url}", is_set_up, 30)
    journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")


@case
def a_plex_behind_a_forwarded_port_is_observed_without_a_drop_in():
    with Container():
        unit("plex-forwarded-port", sys.executable, "/run/forwarder.py", "127.0.0.1", "32400", CONTAINER)
        observes("http://127.0.0.1:32400")
        expect(not os.path.exists(ADDRESSES), "setup has written a drop-in for a server on this machine")


@case
def a_plex_at_its_own_address_in_a_bridge_network_is_observed_with_the_drop_in():
    with Container():
        observes(f"http://{CONTAINER}:32400")
        expect(os.path.exists(ADDRESSES), "setup has not written the drop-in")
        allowed = service.properties("IPAddressAllow")[0]
        expect(CONTAINER in allowed, f"the unit allows {allowed}")
