"""What `infra/` consists of: root stacks, modules, and the environments that are checked."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
INFRA = CHECKOUT / "infra"
STACKS = ("bootstrap", "functions", "frontoffice", "backoffice")
MODULES = tuple(sorted(f"modules/{folder.name}" for folder in (INFRA / "modules").glob("*")))
# The rules of an environment's values, and the stacks that take them.
PROFILE = "modules/profile"
PROFILED = ("functions", "frontoffice", "backoffice")
ENVIRONMENTS = ("dev", "prod")
REFUSALS = "refusals.tftest.hcl"
