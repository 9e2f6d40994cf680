/**
 * The script `apply_migration.py` of specification 001 (S001-MIG-04): `python backend/apply_migration.py
 * 015_new_feature.sql`. It hands the file's name to the runtime of the checkout, which applies it if it is the next;
 * naming the file is the confirmation of the person who does.
 *
 * @param up how many folders the script lies below the repository's root, for example 1 for `backend/`.
 */
export function applyMigrationScript(up: number): string {
  return `"""Applies one migration: python apply_migration.py 015_new_feature.sql [--environment NAME] [OPTIONS]

The database is that of DATABASE_URL. The environment is that of --environment, or of GATEHOUSE_ENVIRONMENT, or
development. Other options go to \`migrate up\` as they are.
"""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[${up}]


def main(arguments):
    if not arguments or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    name, *options = arguments
    name = pathlib.PurePath(name).name
    if not any(option.split("=")[0] == "--environment" for option in options):
        options += ["--environment", os.environ.get("GATEHOUSE_ENVIRONMENT", "development")]
    command = ["node", str(ROOT / ".gatehouse" / "pipeline.mjs"), "migrate", "up", "--file", name, "--confirm", name]
    try:
        return subprocess.run(command + options, cwd=ROOT).returncode
    except FileNotFoundError:
        print("There is no node on PATH, and the runtime needs one: install Node.js 22 or later.", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
`;
}
