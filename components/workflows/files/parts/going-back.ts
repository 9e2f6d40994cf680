import {
  always,
  and,
  type Expression,
  github,
  type Job,
  job,
  ne,
  run,
  type Step,
  type Text,
  text,
} from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import type { RoadService, RoadStage } from "../road.ts";
import { recordAtEnd } from "./audit.ts";
import { bringRuntime, checkout } from "./checkout.ts";
import { type Door, rollbackOf } from "./door.ts";
import { accessOf, secretsOfHosts, signIn } from "./put.ts";
import { records, runtime } from "./runtime.ts";
import { secretsOf } from "./secrets.ts";
import { tell } from "./tell.ts";
import { addressesOf } from "./verify.ts";

interface GoingBack {
  readonly id: string;
  readonly name: string;
  readonly needs: readonly AnyJob[];
  readonly if?: Expression | undefined;
  readonly services: readonly RoadService[];
  /** The release that is left. */
  readonly sha: Text;
  readonly migrations: boolean;
  /** What the rollback is told: the signal where no person asked, or what the person gave. */
  readonly order: {
    readonly reason: Text;
    readonly automatic?: Expression;
    readonly scope?: Expression | undefined;
    readonly "target-version"?: Expression | undefined;
  };
  /** Whether the job first looks whether a reviewer refused the deployment, so that nothing has to go back. */
  readonly mayBeRefused: boolean;
}

/**
 * Back to the last good release, in the steps of S002-RB-02: find it, the database while no new code had traffic, the
 * application, smoke tests, people told, an incident. It waits for nobody and for no deployment.
 */
export function rollbackJob(stage: RoadStage, given: GoingBack): Job {
  const { services, sha, order, migrations, mayBeRefused } = given;
  const door = rollbackOf(stage);
  const secrets = secretsOf({ ...door, stage: { ...door.stage, required: [] } }, [
    ...secretsOfHosts(services),
    ...(migrations ? ["DATABASE_URL"] : []),
  ]);
  const environment = stage.name;
  const refused = refusal();
  const unless = mayBeRefused ? { if: ne(refused.outputs.refused, "true") } : {};
  const back = runtime(
    "Go back to the last good release",
    "rollback",
    { environment, ...order },
    {
      ...unless,
      id: "rollback",
      env: {
        ...accessOf(
          services.map((service) => ({ service })),
          door,
          secrets.secret,
        ),
        ...(migrations ? { DATABASE_URL: secrets.secret("DATABASE_URL") } : {}),
        ...addressesOf(door),
      },
      record: "rollback.json",
    },
  );
  return job(given.id, {
    name: given.name,
    needs: given.needs,
    if: given.if,
    timeoutMinutes: stage.limits.rollbackMinutes,
    environment: { environment: door.environment },
    // Its own line: it never waits for a deployment or its soaks.
    concurrency: { group: `rollback-${environment}`, queue: "max" },
    steps: [
      ...(mayBeRefused ? [refused] : []),
      ...bringRuntime(),
      checkout(sha),
      ...secrets.steps,
      ...signIn(services, door),
      back,
      runtime(
        "Verify it with the smoke tests",
        "smoke",
        { environment },
        { ...unless, id: "smoke", env: addressesOf(door), record: "smoke.json", timeoutMinutes: 3 },
      ),
      ...afterwards(door, order.reason, mayBeRefused ? ne(refused.outputs.refused, "true") : undefined),
      ...recordAtEnd(door, {
        type: "rollback",
        attach: ["rollback.json", "smoke.json", "incident.json"],
        reason: order.reason,
      }),
    ],
  });
}

function afterwards(door: Door, reason: Text, unless: Expression | undefined): Step[] {
  const anyway = unless === undefined ? always() : and(always(), unless);
  return [
    tell(door, {
      name: "Tell the team that it went back",
      id: "notify",
      event: "rolled-back",
      when: anyway,
      attach: ["rollback.json", "smoke.json"],
      message: reason,
    }),
    runtime(
      "Open an incident",
      "incident",
      {
        environment: door.stage.name,
        action: "open",
        title: `Rollback of ${door.stage.name}`,
        reason,
        attach: records("rollback.json", "smoke.json"),
      },
      { id: "incident", if: anyway, record: "incident.json" },
    ),
  ];
}

/** A reviewer who says no fails the job at its door, where nothing was touched. */
function refusal() {
  return run("See whether it was refused at the door", {
    id: "refusal",
    outputs: ["refused"],
    env: { GH_TOKEN: github.token },
    permissions: { actions: "read" },
    run: [
      'refused="$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID/approvals" \\',
      '  --jq \'any(.[]; .state == "rejected")\')"',
      'echo "refused=$refused" >> "$GITHUB_OUTPUT"',
    ],
  });
}

/** Why a deployment went back by itself, for the record. */
export function failedRun(sha: Expression): Text {
  return text`The deployment of ${sha} failed in run ${github.runId}, attempt ${github.runAttempt}`;
}
