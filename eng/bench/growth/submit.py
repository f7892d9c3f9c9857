"""Through the Python module, a call a child."""

from taskgraph import gather, parameters, submit

gather([submit(name=f"child{number}") for number in range(int(parameters()["count"]))])
