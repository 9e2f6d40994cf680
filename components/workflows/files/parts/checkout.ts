import {
  github,
  type RunStep,
  run,
  type Step,
  text,
  type UsesStep,
  uses,
  type Value,
} from "../../model/index.ts";
import { recordsHome, runtimeHome } from "./runtime.ts";

/** The Node that the runtime is written for. */
const nodeVersion = "24";

/**
 * Brings the runtime with its rules, both of the workflow file's own commit, and sets them apart from the workspace: a
 * release of another day does not bring another day's rules, and checking it out does not touch them.
 */
export function bringRuntime(): Step[] {
  return [
    uses("Fetch the runtime and its rules", {
      uses: "actions/checkout",
      with: { ref: github.workflowSha, path: ".runtime", "sparse-checkout": ".gatehouse" },
    }),
    uses("Set up Node for the runtime", {
      uses: "actions/setup-node",
      with: { "node-version": nodeVersion, "package-manager-cache": false },
    }),
    run("Set the runtime apart", {
      run: [
        `mkdir -p "${recordsHome}" "${runtimeHome}"`,
        `cp .runtime/.gatehouse/* "${runtimeHome}/"`,
        "rm -rf .runtime",
      ],
    }),
  ];
}

/** The release: the commit that is deployed, at the workspace's root. */
export function checkout(ref: Value, options: { depth?: number } = {}): UsesStep {
  const { depth } = options;
  return uses("checkout", {
    id: "checkout",
    uses: "actions/checkout",
    with: { ref, ...(depth === undefined ? {} : { "fetch-depth": depth }) },
  });
}

/** The address of the run, for people. */
export const runAddress = text`${github.serverUrl}/${github.repository}/actions/runs/${github.runId}`;

/**
 * Which commit a version is: a tag, a branch or a SHA. Without one, the run's own commit; where that is the merge of a
 * promotion, the commit that was merged, which is the one that was built and tested.
 */
export function resolveVersion(version: Value): RunStep<"sha"> {
  return run("Find the version's commit", {
    id: "version",
    outputs: ["sha"],
    env: { VERSION: version, GH_TOKEN: github.token },
    permissions: { contents: "read" },
    run: [
      'if [ -z "$VERSION" ]; then',
      '  sha="$(gh api "repos/$GITHUB_REPOSITORY/commits/$GITHUB_SHA" --jq ".parents[1].sha // .sha")"',
      "else",
      '  sha="$(gh api --method GET "repos/$GITHUB_REPOSITORY/commits" --raw-field sha="$VERSION" \\',
      '    --field per_page=1 --jq ".[0].sha")"',
      "fi",
      '[[ "$sha" =~ ^[0-9a-f]{40}$ ]] || { printf "::error::There is no version %q\\n" "$VERSION"; exit 1; }',
      'echo "sha=$sha" >> "$GITHUB_OUTPUT"',
      'echo "The release is commit $sha" >> "$GITHUB_STEP_SUMMARY"',
    ],
  });
}
