import { type Environment, Expression, environment, WorkflowError } from "../../model/index.ts";
import type { Road, RoadStage } from "../road.ts";

/** A GitHub environment of a stage that a job opens, with what the job may read there. */
export interface Door {
  readonly stage: RoadStage;
  readonly environment: Environment;
  /** A variable of the environment. @throws WorkflowError where nothing sets it. */
  variable(name: string): Expression;
  /** Whether the stage's stack, or its settings, set the variable. */
  sets(name: string): boolean;
  /** A secret of the environment. @throws WorkflowError where nothing puts it there. */
  secret(name: string): Expression;
}

/** Where a stage's jobs deploy. */
export function entryOf(stage: RoadStage): Door {
  return doorNamed(stage, stage.name, stage.variables.entry);
}

/** The way back, which waits for nobody; a stage that nobody has to open has no door of its own for it. */
export function rollbackOf(stage: RoadStage): Door {
  const own = stage.doors.find(({ purpose }) => purpose === "rollback");
  if (!own) return entryOf(stage);
  // Nothing is synced there: it holds what is named for it, one by one.
  const secrets: RoadStage["secrets"] = stage.secrets && {
    from: "environment",
    held: stage.secrets.rollback,
    rollback: stage.secrets.rollback,
  };
  return doorNamed({ ...stage, secrets }, own.name, stage.variables.rollback, "rollbackSecrets");
}

/** @throws WorkflowError where the road has no stage of that name. */
export function stageNamed({ stages }: Road, name: string): RoadStage {
  const stage = stages[name];
  if (stage) return stage;
  throw new WorkflowError(
    `workflows.files name the environment ${name}. Allowed: ${Object.keys(stages).join(", ")}.`,
  );
}

function doorNamed(
  stage: RoadStage,
  name: string,
  variables: readonly string[],
  secretsKey = "environmentSecrets",
): Door {
  const { secrets } = stage;
  const opened = environment(name, { variables });
  return {
    stage,
    environment: opened,
    sets: (variable) => variables.includes(variable),
    variable(variable) {
      const found = opened.variables[variable];
      if (found) return found;
      throw new WorkflowError(
        `The jobs in ${name} read the variable ${variable}, which nothing sets. Add it under ` +
          `environments.${stage.name}.variables, or declare the service that brings it.`,
      );
    },
    secret(secret) {
      // Where Doppler writes a whole config, the run's presence check names what is missing.
      if (secrets && (secrets.held?.includes(secret) ?? true)) {
        return new Expression(`secrets.${secret}`, [{ kind: "secret", owner: opened, name: secret }]);
      }
      throw new WorkflowError(
        `The jobs in ${name} read the secret ${secret}, which nothing puts there. Add it to ` +
          `environments.${stage.name}.secrets.${secretsKey}.`,
      );
    },
  };
}
