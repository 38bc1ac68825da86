"""Starts processes cheaply: one that has imported everything forks a child for each story, and says how it ended.

It runs as `python -m support.zygote MODULE`, whose `STORIES` it tells, and takes one JSON object a line: a story's name
and arguments, where to be killed (a crash point, or after so many seconds). It answers with the signals or codes that
its children ended with.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from attrs import define

ROOT = Path(__file__).parents[1]


@define(eq=False)
class Zygote:
    """The process that forks, seen from the tests."""

    process: subprocess.Popen[str]

    def run(self, story: str, *arguments: Sequence[Any], crash: str = "", kill_after: float = 0) -> list[int]:
        """Run a story in one child for each list of arguments; gives the code, or the negative signal, of each."""
        request = {"story": story, "arguments": arguments, "crash": crash, "kill_after": kill_after}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the process that forks is gone"
        return list(json.loads(answer))


@contextmanager
def zygote(stories: str = "support.stories") -> Iterator[Zygote]:
    """A process that forks, gone at the end; it tells the stories of this module."""
    path = os.pathsep.join([str(ROOT), str(ROOT.parent / "src"), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "-m", "support.zygote", stories],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:
        yield Zygote(process)
        assert process.stdin is not None
        process.stdin.close()


def serve(stories: Mapping[str, Any]) -> None:
    """Fork a child for every request until there is none."""
    for line in sys.stdin:
        request = json.loads(line)
        story = stories[request["story"]]
        children = [_forked(story, each, request["crash"]) for each in request["arguments"]]
        if request["kill_after"]:
            time.sleep(request["kill_after"])
            for child in children:
                os.kill(child, signal.SIGKILL)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        sys.stdout.write(json.dumps(codes) + "\n")
        sys.stdout.flush()


def _forked(story: Any, arguments: Sequence[Any], crash: str) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        from salessupport.runtime.crash import arm

        if crash:
            name, _, passing = crash.partition(":")
            arm(name, passing=int(passing or 1))
        story(*arguments)
        code = 0
    except BaseException:  # noqa: BLE001 - told on standard error; the child must not go on as its parent
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)
    return 0


if __name__ == "__main__":
    serve(import_module(sys.argv[1]).STORIES)
