"""Where the parts of the template are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "catalog.yaml"
INTERVIEW = ROOT / "copier.yml"
PRESETS = ROOT / "presets"
README = ROOT / "README.md"
TEMPLATE = ROOT / "template"
LOCK = ROOT / "locks" / "workbench.txt"
