import { carrier } from "./workflow.ts";

/** Commands that the scripts call and that are not the system's own: each notes what it was called with. */
export const standIns = (
  "cargo curl dart docker flutter gh git jq mypy node npm npx pip pipx pnpm pytest python python3 railway ruff rustup " +
  "supabase tar uv unzip zip"
).split(" ");

const commit = "5f70bf18a086007016e948b04aed3b82103a36be";

/** What commands that ask somebody answer: what was looked for, or that there is none. */
export type Answers = "found" | "none";

/**
 * Notes the step and the words of a call. `gh` answers with the value where a filter picks somebody's text out of GitHub's
 * data, with the value as JSON where none does, and with a commit, a number or a no where a filter asks for one. The
 * others answer with a digest.
 */
export function standIn(calls: string, answers: Answers): string {
  const found = answers === "found";
  return `#!/bin/bash
printf '%s\\0' "$GITHUB_ACTION" "$@" > "$(mktemp ${calls}/call-XXXXXXXX)"
[ "\${0##*/}" = gh ] || { echo ${found ? `sha256:${commit}` : ""}; exit 0; }
[[ " $* " == *" --jq "* ]] || { echo "$${carrier}_AS_JSON"; exit 0; }
case "\${*: -1}" in
  *any\\(*) echo false ;;
  *conclusion*) echo "$${carrier}" ;;
  *sha*|*Sha*) echo ${found ? commit : ""} ;;
  length|.id) echo ${found ? 1 : 0} ;;
  *) echo "$${carrier}" ;;
esac
`;
}

/** The delivered runtime and its rules, where it is to be really run. */
export interface Runtime {
  readonly code: string;
  readonly contract: string;
  /** OWNER/NAME, which the rules are of. */
  readonly repository: string;
}

/** Notes the call, and runs the runtime with its rules where the script looks for them; GitHub is not there to be asked. */
export function runtimeStandIn(calls: string, folder: string, repository: string): string {
  return `#!/bin/bash
printf '%s\\0' "$GITHUB_ACTION" "$@" > "$(mktemp ${calls}/call-XXXXXXXX)"
mkdir -p "$RUNNER_TEMP/gatehouse" "$RUNNER_TEMP/records"
cp ${folder}/pipeline.mjs ${folder}/contract.json "$RUNNER_TEMP/gatehouse"
export GITHUB_REPOSITORY=${repository} GITHUB_SHA=${commit} GITHUB_REF_NAME="$${carrier}" GITHUB_API_URL=http://127.0.0.1:9
exec ${process.execPath} "$@"
`;
}

/** Keeps what the steps of a job gave, and the variables that are set at its end. */
export function keeper(kept: string): string {
  return `#!/bin/bash
{ printf '%s\\0' "$STEPS"; unset STEPS; env --null; } > "$(mktemp ${kept}/job-XXXXXXXX)"
`;
}
