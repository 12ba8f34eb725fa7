"""The environment, read once: which release to serve, and what one query may take."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from lgi.engine import Limits


class Settings(BaseSettings):
    """Settings from variables whose names begin with `LGI_`, such as `LGI_QUERY_SECONDS=5`."""

    model_config = SettingsConfigDict(env_prefix="LGI_", frozen=True)

    release: Path = Field(description="The folder of the release to serve.")
    query_seconds: float = Field(10.0, gt=0, description="How long one query may take.")
    query_memory_mib: int = Field(1024, ge=256, description="How much memory one worker may have.")
    query_kib: int = Field(1024, ge=1, description="How long the text of a query may be.")
    answer_mib: int = Field(64, ge=1, description="How large an answer may be.")
    workers: int = Field(max(2, os.cpu_count() or 2), ge=1, description="How many queries run at a time.")
    queue: int = Field(32, ge=0, description="How many more queries may wait.")

    def limits(self) -> Limits:
        """What one query may take."""
        return Limits(
            seconds=self.query_seconds,
            memory_bytes=self.query_memory_mib << 20,
            answer_bytes=self.answer_mib << 20,
            query_bytes=self.query_kib << 10,
            workers=self.workers,
            queue=self.queue,
        )
