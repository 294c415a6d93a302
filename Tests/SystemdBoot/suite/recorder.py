# SPDX-License-Identifier: Apache-2.0
"""A server that records its requests, and answers when the test allows it."""

import http.server
import threading

IDENTITY = b'{"MediaContainer":{"size":0,"machineIdentifier":"0123456789abcdef","version":"1.43.0.1-abc"}}'
EMPTY = b'{"MediaContainer":{"size":0}}'


class Recorder:
    """An idle server on this address; it holds all requests until its gate is opened."""

    def __init__(self, address="127.0.0.1", is_open=True):
        self.requests = []
        self.gate = threading.Event()
        if is_open:
            self.gate.set()
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                recorder.requests.append((self.path, dict(self.headers)))
                recorder.gate.wait()
                body = IDENTITY if self.path.startswith("/identity") else EMPTY
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle(self):
                try:
                    super().handle()
                except ConnectionError:
                    pass  # The daemon gave up waiting.

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((address, 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://{address}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()
