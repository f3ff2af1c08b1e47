"""Holds connections open that have each asked once, until the process is told to end.

usage: idle.py COUNT URL TOKEN
"""

import http.client
import signal
import sys
from urllib.parse import urlsplit

url = urlsplit(sys.argv[2])
connections = []
for _ in range(int(sys.argv[1])):
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
    connection.request("GET", f"{url.path}?{url.query}", headers={"Authorization": f"Bearer {sys.argv[3]}"})
    response = connection.getresponse()
    if response.status != 200:
        sys.exit(f"a connection was answered {response.status}")
    response.read()
    connections.append(connection)
print("ready", flush=True)
signal.pause()
