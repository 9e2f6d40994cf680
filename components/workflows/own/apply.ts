import type { Job } from "../model/index.ts";
import { environment, github, job, run, type Step, text, uses, workflow } from "../model/index.ts";
import { appToken, cloudEnv, held, pulumiVersion, setUp, signIn, stacks } from "./parts.ts";

/**
 * Brings what was merged to the clouds: one stack after the other, each behind an environment that people open, and
 * exactly the files whose preview was reviewed.
 */
export function apply() {
  const reviewed = job("reviewed", {
    name: "What was reviewed is what goes up",
    timeoutMinutes: 5,
    steps: [reviewedStep()],
  });
  const jobs: Job[] = [];
  for (const stack of stacks) jobs.push(upJob(stack, jobs.at(-1) ?? reviewed));
  return workflow({
    file: "apply.yml",
    name: "Apply",
    on: { push: { branches: ["main"] } },
    concurrency: { group: "apply", queue: "max" },
    jobs: [reviewed, ...jobs],
  });
}

/** The merged commit has the very files of the pull request's head, and that head passed its previews. */
function reviewedStep(): Step {
  return run("Compare the commit with its pull request", {
    env: { GH_TOKEN: github.token, SHA: github.sha },
    permissions: { contents: "read", "pull-requests": "read", checks: "read" },
    run: [
      'repo="repos/$GITHUB_REPOSITORY"',
      'head="$(gh api "$repo/commits/$SHA/pulls" --jq \'[.[] | select(.merged_at != null)][0].head.sha // empty\')"',
      '[[ "$head" =~ ^[0-9a-f]{40}$ ]] || { echo "::error::$SHA came by no merged pull request"; exit 1; }',
      'merged="$(gh api "$repo/git/commits/$SHA" --jq .tree.sha)"',
      'seen="$(gh api "$repo/git/commits/$head" --jq .tree.sha)"',
      '[[ "$merged" == "$seen" ]] || { echo "::error::The merge has other files than the reviewed head $head"; exit 1; }',
      'bad="$(gh api --paginate "$repo/commits/$head/check-runs?filter=latest" \\',
      '  --jq \'.check_runs[] | select(.conclusion != "success" and .conclusion != "skipped") | .name\')"',
      '[[ -z "$bad" ]] || { printf "::error::Not green on %s: %q\\n" "$head" "$bad"; exit 1; }',
      'echo "$SHA has the files of $head, whose previews were green." >> "$GITHUB_STEP_SUMMARY"',
    ],
  });
}

function upJob(stack: (typeof stacks)[number], before: Job): Job {
  const at = environment(`pulumi-${stack}`, held);
  const token = appToken(at, "up");
  return job(stack, {
    name: `Up: ${stack}`,
    needs: [before],
    timeoutMinutes: 45,
    environment: at,
    concurrency: { group: `pulumi-${stack}`, queue: "max" },
    steps: [
      ...setUp(github.sha),
      run("Install the packages", { run: "npm ci" }),
      ...signIn(at),
      token,
      uses("Up", {
        uses: "pulumi/actions",
        env: { ...cloudEnv(at), GITHUB_TOKEN: token.outputs.token },
        permissions: { "id-token": "write" },
        with: {
          command: "up",
          "stack-name": stack,
          policyPacks: "policies",
          refresh: true,
          message: text`${github.sha}`,
          "comment-on-summary": true,
          "pulumi-version": pulumiVersion,
        },
      }),
    ],
  });
}
