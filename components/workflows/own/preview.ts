import {
  environment,
  eq,
  github,
  job,
  matrix,
  run,
  runnerTemp,
  text,
  uses,
  workflow,
} from "../model/index.ts";
import { appToken, cloudEnv, held, pulumiVersion, setUp, signIn, stacks } from "./parts.ts";

/**
 * What a pull request would change. In the sandbox, without any credential and so for forks as well: the base goes up,
 * then the change, and what gets weaker or stronger is said in plain words. For branches of this repository also the
 * preview of each stack against the real clouds, by identities that can only read.
 */
export function preview() {
  const sandbox = job("sandbox", {
    name: "What changes for whom",
    timeoutMinutes: 40,
    steps: [
      ...setUp(undefined, 0),
      run("Put the base up in a sandbox", {
        env: { BASE: github.event("pull_request", "base", "sha") },
        run: [
          'git worktree add --detach ../base "$BASE"',
          "cd ../base",
          'npm start --silent -- --json --folder "$RUNNER_TEMP/sandbox" > "$RUNNER_TEMP/before.json"',
        ],
      }),
      run("Put the change up in the same sandbox", {
        run: 'npm start --silent -- --json --folder "$RUNNER_TEMP/sandbox" > "$RUNNER_TEMP/after.json"',
      }),
      run("Say what changes, and which gate gets weaker or stronger", {
        run: [
          "code=0",
          'npm run --silent explain -- --before "$RUNNER_TEMP/before.json" --after "$RUNNER_TEMP/after.json" \\',
          '  > "$RUNNER_TEMP/explanation.md" || code="$?"',
          // 1 says that something gets weaker: that is for the reviewer to judge, not for this job.
          '[[ "$code" == 0 || "$code" == 1 ]] || exit "$code"',
          'cat "$RUNNER_TEMP/explanation.md" >> "$GITHUB_STEP_SUMMARY"',
        ],
      }),
      uses("Keep the explanation", {
        uses: "actions/upload-artifact",
        with: { name: "explanation", path: text`${runnerTemp}/explanation.md`, "retention-days": 30 },
      }),
    ],
  });
  const own = eq(github.event("pull_request", "head", "repo", "full_name"), github.repository);
  const comment = job("comment", {
    name: "Tell the reviewer",
    needs: [sandbox],
    if: own,
    timeoutMinutes: 5,
    steps: [
      uses("Fetch the explanation", {
        uses: "actions/download-artifact",
        with: { name: "explanation", path: "." },
      }),
      run("Write it into the pull request", {
        env: { GH_TOKEN: github.token, NUMBER: github.event("pull_request", "number") },
        permissions: { "pull-requests": "write" },
        run: 'gh pr comment "$NUMBER" --repo "$GITHUB_REPOSITORY" --body-file explanation.md --edit-last --create-if-none',
      }),
    ],
  });
  const cloud = environment("pulumi-preview", held);
  const stack = matrix({ stack: stacks });
  const token = appToken(cloud, "preview");
  const clouds = job("clouds", {
    name: "Preview of a stack",
    if: own,
    timeoutMinutes: 20,
    environment: { environment: cloud, deployment: false },
    matrix: stack,
    steps: [
      ...setUp(),
      run("Install the packages", { run: "npm ci" }),
      ...signIn(cloud),
      token,
      uses("Preview", {
        uses: "pulumi/actions",
        env: { ...cloudEnv(cloud), GITHUB_TOKEN: token.outputs.token },
        permissions: { "id-token": "write", "pull-requests": "write" },
        with: {
          command: "preview",
          "stack-name": stack.values.stack,
          policyPacks: "policies",
          refresh: true,
          diff: true,
          "comment-on-pr": true,
          "edit-pr-comment": true,
          "pulumi-version": pulumiVersion,
          "github-token": github.token,
        },
      }),
    ],
  });
  return workflow({
    file: "preview.yml",
    name: "Preview",
    on: { pullRequest: {} },
    concurrency: { group: text`preview-${github.ref}` },
    jobs: [sandbox, comment, clouds],
  });
}
