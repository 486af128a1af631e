"""PostgreSQL and Redis of `waypost up`: started, looked after while it runs, stopped last."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis

from waypost.processes.embedded import CannotStart, EmbeddedPostgres, EmbeddedRedis
from waypost.processes.up_checks import CannotGoUp, begin_anew

_LOOK_EVERY_SECONDS = 2
_AGAIN_AFTER_SECONDS = 10


class Databases:
    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.postgres = EmbeddedPostgres(folder / "postgres")
        self.redis = EmbeddedRedis(folder / "redis")
        self._say = say
        self._next_look = 0.0

    def start(self) -> None:
        try:
            if not self.postgres.is_running():  # it outlives an `up` that was killed
                self.postgres.start()
            self._end_earlier_redis()
            self.redis.start()
        except (CannotStart, psycopg.Error) as error:
            raise CannotGoUp(
                f"the data in {self.folder} cannot be used. {begin_anew(self.folder, self.postgres.folder)}"
                f"\nWhat it said: {error}"
            ) from error

    def watch_once(self) -> None:
        """Call it often: what ended is started again."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _LOOK_EVERY_SECONDS
        if not self.postgres.is_running():
            self._start_again("PostgreSQL", self.postgres.start)
        if _has_ended(self.redis.pid):
            self._start_again("Redis", self._start_redis_again)

    def stop(self) -> None:
        try:
            self.redis.stop()
        finally:
            self.postgres.stop()

    def _start_again(self, name: str, start: Callable[[], None]) -> None:
        self._say(f"{name} ended; starting it again.")
        try:
            start()
        except (CannotStart, OSError) as error:
            self._next_look = time.monotonic() + _AGAIN_AFTER_SECONDS
            why = str(error).strip().splitlines()[-1:]
            self._say(f"{name} did not start; trying again in {_AGAIN_AFTER_SECONDS} s. {' '.join(why)}")

    def _start_redis_again(self) -> None:
        self.redis.stop()  # takes its socket away, by which the next one is known to be there
        self.redis.start()

    def _end_earlier_redis(self) -> None:
        """It, too, outlives an `up` that was killed: two of them would write into one file."""
        socket = Path(self.redis.url.removeprefix("unix://"))
        if not socket.exists():
            return
        with redis.Redis.from_url(self.redis.url, socket_timeout=10) as earlier:
            try:
                earlier.shutdown()
            except redis.ConnectionError:
                socket.unlink(missing_ok=True)  # nobody listens there
            except redis.RedisError as error:
                raise CannotStart(f"a Redis that was left behind does not stop: {error}") from error


def _has_ended(pid: int | None) -> bool:
    """Without taking its exit code away from who started it."""
    if pid is None:
        return False
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True
