import { integrityProblem } from "../database/integrity.ts";
import type { DatabaseLook, Step } from "../suite/schema.ts";
import { filled, MissingValue } from "../suite/template.ts";
import type { SmokeWorld } from "../world.ts";
import { done, failed, type StepResult } from "./result.ts";
import type { Values } from "./values.ts";

/** Milliseconds in which the database must have answered (S002-SMOKE-01: below two seconds). */
export const usualDatabaseMs = 2000;

/** Looks into the database, connection included in its time. @throws MissingValue */
export async function lookStep(
  step: Step,
  look: DatabaseLook,
  values: Values,
  { openDatabase, sleep, tick }: Pick<SmokeWorld, "openDatabase" | "sleep" | "tick">,
): Promise<StepResult> {
  const address = values.lookUp(`secret.${look.address}`);
  if (address === undefined) throw new MissingValue(`secret.${look.address}`);
  const parameters = look.parameters.map((one) => filled(one, values.lookUp));
  const within = step.expect.within ?? usualDatabaseMs;
  const begin = tick();
  const ended = new AbortController();
  const slow = sleep(within, ended.signal).then(() =>
    failed(`the database did not answer below ${within} ms`),
  );
  const result = await Promise.race([
    answer(step, look, { address, parameters, within, openDatabase }),
    slow,
  ]);
  ended.abort();
  const took = Math.round(tick() - begin);
  if (result.kind === "done" && took >= within) {
    return failed(`the database took ${took} ms; it must be below ${within} ms`);
  }
  return result;
}

interface Asked extends Pick<SmokeWorld, "openDatabase"> {
  address: string;
  parameters: readonly unknown[];
  within: number;
}

async function answer(
  { expect }: Step,
  look: DatabaseLook,
  { address, parameters, within, openDatabase }: Asked,
): Promise<StepResult> {
  try {
    const database = await openDatabase(address, within);
    try {
      const problem = await integrityProblem(database, look);
      if (problem !== undefined) return failed(problem);
      if (look.query === undefined) return done;
      const rows = await database.rows(look.query, parameters);
      const least = expect.rows ?? 1;
      return rows.length >= least
        ? done
        : failed(`the query gives ${rows.length} rows, not at least ${least}`);
    } finally {
      await database.close();
    }
  } catch (error) {
    return failed(`the database answers: ${error instanceof Error ? error.message : String(error)}`);
  }
}
