"""Process start to the first poll of the Lambda Runtime API, side by side: the provision function's
bootstrap, and a Python 3.11 process that imports boto3 and builds the same clients.

The last line is the figure; the exit status is 1 if the bootstrap takes more than a tenth of the time.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROUNDS = 15
SHARE = 0.1  # of Python's time, at most

PYTHON = """
import os, urllib.request, boto3
session = boto3.session.Session()
for service in ("backup", "dynamodb", "events", "iam", "kms", "organizations", "sns", "sqs", "sts"):
    session.client(service)
urllib.request.urlopen("http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/next")
"""

# What template.yaml sets, with values that the function takes; nothing is called before the first event.
ENVIRONMENT = {
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "111122223333",
    "AWS_SECRET_ACCESS_KEY": "none",
    "ORGANIZATION_ID": "o-a1b2c3d4e5",
    "MANAGEMENT_ACCOUNT_ID": "999988887777",
    "CENTRAL_ACCOUNT_ID": "111122223333",
    "HOME_REGION": "eu-west-1",
    "CENTRAL_BUS_ARN": "arn:aws:events:eu-west-1:111122223333:event-bus/farvault",
    "TABLE_NAME": "farvault",
    "ACCOUNT_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/111122223333/farvault-accounts",
    "JOB_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/111122223333/farvault-jobs",
}


class Poll(BaseHTTPRequestHandler):
    """A Runtime API that notes the first poll and has no event."""

    polled = threading.Event()

    def do_GET(self) -> None:
        Poll.polled.set()
        time.sleep(0.05)  # the process is killed meanwhile

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def start(command: list[str], folder: Path, api: str) -> float:
    """The seconds from the start of a process to its first poll."""
    Poll.polled.clear()
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env={**ENVIRONMENT, "AWS_LAMBDA_RUNTIME_API": api}, stdout=said, stderr=said)
        polled = Poll.polled.wait(timeout=30)
        took = time.perf_counter() - began
        process.kill()
        process.wait()
        if not polled:
            said.seek(0)
            raise SystemExit(f"{command[0]} did not poll: {said.read().decode()}")
    return took


def main() -> int:
    """Measures both in turn, so that a busy machine is busy for both."""
    subprocess.run(["make", "--silent", "build"], check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Poll)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    api = f"127.0.0.1:{server.server_port}"
    folder = Path("bin/provision").resolve()
    sizes = {name: Path(f"bin/{name}/bootstrap").stat().st_size for name in ("provision", "alert", "sweep", "slack")}
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(start([str(folder / "bootstrap")], folder, api))
        theirs.append(start([sys.executable, "-c", PYTHON], folder, api))
    mine, other = statistics.median(ours), statistics.median(theirs)
    for name, size in sizes.items():
        print(f"bootstrap of {name}: {size / (1 << 20):.1f} MiB")
    print(f"start to first poll: {mine * 1000:.1f} ms, Python {sys.version_info.major}.{sys.version_info.minor} with boto3 {other * 1000:.0f} ms: {mine / other:.1%}, at most {SHARE:.0%}")
    return 0 if mine <= SHARE * other else 1


if __name__ == "__main__":
    sys.exit(main())
