# SPDX-License-Identifier: Apache-2.0
"""Debian's chromium, driven over a pipe: https://chromedevtools.github.io/devtools-protocol/."""

import json
import os
import selectors
import shutil
import subprocess
import tempfile
import time

PATIENCE = 60


class Browser:
    """One page of a browser without a screen."""

    def __init__(self):
        program = shutil.which("chromium")
        if not program:
            raise SystemExit("page: install it first: apt-get install chromium")
        self.profile = tempfile.TemporaryDirectory()
        from_us, self.to_browser = os.pipe()
        self.from_browser, to_us = os.pipe()

        def connect():
            # The browser reads descriptor 3 and writes descriptor 4.
            first, second = os.dup(from_us), os.dup(to_us)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [
                program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
                f"--user-data-dir={self.profile.name}", "about:blank",
            ], preexec_fn=connect, close_fds=False, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.close(from_us)
        os.close(to_us)
        self.ready = selectors.DefaultSelector()
        self.ready.register(self.from_browser, selectors.EVENT_READ)
        self.unread = b""
        self.number = 0
        self.messages = []
        self.session = None
        target = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Accessibility"):
            self.call(f"{domain}.enable")

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.profile.cleanup()

    def call(self, method, **parameters):
        """The result of a command."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"page: {method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def receive(self):
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self.unread:
            if not self.ready.select(timeout=max(0, deadline - time.monotonic())):
                raise SystemExit("page: the browser does not answer")
            part = os.read(self.from_browser, 1 << 20)
            if not part:
                raise SystemExit("page: the browser has ended")
            self.unread += part
        text, self.unread = self.unread.split(b"\0", 1)
        return json.loads(text)

    def note(self, event):
        """Keeps what the browser complains about."""
        if event.get("method") == "Runtime.consoleAPICalled":
            self.messages.append(str(event["params"]["args"]))
        elif event.get("method") == "Runtime.exceptionThrown":
            self.messages.append(str(event["params"]["exceptionDetails"]))
        elif event.get("method") == "Log.entryAdded":
            self.messages.append(event["params"]["entry"]["text"])

    def open(self, address, width=1440, dark=False):
        """Opens an address at a width, and waits until it is there."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'", "the page is loaded")

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"page: {expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, expression, what):
        deadline = time.monotonic() + PATIENCE
        while not self.value(expression):
            if time.monotonic() > deadline:
                raise SystemExit(f"page: not seen in {PATIENCE} s: {what}")
            time.sleep(0.05)

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=9)

    def nodes(self):
        """What a screen reader meets: role and name of each node that is not ignored."""
        for node in self.call("Accessibility.getFullAXTree")["nodes"]:
            if not node.get("ignored"):
                yield node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")
