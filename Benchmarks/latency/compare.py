# SPDX-License-Identifier: Apache-2.0
"""Measures from the server's send to the journal's socket: the daemon, on both streams, beside plexapi's AlertListener.

To be run by Benchmarks/latency/run, in a mount namespace where /run is empty: a datagram socket stands in for the
journal's there. Usage: compare.py PATH-TO-plex-activityd [--runs 5] [--rate 100] [--count 1000]
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOCKET = "/run/systemd/journal/socket"
# The events of the journal by those of the stream.
EVENTS = {b"started": "started", b"finished": "ended"}
# How long to wait for what should take milliseconds, in seconds.
PATIENCE = 30


def field(datagram, name):
    """The value of a field of an entry; the ones that are looked for have no line breaks."""
    start = datagram.find(name + b"=")
    while start > 0 and datagram[start - 1:start] != b"\n":
        start = datagram.find(name + b"=", start + 1)
    if start < 0:
        return None
    return datagram[start + len(name) + 1:datagram.find(b"\n", start)]


class Journal:
    """The socket that stands in for the journal's."""

    def __init__(self):
        Path(SOCKET).parent.mkdir(parents=True, exist_ok=True)
        Path(SOCKET).unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind(SOCKET)
        os.chmod(SOCKET, 0o666)

    def forget(self):
        """Takes away what lies there from earlier."""
        self.socket.setblocking(False)
        try:
            while True:
                self.socket.recv(1 << 20)
        except BlockingIOError:
            pass

    def arrivals(self, count):
        """When each of so many starts and ends arrived first, the ones that are not measured left out."""
        datagrams = []
        found = 0
        self.socket.settimeout(PATIENCE)
        while found < count:
            try:
                datagram = self.socket.recv(1 << 20)
            except TimeoutError:
                break
            # CLOCK_MONOTONIC, as the sender's; everything else comes after it.
            stamp = time.monotonic_ns()
            if b"be2cbe2c" in datagram and field(datagram, b"PLEX_EVENT") in EVENTS:
                datagrams.append((stamp, datagram))
                found += 1
        arrivals = {}
        for stamp, datagram in datagrams:
            event = EVENTS[field(datagram, b"PLEX_EVENT")]
            arrivals.setdefault(f"{field(datagram, b'PLEX_ACTIVITY_UUID').decode()} {event}", stamp)
        return arrivals


class Candidate:
    """A program that writes what a stream says to the journal."""

    def __init__(self, name):
        self.name = name
        self.medians = []
        self.ninety_ninths = []

    def start(self, port, folder):
        """Starts it against a server."""
        raise NotImplementedError

    def measure(self, journal, rate, count):
        """Does one run."""
        with tempfile.TemporaryDirectory() as folder, open(Path(folder) / "output", "w+b") as output:
            sender = subprocess.Popen(
                [sys.executable, HERE / "sender.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            port = int(sender.stdout.readline())
            program, environment = self.start(port, Path(folder))
            process = subprocess.Popen(
                program, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT)
            try:
                connected = sender.stdout.readline().strip()
                assert connected == "connected", f"{self.name} opened no stream"
                # What it does at its start is not what is measured.
                time.sleep(1)
                journal.forget()
                sender.stdin.write(f"{rate} {count}\n")
                sender.stdin.flush()
                # Those that are sent first, to warm up, arrive as well.
                arrivals = journal.arrivals(2 * (count + 100))
                sent = json.loads(next(line for line in sender.stdout if line.startswith("{")))
            except BaseException:
                output.seek(0)
                sys.stderr.buffer.write(output.read())
                raise
            finally:
                for each in (process, sender):
                    each.terminate()
                    each.wait()
        missing = sent.keys() - arrivals.keys()
        if missing:
            sys.exit(f"latency: {self.name} did not write {len(missing)} of {len(sent)} to the journal")
        latencies = sorted((arrivals[key] - sent[key]) / 1e6 for key in sent)
        self.medians.append(statistics.median(latencies))
        self.ninety_ninths.append(latencies[-(-99 * len(latencies) // 100) - 1])

    @property
    def median(self):
        """The median of the runs' medians, in milliseconds."""
        return statistics.median(self.medians)

    @property
    def ninety_ninth(self):
        """The median of the runs' 99th percentiles, in milliseconds."""
        return statistics.median(self.ninety_ninths)


class AlertListener(Candidate):
    """plexapi's listener."""

    def __init__(self):
        super().__init__("plexapi AlertListener + systemd.journal (WebSocket)")

    def start(self, port, folder):
        return [sys.executable, HERE / "alert_listener.py", f"http://127.0.0.1:{port}"], {}


class Daemon(Candidate):
    """plex-activityd with its shipped configuration."""

    def __init__(self, program, notifications):
        super().__init__(f"plex-activityd, notifications = \"{notifications}\"")
        self.program = program
        self.notifications = notifications

    def start(self, port, folder):
        configuration = folder / "configuration"
        rules = HERE.parent.parent / "config"
        shutil.copytree(rules / "rules.d", configuration / "rules.d")
        (folder / "token").write_text("benchmark")
        (folder / "token").chmod(0o600)
        (configuration / "plex-activityd.toml").write_text(
            f'[[server]]\nname = "home"\nurl = "http://127.0.0.1:{port}"\ntoken-file = "{folder}/token"\n'
            f'notifications = "{self.notifications}"\n')
        for name in ("state", "runtime"):
            (folder / name).mkdir()
        environment = {"STATE_DIRECTORY": str(folder / "state"), "RUNTIME_DIRECTORY": str(folder / "runtime")}
        return [self.program, "--config", configuration, "--output", "journal"], environment


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--only", choices=["listener", "eventsource", "websocket"], help="measure one, compare nothing")
    arguments = parser.parse_args()
    listener = AlertListener()
    daemons = [Daemon(arguments.program, "eventsource"), Daemon(arguments.program, "websocket")]
    candidates = [listener, *daemons]
    if arguments.only:
        candidates = [candidates[["listener", "eventsource", "websocket"].index(arguments.only)]]
    journal = Journal()
    print(
        f"From the server's send to the journal's socket: starts and ends of {arguments.count} activities, "
        f"{arguments.rate} notifications a second, median of {arguments.runs} alternating runs", flush=True)
    for run in range(arguments.runs):
        for candidate in candidates:
            candidate.measure(journal, arguments.rate, arguments.count)
            print(
                f"  run {run + 1}: {candidate.medians[-1]:6.2f} ms {candidate.ninety_ninths[-1]:7.2f} ms  "
                f"{candidate.name}", flush=True)
    width = max(len(candidate.name) for candidate in candidates)
    print(f"{'':{width}}    median  99th percentile")
    for candidate in candidates:
        print(f"{candidate.name:{width}} {candidate.median:6.2f} ms {candidate.ninety_ninth:13.2f} ms")
    if arguments.only:
        return
    slower = [
        daemon.name for daemon in daemons
        if daemon.median >= listener.median or daemon.ninety_ninth >= listener.ninety_ninth
    ]
    if slower:
        sys.exit(f"latency: not lower than the listener's on both: {', '.join(slower)}")
    print("The daemon's are lower on both.")


main()
