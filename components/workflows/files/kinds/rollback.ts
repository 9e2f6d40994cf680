import {
  dispatch,
  type Expression,
  environment,
  eq,
  github,
  type Input,
  type Job,
  job,
  or,
  run,
  type Text,
  text,
  type Workflow,
  WorkflowError,
  workflow,
} from "../../model/index.ts";
import { stageNamed } from "../parts/door.ts";
import { rollbackJob } from "../parts/going-back.ts";
import { serviceNamed } from "../parts/inner-checks.ts";
import type { RollbackFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";

const scopes = ["all", "backend", "frontend", "canary"] as const;

/** The way back by hand: of one stage, to the last good release or a version that is named, for a reason. */
export function rollbackWorkflow(road: Road, file: RollbackFile): Workflow {
  const hand = dispatch(inputsOf(file));
  const input = (name: string | undefined) => (name === undefined ? undefined : hand.inputs[name]);
  const chosen = input(file.inputs.environment);
  const given = input(file.inputs.reason);
  const reason: Text = given
    ? or(given, "No reason was given: the incident asks for it")
    : text`Asked for by ${github.actor}`;
  const jobs = file.stages.flatMap((name) => {
    const stage = stageNamed(road, name);
    const only = chosen === undefined ? undefined : eq(chosen, name);
    const role = file.approvals[name];
    const approval = role === undefined ? [] : [approvalJob(stage, role, only)];
    const back = rollbackJob(stage, {
      id: file.stages.length === 1 ? "rollback" : `rollback-${name}`,
      name: `Roll back ${name}`,
      needs: approval,
      if: approval.length > 0 ? undefined : only,
      services: file.services.map((service) => serviceNamed(road, service)),
      sha: github.sha,
      migrations: false,
      order: {
        reason,
        scope: input(file.inputs.scope),
        "target-version": input(file.inputs.version),
      },
      mayBeRefused: false,
    });
    return [...approval, back];
  });
  return workflow({
    file: file.file,
    name: file.name,
    on: { dispatch: hand },
    concurrency: { group: text`${github.workflow}-${github.runId}` },
    jobs,
  });
}

function inputsOf({ inputs, stages }: RollbackFile): Record<string, Input> {
  const [first, ...others] = stages;
  if (first === undefined) throw new WorkflowError("A rollback needs at least one environment to roll back.");
  return {
    ...(inputs.environment === undefined
      ? {}
      : {
          [inputs.environment]: {
            description: "Which environment goes back",
            type: "choice",
            options: [first, ...others],
            required: true,
          },
        }),
    ...(inputs.scope === undefined
      ? {}
      : {
          [inputs.scope]: {
            description: "What goes back",
            type: "choice",
            options: scopes,
            default: scopes[0],
          },
        }),
    ...(inputs.version === undefined
      ? {}
      : {
          [inputs.version]: {
            description: "To which version; the last good release where it is empty",
            type: "string",
          },
        }),
    [inputs.reason]: { description: "Why, for the record and the incident", type: "string" },
  };
}

/** A person's yes, at the door of the role that the settings name. */
function approvalJob(stage: RoadStage, role: string, condition: Expression | undefined): Job {
  const door = stage.doors.find((one) => one.role === role);
  if (!door) {
    const known = stage.doors.flatMap((one) => one.role ?? []).join(", ");
    throw new WorkflowError(
      `A rollback of ${stage.name} is approved by ${role}, who opens no door there. Allowed: ${known || "nobody: leave it out"}.`,
    );
  }
  return job(`approve-${stage.name}`, {
    name: `Approval of the rollback of ${stage.name} by ${role}`,
    if: condition,
    timeoutMinutes: 5,
    environment: { environment: environment(door.name), deployment: false },
    steps: [
      run("Say what was approved", {
        env: { ROLE: role, STAGE: stage.name },
        run: 'printf "%s said yes: %s goes back.\\n" "$ROLE" "$STAGE" >> "$GITHUB_STEP_SUMMARY"',
      }),
    ],
  });
}
