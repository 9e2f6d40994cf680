import { bringRuntime } from "../files/parts/checkout.ts";
import { runtimeHome } from "../files/parts/runtime.ts";
import { type Service as Container, cancelled, type Job, job, not, type Step, uses } from "../model/index.ts";
import { type Checked, needsDatabase, setUpSteps, stepsOf } from "./checks.ts";
import type { Artifact, Context, Verification } from "./context.ts";
import { provenance } from "./provenance.ts";
import { refuse } from "./refusal.ts";
import { slug } from "./script.ts";
import type { Service, Stage } from "./toolchain.ts";

interface Planned {
  readonly service: Service;
  readonly id: string;
  readonly name: string;
  readonly minutes: number;
  readonly checks: readonly string[];
}

/**
 * The jobs that check and build services, in the order of their stages: each stage's jobs need all jobs of the stage
 * before it, of every service, so nothing is built or deployed after a failure.
 *
 * @throws WorkflowError where stages contradict each other, or ask for what a toolchain has not
 */
export function verification(services: readonly Service[], context: Context): Verification {
  const jobs: Job[] = [];
  const artifacts: Artifact[] = [];
  let last: readonly Job[] = [];
  for (const stage of stagesOf(services)) {
    const needs = jobs.length === 0 ? (context.needs ?? []) : last;
    const made = stage.map((planned) => madeBy(planned, needs, context));
    last = made.flatMap((one) => one.jobs);
    jobs.push(...last);
    artifacts.push(...made.flatMap((one) => one.artifacts));
  }
  return { jobs, last, artifacts };
}

/** The jobs of each stage. Services walk stages of one name together. */
function stagesOf(services: readonly Service[]): Planned[][] {
  const walks = services.map((service) => ({ service, stages: plannedStages(service) }));
  const order = [...new Set(walks.flatMap(({ stages }) => stages.map(({ name }) => name)))];
  for (const { service, stages } of walks) {
    const places = stages.map(({ name }) => order.indexOf(name));
    if (places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1))) continue;
    throw refuse(
      service,
      "stages",
      stages.map(({ name }) => name).join(", "),
      `each name once, in one order for all services of a workflow: ${order.join(", ")}`,
    );
  }
  return order.map((name) =>
    walks.flatMap(({ service, stages }) =>
      stages.filter((stage) => stage.name === name).flatMap((stage) => plannedJobs(service, stage)),
    ),
  );
}

/** A stage whose checks are all switched off is not there. */
function plannedStages({ toolchain }: Service): Stage[] {
  const isOff = (check: string) => check === "e2e" && toolchain.kind === "node" && !toolchain.playwright;
  return toolchain.stages
    .map((stage) => ({ ...stage, checks: stage.checks.filter((check) => !isOff(check)) }))
    .filter(({ checks }) => checks.length > 0);
}

function plannedJobs(service: Service, { name, minutes, checks, apart }: Stage): Planned[] {
  return groupsOf(name, checks, apart).map((group) => ({
    service,
    id: `${service.name}-${slug(group.words)}`,
    name: `${service.name}: ${group.words}`,
    minutes,
    checks: group.checks,
  }));
}

/** An image is signed by the job that pushes it, so that job runs no other check: their scripts could sign as well. */
function groupsOf(name: string, checks: readonly string[], apart: boolean) {
  if (apart) return checks.map((check) => ({ words: check, checks: [check] }));
  const others = checks.filter((check) => check !== "image");
  if (others.length === 0 || others.length === checks.length) return [{ words: name, checks }];
  return [
    { words: name, checks: others },
    { words: `${name} image`, checks: ["image"] },
  ];
}

interface Made {
  readonly jobs: readonly Job[];
  readonly artifacts: readonly Artifact[];
}

function madeBy(planned: Planned, needs: Job["options"]["needs"], context: Context): Made {
  const { service } = planned;
  const checked = stepsOf(service, planned.checks, context);
  const made = jobOf(planned, needs, context, checked);
  const { file, pushed } = checked;
  const signed = file !== undefined && context.publish ? [provenance(service, made, file)] : [];
  return {
    jobs: [made, ...signed],
    artifacts: [
      ...(file === undefined
        ? []
        : [
            {
              kind: "files" as const,
              service: service.name,
              job: made,
              name: service.name,
              path: fileName(file),
            },
          ]),
      ...(pushed === undefined || made.outputs.image === undefined
        ? []
        : [{ kind: "image" as const, service: service.name, job: made, reference: made.outputs.image }]),
    ],
  };
}

function jobOf(
  { service, id, name, minutes, checks }: Planned,
  needs: Job["options"]["needs"],
  context: Context,
  { steps, pushed, suites }: Checked,
): Job<"image"> {
  const variables = service.toolchain.variables;
  return job(id, {
    name,
    needs,
    timeoutMinutes: minutes,
    environment: environmentFor(checks, context),
    services: needsDatabase(suites) ? { postgres } : undefined,
    env: Object.keys(variables).length === 0 ? undefined : variables,
    outputs: pushed && { image: pushed.outputs.reference },
    steps: [
      ...(steps.some(callsRuntime) ? bringRuntime() : []),
      checkout(context, comparesCommits(checks, suites)),
      ...setUpSteps(service, checks, context),
      ...steps,
      ...(suites.length > 0 ? [keepReports(id, service)] : []),
    ],
  });
}

/** Trust is for the job alone: the container is reachable from its runner only. */
const postgres: Container = {
  image: "postgres:17",
  env: { POSTGRES_HOST_AUTH_METHOD: "trust" },
  ports: ["5432:5432"],
  options: "--health-cmd pg_isready --health-interval 5s --health-timeout 5s --health-retries 10",
};

/** Snyk's token in an environment opens that environment, without a deployment. */
function environmentFor(checks: readonly string[], { snyk }: Context) {
  if (!checks.includes("snyk") || snyk === undefined || "secret" in snyk) return undefined;
  return { environment: snyk.environment, deployment: false as const };
}

/** Whether a check looks at an earlier commit: then the checkout has the whole history. */
function comparesCommits(checks: readonly string[], suites: Checked["suites"]): boolean {
  return checks.includes("migrations") || suites.some(({ changedOnly }) => changedOnly);
}

function callsRuntime(step: Step): boolean {
  return "run" in step && step.run.includes(runtimeHome);
}

function checkout({ ref }: Context, wholeHistory: boolean): Step {
  return uses("Check out", {
    uses: "actions/checkout",
    with: { ...(ref ? { ref } : {}), ...(wholeHistory ? { "fetch-depth": 0 } : {}) },
  });
}

/** Reports of a failed run are what people look for. */
function keepReports(id: string, { name }: Service): Step {
  return uses("Keep the reports", {
    uses: "actions/upload-artifact",
    if: not(cancelled()),
    with: { name: `${id}-reports`, path: `reports/${name}`, "if-no-files-found": "error" },
  });
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
