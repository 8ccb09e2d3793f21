# SPDX-License-Identifier: Apache-2.0
"""A real browser without a window, driven as the WebDriver standard says (W3C WebDriver, HTTP and JSON)."""

import json
import re
import subprocess
import tempfile
import urllib.request

from servers import tool

PATIENCE = 60
STARTED = re.compile(rb"started successfully on port (\d+)")


class Browser:
    """One browser window; a context manager, so that it always ends."""

    def __init__(self, width=1200, height=900):
        self.size = (width, height)

    def __enter__(self):
        tool("chromium")
        self.profile = tempfile.TemporaryDirectory(prefix="caa-audit-browser-")
        self.process = subprocess.Popen(
            [tool("chromedriver"), "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            self.base = f"http://127.0.0.1:{self.port()}"
            self.session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": self.capabilities()}})["sessionId"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if hasattr(self, "session"):
            self.call("DELETE", f"/session/{self.session}")
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.profile.cleanup()

    def port(self):
        for line in self.process.stdout:
            if found := STARTED.search(line):
                return int(found[1])
        raise AssertionError("chromedriver did not start")

    def capabilities(self):
        width, height = self.size
        arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en",
            f"--user-data-dir={self.profile.name}", f"--window-size={width},{height}",
        ]
        return {
            "browserName": "chrome",
            "goog:chromeOptions": {
                "args": arguments, "binary": tool("chromium"),
                "mobileEmulation": {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1.0}},
            },
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def open(self, path):
        self.call("POST", f"/session/{self.session}/url", {"url": path.as_uri()})

    def evaluate(self, script, *arguments):
        return self.call("POST", f"/session/{self.session}/execute/sync", {"script": f"return {script}", "args": arguments})

    def log(self, kind):
        return self.call("POST", f"/session/{self.session}/se/log", {"type": kind})

    def complaints(self):
        """What the console says, refused requests and broken rules of the page among it."""
        return [entry["message"] for entry in self.log("browser")]

    def requested(self, page):
        """The addresses that this page has asked for, itself among them; the browser has pages of its own."""
        messages = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        requests = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
        return {request["request"]["url"] for request in requests if request["documentURL"] == page.as_uri()}
