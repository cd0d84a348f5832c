"""What azd's Terraform provider reads in the folder of a stack, made from the environment's file.

azd takes `main.tfvars.json` for the variables and `provider.conf.json` for the state, puts in what
stands in `${…}`, and hands both to terraform. Nothing of ours is put in: the values are those of
`infra/environments/NAME.tfvars`, so that both ways deploy the same. The files are nobody's to keep.
"""

import json
from pathlib import Path
from typing import Any

from lonja_tools.deployment.environment import STACKS, values_of
from lonja_tools.trouble import Trouble


def write(checkout: Path, environment: str) -> list[Path]:
    """Both files in each stack's folder; where they are."""
    values = values_of(checkout, environment)
    told = {"main.tfvars.json": values, "provider.conf.json": values["state"]}
    return [
        _write(checkout / "infra" / stack / name, content)
        for stack in STACKS
        for name, content in told.items()
    ]


def _write(path: Path, content: dict[str, Any]) -> Path:
    text = json.dumps(content, indent=2, ensure_ascii=False)
    if "$" in text:
        raise Trouble(f"{path.name} would hold a “$”, which azd takes for a name of its own.")
    path.write_text(text + "\n")
    return path
