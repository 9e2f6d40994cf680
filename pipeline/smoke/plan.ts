import type { Target } from "../probe/address.ts";
import { joined } from "../probe/probe.ts";
import type { Planned } from "./check.ts";
import type { SuiteFile } from "./suite/folder.ts";
import { SuiteError } from "./suite/read.ts";
import { type Check, type Step, type Suite, step } from "./suite/schema.ts";
import { filledText, namesIn } from "./suite/template.ts";

/** The group of what the contract asks of every service. */
export const healthGroup = "health";

export interface Plan {
  /** Health first: what the contract says of each service. */
  health: Planned[];
  /** The suites' checks and the contract's functional probes. */
  checks: Planned[];
  /** Last and alone: checks that send many requests at once would use up the others' limits. */
  bursts: Planned[];
  /** Checks that are not run, each with who says so. */
  leftOut: { name: string; group: string; why: string }[];
}

/**
 * What is run against which address.
 *
 * @param baseOf the address of a probe that has one of its own.
 * @throws SuiteError for a service that the environment does not have.
 */
export function planOf(
  environment: string,
  targets: readonly Target[],
  {
    suites,
    known,
    baseOf,
  }: { suites: readonly SuiteFile[]; known: readonly string[]; baseOf: (variable: string) => string },
): Plan {
  const plan: Plan = { health: [], checks: [], bursts: [], leftOut: [] };
  for (const { name, rules, address } of targets) {
    const asked = [rules.health, ...(rules.deep ? [rules.deep] : [])];
    const planned = (probe: Target["rules"]["health"]) =>
      probePlan(name, probe, probe.address === undefined ? address : baseOf(probe.address));
    plan.health.push(...asked.map(planned));
    plan.checks.push(...rules.probes.map(planned));
  }
  for (const { file, suite } of suites) {
    for (const check of suite.checks) {
      const service = serviceOf(check, suite);
      const why = leftOutBecause(check, service, { environment, targets, known, file });
      if (why !== undefined) {
        plan.leftOut.push({ name: check.name, group: check.group, why });
        continue;
      }
      const base = targets.find(({ name }) => name === service)?.address ?? "";
      const isBurst = check.steps.some(({ request }) => request?.times !== undefined);
      const into = isBurst ? plan.bursts : plan.checks;
      into.push(...casesOf(check).map((given) => ({ ...named(check, given), file, check, base, given })));
    }
  }
  return plan;
}

function serviceOf(check: Check, suite: Suite): string | undefined {
  const asks = [...check.steps, ...check.cleanup].some(({ request }) => request !== undefined);
  return asks ? (check.service ?? suite.service) : undefined;
}

function leftOutBecause(
  { environments, name }: Check,
  service: string | undefined,
  at: { environment: string; targets: readonly Target[]; known: readonly string[]; file: string },
): string | undefined {
  if (service !== undefined && !at.known.includes(service)) {
    throw new SuiteError(
      `${at.file}: the check ${JSON.stringify(name)} is of the service ${service}, and ${at.environment} has ${at.known.join(", ")}.`,
    );
  }
  if (environments && !environments.includes(at.environment)) {
    return `${at.file} runs it in ${environments.join(", ")} only`;
  }
  const isAsked = service === undefined || at.targets.some((target) => target.name === service);
  return isAsked ? undefined : `it is of ${service}, and --service names another`;
}

/** Every combination of a check's values. */
function casesOf({ each = {} }: Check): Record<string, string>[] {
  return Object.entries(each).reduce<Record<string, string>[]>(
    (cases, [name, values]) => cases.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

function named({ name, group }: Check, given: Record<string, string>): { name: string; group: string } {
  const said = new Set(namesIn(name));
  const rest = Object.entries(given).flatMap(([key, value]) => (said.has(key) ? [] : [value]));
  const own = filledText(name, (key) => given[key] ?? `\${${key}}`);
  return { name: rest.length > 0 ? `${own} (${rest.join(", ")})` : own, group };
}

function probePlan(service: string, probe: Target["rules"]["health"], base: string): Planned {
  const one: Step = step.parse({
    name: `GET ${probe.path}`,
    request: { path: probe.path },
    expect: {
      ...(probe.status === undefined ? {} : { status: probe.status }),
      ...(probe.contains === undefined ? {} : { contains: probe.contains }),
      ...(probe.json === undefined ? {} : { json: probe.json }),
      ...(probe.withinMs === undefined ? {} : { within: probe.withinMs }),
    },
  });
  const name = `${service}: ${probe.name}`;
  const check: Check = { name, group: healthGroup, steps: [one], cleanup: [] };
  return {
    name,
    group: healthGroup,
    file: "contract",
    check,
    base,
    given: { url: joined(base, probe.path) },
  };
}
