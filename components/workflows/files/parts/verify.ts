import {
  type Expression,
  failure,
  github,
  type RunStep,
  run,
  type Step,
  success,
  type Text,
} from "../../model/index.ts";
import type { NamedStep } from "../plan.ts";
import type { Road } from "../road.ts";
import { writingToken } from "./app.ts";
import type { Door } from "./door.ts";
import type { PutUp } from "./put.ts";
import { runtime } from "./runtime.ts";

type Names = Readonly<Partial<Record<NamedStep, string | undefined>>>;

/** A stage's addresses, as the runtime's contract names them. */
export function addressesOf(door: Door): Record<string, Expression> {
  const names = ["BACKEND_URL", "FRONTEND_URL"].filter((name) => door.sets(name));
  return Object.fromEntries(names.map((name) => [name, door.variable(name)]));
}

/**
 * Smoke tests, in the three minutes that they may take (S002-SMOKE-06). Where the host keeps the release apart from
 * traffic they ask it there, service by service.
 */
export function smokeSteps(
  door: Door,
  given: { names: Names; sha: Text; put: readonly PutUp[] },
): readonly [RunStep, ...RunStep[]] {
  const { names, sha, put } = given;
  const name = names.smoke ?? "Run the smoke tests";
  const common = { environment: door.stage.name, sha };
  const options = { env: addressesOf(door), timeoutMinutes: 3 };
  const [first, ...others] = put.flatMap(({ service, candidate }) =>
    candidate === undefined ? [] : [{ service: service.name, target: candidate }],
  );
  if (first === undefined) {
    return [runtime(name, "smoke", common, { ...options, id: "smoke", record: "smoke.json" })];
  }
  return [
    runtime(name, "smoke", { ...common, ...first }, { ...options, id: "smoke", record: "smoke.json" }),
    ...others.map((one) =>
      runtime(
        `${name}: ${one.service}`,
        "smoke",
        { ...common, ...one },
        { ...options, id: `smoke-${one.service}`, record: `smoke-${one.service}.json` },
      ),
    ),
  ];
}

/** After traffic: health, then the watch for as long as the stage asks. Development is not watched. */
export function watchSteps(door: Door, names: Names, sha: Text): Step[] {
  const { name: environment, tier, watchMinutes } = door.stage;
  if (tier === "development") return [];
  const env = addressesOf(door);
  return [
    runtime(
      names.health ?? "Check health",
      "monitor",
      { environment, detailed: true },
      { id: "health", env, record: "health.json" },
    ),
    runtime(
      names.watch ?? `Watch it for ${watchMinutes} minutes`,
      "watch",
      { environment, sha },
      { id: "watch", env, record: "watch.json" },
    ),
  ];
}

/** Only what was verified and watched is called good: the next rollback goes there. */
export function goodSteps(road: Road, door: Door, sha: Text): Step[] {
  const { steps, token } = writingToken(road.app, door, "contents");
  return [
    ...steps,
    runtime(
      "Call it the last good release",
      "last-good",
      { environment: door.stage.name, sha, write: true },
      { id: "last-good", token, record: "last-good.json" },
    ),
  ];
}

/** The commit's status for those who promote it: success when every check passed, failure when one did not. */
export function readyMarks(context: string | undefined, sha: Text): Step[] {
  if (context === undefined) return [];
  const mark = (name: string, state: "success" | "failure", when: Expression) =>
    run(name, {
      if: when,
      env: { GH_TOKEN: github.token, SHA: sha, CONTEXT: context, STATE: state },
      permissions: { statuses: "write" },
      run: [
        'gh api --method POST "repos/$GITHUB_REPOSITORY/statuses/$SHA" \\',
        '  --raw-field state="$STATE" --raw-field context="$CONTEXT" \\',
        '  --raw-field target_url="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"',
      ],
    });
  return [
    mark(`Mark the commit: ${context}`, "success", success()),
    mark(`Mark the commit: not ${context}`, "failure", failure()),
  ];
}
