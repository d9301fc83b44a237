"""A pytest plugin: moto's tests talk to `farvault simulator` in place of moto's server.

Each worker has a simulator of its own, with the one account that the tests are written for; it begins anew where moto
would be reset, and its clock moves where they sleep. What became of every test is written to the folder PEER_RESULTS, a
file a worker. TEST_SERVER_MODE must be set: moto looks at it when it is imported.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import botocore.client
import botocore.endpoint
import pytest
import requests
from botocore.exceptions import ClientError
from moto.core.config import default_user_config
from moto.core.models import ServerModeMockAWS

ACCOUNT = "123456789012"

sleep = time.sleep

results: dict[str, dict[str, Any]] = {}
asked = 0  # calls of the test that runs
unknown: set[str] = set()  # operations that it asked for and that are not simulated
simulator: subprocess.Popen[str]


def pytest_configure(config: Any) -> None:
    """Starts the worker's simulator. With xdist the process that hands out the tests has none."""
    global simulator
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return
    simulator = subprocess.Popen(
        [os.environ["PEER_SIMULATOR"], "simulator", "--listen", "127.0.0.1:0", "--bare", ACCOUNT],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    assert simulator.stdout is not None
    url = simulator.stdout.readline().strip()
    os.environ.update(
        TEST_SERVER_MODE_ENDPOINT=url, MOTO_ACCOUNT_ID=ACCOUNT,
        AWS_ACCESS_KEY_ID=ACCOUNT, AWS_SECRET_ACCESS_KEY="simulated",
    )
    default_user_config["core"]["mock_credentials"] = False
    ServerModeMockAWS.reset = lambda _: requests.post(f"{url}/_simulator/reset", timeout=30)
    time.sleep = lambda seconds: wait(url, seconds)
    listen()


def wait(url: str, seconds: float) -> None:
    """Lets simulated time pass in place of real time."""
    requests.post(f"{url}/_simulator/clock", json={"advance": f"{seconds}s"}, timeout=30)


def listen() -> None:
    """Notes what each test asks for."""
    call, send = botocore.client.BaseClient._make_api_call, botocore.endpoint.Endpoint._send

    def counted(self: Any, request: Any) -> Any:
        global asked
        asked += 1
        return send(self, request)

    def noted(self: Any, operation: str, parameters: Any) -> Any:
        try:
            return call(self, operation, parameters)
        except ClientError as error:
            # The simulator names itself, or says "not simulated", where it lacks something.
            if "simulat" in error.response["Error"]["Message"]:
                unknown.add(f"{self.meta.service_model.service_name}:{operation}")
            raise

    botocore.endpoint.Endpoint._send = counted
    botocore.client.BaseClient._make_api_call = noted


def pytest_unconfigure(config: Any) -> None:
    """Writes the results and ends the simulator."""
    if "simulator" in globals():
        time.sleep = sleep
        worker = getattr(config, "workerinput", {}).get("workerid", "one")
        Path(os.environ["PEER_RESULTS"], f"{worker}.json").write_text(json.dumps(results))
        simulator.terminate()
        simulator.wait(timeout=10)


def pytest_runtest_setup(item: Any) -> None:
    """Begins to count."""
    global asked
    asked = 0
    unknown.clear()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Any:
    """Keeps what became of a test, in one line."""
    report = (yield).get_result()
    if report.when == "teardown" or (report.when == "setup" and report.passed):
        return
    why = ""
    if report.failed:
        why = re.sub(r"\x1b\[[0-9;]*m|\s+", " ", str(call.excinfo.value)).strip()[:300] or call.excinfo.typename
    state = "skipped" if report.skipped else report.outcome
    if state != "skipped" and not asked and not unknown:
        state = "not ours"  # the test has no call that reaches the simulator
    elif state == "failed" and unknown:
        state = "not simulated"
    line = ""
    if report.failed:
        entries = [e for e in call.excinfo.traceback if "/tests/" in str(e.path)]
        if entries:
            line = str(entries[-1].statement).strip().splitlines()[0][:120]
    verified = item.get_closest_marker("aws_verified") is not None
    results[item.nodeid] = {
        "state": state, "why": why, "line": line, "unknown": " ".join(sorted(unknown)), "verified": verified
    }
