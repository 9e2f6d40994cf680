import { type Expression, type Step, type Value, WorkflowError } from "../../model/index.ts";
import { type Context, setUpSteps, stepsOf } from "../../toolchains/index.ts";
import type { InnerChecks } from "../plan.ts";
import type { Road, RoadService } from "../road.ts";

/** @throws WorkflowError where there is no service of that name. */
export function serviceNamed({ services }: Road, name: string): RoadService {
  const service = services.find((one) => one.name === name);
  if (service) return service;
  const known = services.map((one) => one.name).join(", ");
  throw new WorkflowError(
    `workflows.files name the service ${name}. Allowed: ${known || "none is declared"}.`,
  );
}

/** Where the checks of a workflow stand. */
export function contextOf(
  road: Road,
  given: { publish: boolean; environment: string; ref?: Expression | undefined; needs?: Context["needs"] },
): Context {
  return {
    repository: road.repository,
    defaultBranch: road.defaultBranch,
    required: Object.fromEntries(road.services.map(({ name, required }) => [name, required])),
    ...(road.snyk ? { snyk: { secret: road.snyk } } : {}),
    ...given,
  };
}

/**
 * Languages and dependencies of services whose checks run in a job that does more, each once. Nothing comes from a
 * cache, which other runs can write.
 */
export function setUp(road: Road, names: readonly string[], context: Context): Step[] {
  return [...new Set(names)].flatMap((name) =>
    setUpSteps(serviceNamed(road, name).checked, ["build"], context),
  );
}

/** The languages alone: a package that installs itself in a job with rights would have them too. */
export function languages(road: Road, names: readonly string[], context: Context): Step[] {
  return setUp(road, names, context).filter((step) => "uses" in step);
}

/**
 * Checks as steps of a job that does more: a specification lists them among a deployment's steps. They are handed no
 * secret, and see the stage's addresses.
 */
export function innerChecks(
  road: Road,
  all: readonly InnerChecks[],
  context: Context,
  env: Readonly<Record<string, Value>> = {},
): Step[] {
  return all.flatMap(({ service, checks, name }) => {
    const { steps } = stepsOf(serviceNamed(road, service).checked, checks, context);
    return steps.map((step, index) => ({
      ...step,
      ...(index === 0 && name !== undefined ? { name } : {}),
      // Two services may have suites of one name.
      ...(step.id === undefined ? {} : { id: `${service}-${step.id}` }),
      ...("run" in step ? { env: { ...env, ...step.env } } : {}),
    }));
  });
}
