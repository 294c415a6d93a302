# SPDX-License-Identifier: Apache-2.0
"""A server of notifications that notes when it sent each of them.

It answers what a client asks when it connects, and serves one EventSource or WebSocket. It prints its port, then
"connected" when a stream is open. A line "RATE COUNT" on standard input lets it send the start and the end of COUNT
activities, RATE notifications in a second, after a hundred that are not measured; it then prints a JSON object with the
instant of each in nanoseconds of CLOCK_MONOTONIC, and ends with its standard input.
"""

import base64
import hashlib
import json
import socket
import struct
import sys
import threading
import time

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
IDENTITY = {"machineIdentifier": "be2c000000000000000000000000000000000000", "version": "1.43.3.10000-51a1a7ed0"}
# What measuring is preceded by, so that nobody's first steps are measured.
WARM_UP = 100


def row(uuid, progress):
    """An activity as the server shows it."""
    return {
        "uuid": uuid,
        "type": "media.generate.credits",
        "cancellable": False,
        "userID": 1,
        "title": "Detecting Credits",
        "subtitle": "A Series S01 E21",
        "progress": progress,
    }


class Server:
    """The socket, the one open stream, and what there is."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.present = {}
        self.lock = threading.Lock()
        self.stream = None

    def serve(self):
        """Takes connections for ever."""
        while True:
            connection, _ = self.listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.converse, args=(connection,), daemon=True).start()

    def converse(self, connection):
        """Answers the requests on one connection."""
        received = b""
        while True:
            while b"\r\n\r\n" not in received:
                more = connection.recv(65536)
                if not more:
                    return
                received += more
            head, received = received.split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1].split("?")[0]
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
            if path == "/:/eventsource/notifications":
                return self.event_source(connection)
            if path == "/:/websockets/notifications":
                return self.web_socket(connection, headers)
            self.answer(connection, path, headers)

    def answer(self, connection, path, headers):
        """Answers one request that asks for no stream."""
        wants_json = "application/json" in headers.get("accept", "")
        container = {"size": 0, **IDENTITY}
        if path == "/activities":
            with self.lock:
                rows = list(self.present.values())
            container = {"size": len(rows), "Activity": rows}
        known = path in ("/", "/identity", "/activities", "/library/sections", "/library/sections/all")
        known = known or path in ("/library", "/status/sessions")
        if wants_json:
            body = json.dumps({"MediaContainer": container})
        else:
            attributes = "".join(f' {name}="{value}"' for name, value in container.items() if name != "Activity")
            body = f"{XML}<MediaContainer{attributes}/>"
        status = "200 OK" if known else "404 Not Found"
        kind = "application/json" if wants_json else "text/xml"
        data = body.encode()
        connection.sendall(
            f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)

    def event_source(self, connection):
        """Begins an EventSource."""
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            + self.chunk("ping", {}))
        self.open(connection, lambda notification: self.chunk("activity", {"ActivityNotification": notification}))
        while connection.recv(65536):
            pass

    def web_socket(self, connection, headers):
        """Begins a WebSocket, and answers its pings."""
        key = headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode())

        def message(notification):
            container = {"type": "activity", "size": 1, "ActivityNotification": [notification]}
            return self.frame(1, json.dumps({"NotificationContainer": container}).encode())

        self.open(connection, message)
        stream = connection.makefile("rb")
        while len(head := stream.read(2)) == 2:
            # Clients send pings and closes alone, which are short and masked.
            mask = stream.read(4)
            data = bytes(byte ^ mask[index % 4] for index, byte in enumerate(stream.read(head[1] & 0x7F)))
            if head[0] & 0x0F == 9:
                connection.sendall(self.frame(10, data))

    def open(self, connection, framing):
        """Makes a connection the stream that notifications go to."""
        self.stream = (connection, framing)
        print("connected", flush=True)

    @staticmethod
    def chunk(event, data):
        """An event in a chunk of its own."""
        text = f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()
        return f"{len(text):x}\r\n".encode() + text + b"\r\n"

    @staticmethod
    def frame(opcode, payload):
        """A frame without a mask."""
        size = len(payload)
        length = bytes([size]) if size < 126 else struct.pack("!BH", 126, size)
        return bytes([0x80 | opcode]) + length + payload

    def send(self, rate, count):
        """Sends the starts and ends, evenly spread, and returns when each was sent."""
        stamps = {}
        connection, framing = self.stream
        begin = time.monotonic_ns() + 10_000_000
        for number in range(2 * (count + WARM_UP)):
            index, is_end = divmod(number, 2)
            uuid = f"be2cbe2c-0000-4000-8000-{index:012}"
            event = "ended" if is_end else "started"
            activity = row(uuid, 100 if is_end else 0)
            data = framing({"event": event, "uuid": uuid, "Activity": activity})
            delay = begin + number * 1_000_000_000 // rate - time.monotonic_ns()
            if delay > 0:
                time.sleep(delay / 1e9)
            with self.lock:
                if is_end:
                    del self.present[uuid]
                else:
                    self.present[uuid] = activity
                # CLOCK_MONOTONIC, as the receiver's: the last thing before the bytes leave.
                stamp = time.monotonic_ns()
                connection.sendall(data)
            if index >= WARM_UP:
                stamps[f"{uuid} {event}"] = stamp
        return stamps


if __name__ == "__main__":
    server = Server()
    threading.Thread(target=server.serve, daemon=True).start()
    print(server.listener.getsockname()[1], flush=True)
    for line in sys.stdin:
        rate, count = (int(word) for word in line.split())
        print(json.dumps(server.send(rate, count)), flush=True)
