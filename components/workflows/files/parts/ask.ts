import { always, and, eq, failure, github, type Job, job, ne, or, run, success } from "../../model/index.ts";
import type { RequestFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";
import { writingToken } from "./app.ts";
import { bringRuntime } from "./checkout.ts";
import { entryOf } from "./door.ts";
import { tell } from "./tell.ts";

/** One deployment of production for one commit, pending until somebody says yes; made by the app, so that it starts one. */
export function requestJob(road: Road, file: RequestFile, staging: RoadStage, regression: Job): Job {
  const door = entryOf(staging);
  const passed = eq(regression.result, "success");
  const { steps, token } = writingToken(road.app, door, "deployments", passed);
  return job("request-production", {
    name: "Ask for production",
    needs: [regression],
    // Skipped means that a build or a deployment failed before it, which the team hears of as well.
    if: and(always(), ne(regression.result, "cancelled")),
    timeoutMinutes: 5,
    environment: { environment: door.environment, deployment: false },
    steps: [
      ...bringRuntime(),
      ...steps,
      run("Create the deployment", {
        id: "request",
        if: passed,
        env: {
          GH_TOKEN: token ?? github.token,
          SHA: github.sha,
          STAGE: file.production,
          TASK: "deploy",
        },
        ...(token === undefined ? { permissions: { deployments: "write" } } : {}),
        run: [
          'known="$(gh api --method GET "repos/$GITHUB_REPOSITORY/deployments" \\',
          '  --raw-field sha="$SHA" --raw-field environment="$STAGE" --raw-field task="$TASK" --jq length)"',
          'if [ "$known" -gt 0 ]; then',
          '  echo "Production was asked for with $SHA before: nothing to do." >> "$GITHUB_STEP_SUMMARY"',
          "  exit 0",
          "fi",
          'id="$(gh api --method POST "repos/$GITHUB_REPOSITORY/deployments" \\',
          '  --raw-field ref="$SHA" --raw-field environment="$STAGE" --raw-field task="$TASK" \\',
          '  --raw-field description="Staging passed in run $GITHUB_RUN_ID" \\',
          '  --field auto_merge=false --field production_environment=true --jq .id)"',
          'gh api --method POST "repos/$GITHUB_REPOSITORY/deployments/$id/statuses" \\',
          '  --raw-field state=pending --raw-field description="Waits for approval" --silent',
          'echo "Production is asked for: deployment $id waits for its approval." >> "$GITHUB_STEP_SUMMARY"',
        ],
      }),
      tell(door, {
        name: "Tell the team that staging did not pass",
        id: "notify-failure",
        event: "failed",
        when: or(failure(), ne(regression.result, "success")),
        sha: github.sha,
      }),
      tell(door, {
        name: "Tell the team that production waits",
        id: "notify",
        event: "succeeded",
        when: and(success(), passed),
        sha: github.sha,
      }),
    ],
  });
}
