"""What azd's Terraform provider reads in the folder of a stack, made from the environment's file.

azd takes `main.tfvars.json` for the variables and `provider.conf.json` for the state, puts in what
replaces `${…}`, and passes both to terraform. We use no placeholders: the values are those of
`infra/environments/NAME.tfvars`, so that both ways deploy the same. The files are not kept.
"""

import json
from pathlib import Path
from typing import Any

from lonja_tools.deployment.environment import STACKS, values_of
from lonja_tools.user_error import UserError


def write(checkout: Path, environment: str) -> list[Path]:
    """Write both files into each stack's folder; return their paths."""
    profile = values_of(checkout, environment)
    files = {"main.tfvars.json": {"profile": profile}, "provider.conf.json": profile["state"]}
    return [
        _write(checkout / "infra" / stack / name, content)
        for stack in STACKS
        for name, content in files.items()
    ]


def _write(path: Path, content: dict[str, Any]) -> Path:
    text = json.dumps(content, indent=2, ensure_ascii=False)
    if "$" in text:
        raise UserError(f"{path.name} would hold a “$”, which azd would replace as a placeholder.")
    path.write_text(text + "\n")
    return path
