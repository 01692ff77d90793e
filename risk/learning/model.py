"""What was learnt, as a file of the case folder (所学模型): ``learned.json``, numbers only.

The file is an input of the stage `risk` like any table: the same file gives the same list.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import InputError
from risk.learning.features import Leads, columns
from risk.learning.ladder import Fixed, Rung
from risk.learning.settings import HEADS, Head

FILE = "learned.json"
Floats = npt.NDArray[np.float64]


class Model(BaseModel):
    """One rung for each head.

    Attributes
    ----------
    groups : groups of circumstances in the order of the features of ``improper``
    negatives : what it says of confirmed negatives of the random slice that it was not trained on
    labels : how many labels each head had
    gain : mean gain on the random slice, nats a lead, and its lower bound
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: Literal[1] = 1
    heads: dict[Head, Rung]
    groups: tuple[str, ...]
    bound: float
    negatives: tuple[float, ...] = ()
    labels: dict[Head, int] = {}
    rounds: tuple[str, ...] = ()
    gain: tuple[float, float] | None = None

    def links(self, leads: Leads) -> Floats:
        """Return the links as this model sees them, (n, 5), and nothing left to weigh beside them.

        Person and lawfulness are what their heads say. Relation, benefit and time keep their
        proportions (each to the same power) and multiply to what the head of the link says, so the
        weakest of them stays the weakest.
        """
        said = {head: self.predict(head, leads) for head in HEADS}
        middle = np.clip(leads.links[:, 1:4], 1e-9, 1.0)
        product = np.clip(middle.prod(axis=1), 1e-9, 1 - 1e-9)
        power = np.log(np.clip(said["link"], 1e-9, 1 - 1e-9)) / np.log(product)
        return np.column_stack([said["identity"], middle ** power[:, None], said["improper"]])

    def predict(self, head: Head, leads: Leads) -> Floats:
        """Return what a head says of each lead."""
        rung = self.heads.get(head, Fixed())
        if isinstance(rung, Fixed):  # the links as they are, not even cut at the bound
            where = {"identity": slice(0, 1), "link": slice(1, 4), "improper": slice(4, 5)}[head]
            product: Floats = leads.links[:, where].prod(axis=1)
            return product
        return rung.predict(columns(head, leads, self.groups, self.bound))

    def probability(self, leads: Leads) -> Floats:
        """Return the probability that person, link and lack of a lawful explanation all hold."""
        result: Floats = self.links(leads).prod(axis=1)
        return result

    @property
    def digest(self) -> str:
        """The digest that stands for the model among a stage's inputs."""
        return sha256(self.model_dump_json().encode()).hexdigest()


def read(case: Path) -> Model | None:
    """Return the model that an office has taken into use; None where it uses the fixed weights.

    Raises
    ------
    InputError
        The file is not a model.
    """
    path = case / FILE
    if not path.is_file():
        return None
    try:
        return Model.model_validate_json(path.read_bytes())
    except ValidationError as error:
        what = f"不是有效的模型文件 · not a valid model: {error.errors()[0]['msg']}"
        fix = "恢复备份，或删去该文件以回到固定权重 · put the copy back, or delete it: then the fixed weights count"
        raise InputError(what, fix, file=FILE) from error


def write(case: Path, model: Model) -> None:
    """Take a model into use; the file is replaced whole or not at all."""
    path = case / FILE
    temporary = path.with_name(f".{FILE}.new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(model.model_dump_json(indent=1) + "\n")
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
