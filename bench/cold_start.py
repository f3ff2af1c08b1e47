"""Starts a server many times; prints the milliseconds from the start of the process to the first 200, one a line.

usage: cold_start.py COUNT TOKEN PATH COMMAND...
"""

import http.client
import socket
import subprocess
import sys
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port, token, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def start(token, path, command):
    port = free_port()
    begin = time.monotonic()
    server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not answers(port, token, path):
            if server.poll() is not None or time.monotonic() > begin + 30:
                sys.exit("the server did not start")
            time.sleep(0.001)
        return (time.monotonic() - begin) * 1000
    finally:
        server.terminate()
        server.wait()


for _ in range(int(sys.argv[1])):
    print(f"{start(sys.argv[2], sys.argv[3], sys.argv[4:]):.1f}")
