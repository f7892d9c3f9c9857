"""Builds of a copy of a workflow with the tasks of this checkout, and their times."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from statistics import median

from making import make_dotnet

ROOT = Path(__file__).resolve().parents[2]


def build_tasks() -> None:
    """As they are shipped."""
    make_dotnet(ROOT / "src/Tasks/MSBuild")


class Workflow:
    """A copy of a folder, outside of the repository so that nothing is imported from above it."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.folder = folder / source.name
        shutil.copytree(source, self.folder, ignore=shutil.ignore_patterns("bin", "obj", "__pycache__"))
        for project in self.folder.rglob("*.proj"):
            project.write_text(project.read_text().replace("../../Sdk.", f"{ROOT}/Sdk."))

    def build(self, **properties: object) -> float:
        """The seconds that one build takes, from the start of dotnet to its end. Fails if the build fails."""
        words = ["dotnet", "build", "-v:q", "--nologo", f"-p:Checkout={ROOT}/", *(f"-p:{name}={value}" for name, value in properties.items())]
        environment = {**os.environ, "DOTNET_CLI_USE_MSBUILD_SERVER": "0", "MSBUILDDISABLENODEREUSE": "1", "DOTNET_CLI_TELEMETRY_OPTOUT": "1"}
        begin = time.monotonic()
        done = subprocess.run(words, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        seconds = time.monotonic() - begin
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} failed in {self.folder}:\n{done.stdout}")
        return seconds

    def rebuild(self, **properties: object) -> float:
        """The same without the record of an earlier build."""
        shutil.rmtree(self.folder / "obj", ignore_errors=True)
        return self.build(**properties)


def over(runs: int, *measures) -> list[float]:
    """The median of each measure. They take turns, so that what else the machine does hits all of them."""
    times: list[list[float]] = [[] for _ in measures]
    for _ in range(runs):
        for measure, own in zip(measures, times):
            own.append(measure())
    return [median(own) for own in times]
