import { github, type RunStep, run } from "../../model/index.ts";

/** A component: its folder, and the job's name whose success says that it was deployed. */
interface Component {
  readonly name: string;
  readonly folder: string;
  readonly job: string;
}

/**
 * Which components go out: those with a change since their own last successful deployment by this workflow, so that one
 * whose last run failed, or was skipped over, goes again even when nothing changed since (S004-STG-02).
 */
export function changedSince(file: string, components: readonly Component[]): RunStep<string> {
  return run("Find what changed since it was last deployed", {
    id: "changes",
    outputs: components.map(({ name }) => name),
    env: { GH_TOKEN: github.token, WORKFLOW: file, BRANCH: github.refName },
    permissions: { actions: "read", contents: "read" },
    run: [
      'runs="$(gh run list --workflow "$WORKFLOW" --branch "$BRANCH" --limit 50 --json databaseId,headSha \\',
      '  --jq \'.[] | "\\(.databaseId) \\(.headSha)"\')"',
      "last_deployed() {",
      "  while read -r id sha; do",
      '    if [ -z "$id" ] || [ "$id" = "$GITHUB_RUN_ID" ]; then continue; fi',
      '    jobs="$(gh run view "$id" --json jobs --jq \'.jobs[] | select(.conclusion == "success") | .name\')"',
      '    if grep --quiet --line-regexp --fixed-strings "$1" <<< "$jobs"; then echo "$sha"; return; fi',
      '  done <<< "$runs"',
      "}",
      "changed() {",
      '  base="$(last_deployed "$2")"',
      '  if git cat-file -e "$base^{commit}" 2> /dev/null && git diff --quiet "$base" HEAD -- "$3"; then',
      '    echo "$1=false" >> "$GITHUB_OUTPUT"',
      '    echo "- $1 is as it was deployed from $base" >> "$GITHUB_STEP_SUMMARY"',
      "  else",
      '    echo "$1=true" >> "$GITHUB_OUTPUT"',
      '    echo "- $1 goes out; last deployed: $base" >> "$GITHUB_STEP_SUMMARY"',
      "  fi",
      "}",
      ...components.map(({ name, folder, job }) => `changed ${name} '${job}' '${folder}'`),
    ],
  });
}
