"""The environment, read once: which release to serve, what one query may take, and how the service behaves."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from lgi import names
from lgi.engine import Limits

if TYPE_CHECKING:
    from lgi.engine.remote import Endpoint


class Settings(BaseSettings):
    """Settings from variables whose names begin with `LGI_`, such as `LGI_QUERY_SECONDS=5`."""

    model_config = SettingsConfigDict(env_prefix="LGI_", frozen=True)

    release: Path = Field(description="The folder of the release to serve.")
    watch: Path | None = Field(None, description="A folder of releases: when it has a newer one, that is served.")
    cache_mib: int = Field(64, ge=0, description="How much memory answers that are kept may take.")
    answers: Path | None = Field(None, description="The file in which kept answers lie; without one, none are kept.")
    answers_mib: int = Field(1024, ge=1, description="How large it may grow.")
    client_answers: int = Field(10, ge=1, description="How many answers one client may keep a minute.")
    pinned: int = Field(
        2, ge=1, description="How many releases may be open beside the newest, for who asks them by name."
    )
    public: str = Field(names.BASE, description="The address at which people know the service.")
    contact: str = Field("", description="The address for email at which mistakes can be reported.")
    log_queries: bool = Field(False, description="Log the text of queries, and not their digest alone.")

    remote_url: str = Field("", description="Where a store takes queries that holds the release; it is asked instead.")
    remote_user: str = Field("", description="Who asks it.")
    remote_password: SecretStr = Field(SecretStr(""), description="The password of who asks it.")
    remote_digest: bool = Field(False, description="Whether the store wants the password as a digest.")
    remote_union: bool = Field(
        False, description="Whether its default graph is the union of the graphs of the release."
    )

    query_seconds: float = Field(10.0, gt=0, description="How long one query may take, waiting included.")
    light_seconds: float = Field(0.05, gt=0, description="How long a query may take before it counts as heavy.")
    query_memory_mib: int = Field(1024, ge=64, description="How much memory one query may take.")
    query_kib: int = Field(1024, ge=1, description="How long the text of a query may be.")
    answer_mib: int = Field(64, ge=1, description="How large an answer may be.")
    workers: int = Field(max(2, os.cpu_count() or 2), ge=1, description="How many light queries run at a time.")
    heavy: int = Field(max(2, os.cpu_count() or 2), ge=1, description="How many heavy ones run beside them.")
    queue: int = Field(64, ge=0, description="How many more queries may wait, of each sort.")
    client_heavy: int = Field(8, ge=1, description="How many heavy queries of one client may be under way.")
    client_seconds: float = Field(60.0, gt=0, description="How many seconds of evaluation one client has a minute.")

    def remote(self) -> "Endpoint | None":
        """The store to ask, if there is one. Raises BadArgument if its address is none."""
        if not self.remote_url:
            return None
        from lgi.engine.remote import Endpoint  # noqa: PLC0415  # it takes half a second that no other use should wait for
        from lgi.engine.wire import Address  # noqa: PLC0415

        password = self.remote_password.get_secret_value()
        address = Address(self.remote_url, self.remote_user, password, self.remote_digest)
        return Endpoint(address, union=self.remote_union)

    def limits(self) -> Limits:
        """What one query may take."""
        return Limits(
            seconds=self.query_seconds,
            light_seconds=self.light_seconds,
            memory_bytes=self.query_memory_mib << 20,
            answer_bytes=self.answer_mib << 20,
            query_bytes=self.query_kib << 10,
            workers=self.workers,
            heavy=self.heavy,
            queue=self.queue,
            client_heavy=self.client_heavy,
            client_seconds=self.client_seconds,
        )
