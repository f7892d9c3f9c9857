"""Straight over the socket, a thousand children a message: what the build itself takes."""

import json
import os
import socket

count = int(json.loads(os.environ["TASKGRAPH_PARAMETERS"])["count"])
names = [f"child{number}" for number in range(count)]
with socket.socket(socket.AF_UNIX) as connection, connection.makefile("rw") as build:
    connection.connect(os.environ["TASKGRAPH_SOCKET"])
    build.write(json.dumps({"hello": 1, "node": os.environ["TASKGRAPH_NODE"], "token": os.environ["TASKGRAPH_TOKEN"]}) + "\n")
    for first in range(0, count, 1000):
        build.write(json.dumps({"add": [{"Name": name} for name in names[first : first + 1000]]}) + "\n")
    build.write(json.dumps({"wait": names, "all": True, "id": 1}) + "\n")
    build.flush()
    for line in build:
        answer = json.loads(line)
        if "error" in answer:
            raise SystemExit(line)
        if answer.get("go"):
            break
