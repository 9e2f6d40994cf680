/** Where the script for people lies that starts a rollback (S003-RB-02). */
export const rollbackScriptPath = "scripts/rollback.sh";

/**
 * A script that starts the rollback workflow as a person would by hand: `scripts/rollback.sh ENVIRONMENT VERSION`. It
 * has no rights of its own, so approvals, audit and verification are the workflow's.
 */
export function rollbackScript(given: {
  file: string;
  branch: string;
  environments: readonly string[];
  environmentInput: string;
  versionInput: string;
}): string {
  const { file, branch, environments, environmentInput, versionInput } = given;
  return `#!/usr/bin/env bash
# Starts the rollback of an environment to a version: scripts/rollback.sh ENVIRONMENT VERSION
# It starts ${file}, which asks for approval where one is needed, verifies, and records what happened.
set -euo pipefail

usage="usage: scripts/rollback.sh ${environments.join("|")} VERSION"
if [ "$#" -ne 2 ]; then
  echo "$usage" >&2
  exit 2
fi
environment="$1"
version="$2"

case "$environment" in
  ${environments.join(" | ")}) ;;
  *)
    echo "There is no environment $environment to roll back. $usage" >&2
    exit 2
    ;;
esac
if ! [[ "$version" =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$ ]]; then
  echo "The version must be letters, digits, '.', '_' and '-', at most 128. $usage" >&2
  exit 2
fi

gh workflow run ${file} --ref ${branch} -f ${environmentInput}="$environment" -f ${versionInput}="$version"
echo "Started. Follow it with: gh run list --workflow ${file}"
`;
}
