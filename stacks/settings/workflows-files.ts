import { z } from "zod";
import { zone } from "./schedule.ts";
import { environmentName, oneOf, roleName, text, whole } from "./vocabulary.ts";

const service = text("a service of workflows.services");
const services = z.array(service).default([]);
const branches = z.array(text("a branch or pattern"));
const name = text("the workflow's name");
const inputName = z.string().regex(/^[a-z][a-z0-9_]*$/, "an input's name: lower-case letters, digits and _");

/** A span in which a schedule is closer than at other times. */
const schedule = z.strictObject({
  /** GitHub's clock goes every five minutes at best, and is often late. */
  everyMinutes: whole(5, 60, "minutes").optional(),
  /** Hours of these days have `everyMinutes`; all others `offHoursMinutes`. */
  businessHours: z
    .strictObject({ zone, from: whole(0, 23, "o'clock"), to: whole(1, 24, "o'clock") })
    .refine(({ from, to }) => from < to, "from before to")
    .optional(),
  offHoursMinutes: whole(5, 60, "minutes").optional(),
  /** Once a day, or once a week, in place of minutes. */
  each: oneOf(["day", "week"], "how often").optional(),
});

const checks = z.strictObject({
  kind: z.literal("checks"),
  name,
  push: branches.default([]),
  pullRequests: z.boolean().default(true),
  services: z.array(service).min(1, "at least one service"),
});

const guard = z.strictObject({
  kind: z.literal("guard"),
  name,
  rule: oneOf(["protected-paths", "dependency-freeze"], "the rule"),
  /** The check's name, which the ruleset requires. */
  check: text("the check's name"),
});

const innerChecks = z.strictObject({
  service,
  checks: z.array(text("a check or a suite")).min(1, "at least one check"),
  name: text("the step's name").optional(),
});

const stepName = text("the step's name").optional();

const deploy = z.strictObject({
  kind: z.literal("deploy"),
  name,
  /** Branches whose pushes start it. */
  push: branches.default([]),
  /** Whether people may start it. */
  dispatch: z.boolean().default(false),
  /** The input `version`, required where it is given, with this description (S003-ACC-01). */
  version: z.strictObject({ description: text("what the input is for") }).optional(),
  /** Whether deployments made by an app start it (S004-CAN-01). */
  deployments: z.boolean().default(false),
  /** Whether guards, checks and build come first in the same run. */
  verify: z.boolean().default(false),
  /** The workflow file that built and attested the images, where this one does not. */
  builtBy: z
    .string()
    .regex(/^[\w.-]+\.ya?ml$/, "the name of a workflow file")
    .optional(),
  services: z.array(service).min(1, "at least one service"),
  environments: z.array(environmentName).min(1, "at least one environment"),
  runner: oneOf(["ubuntu-latest", "ubuntu-24.04"], "the runner").default("ubuntu-24.04"),
  /** What the specification calls its steps. */
  names: z
    .strictObject({
      gate: stepName,
      deploy: stepName,
      smoke: stepName,
      health: stepName,
      watch: stepName,
      notify: stepName,
    })
    .prefault({}),
  /** Checks inside the deployment's own job: before it changes anything, and after its smoke tests. */
  before: z.array(innerChecks).default([]),
  after: z.array(innerChecks).default([]),
  /** Services whose language the job installs, although it checks nothing of them. */
  tools: services,
  migrations: z.boolean().default(false),
  /** The commit status that says that every check passed (S000-STG-07). */
  ready: text("the status").optional(),
  /** Traffic goes to the new version step by step (S004-CAN-02). */
  canary: z
    .strictObject({
      targets: z.tuple([text("a target")], text("a target")).default(["canary"]),
      first: whole(1, 100, "percent").default(5),
      expedite: z.boolean().default(true),
    })
    .optional(),
});

const promote = z.strictObject({
  kind: z.literal("promote"),
  name,
  push: branches.min(1, "at least one branch"),
  dispatch: z.boolean().default(false),
  service,
  staging: environmentName,
  production: environmentName,
});

const rollback = z.strictObject({
  kind: z.literal("rollback"),
  name,
  environments: z.array(environmentName).min(1, "at least one environment"),
  services: z.array(service).min(1, "at least one service"),
  /** The names that the specification gives the inputs. */
  inputs: z
    .strictObject({
      environment: inputName.optional(),
      version: inputName.optional(),
      scope: inputName.optional(),
      reason: inputName.default("reason"),
    })
    .prefault({}),
  /** The role that must say yes, by environment (S002-RB-04). */
  approvals: z.record(environmentName, roleName).default({}),
});

const monitor = z.strictObject({
  kind: z.literal("monitor"),
  name,
  environments: z.array(environmentName).min(1, "at least one environment"),
  service: service.optional(),
  schedule,
});

const clock = {
  name,
  environments: z.array(environmentName).min(1, "at least one environment"),
  services,
  schedule,
};

const request = z.strictObject({
  kind: z.literal("request"),
  name,
  push: branches.min(1, "at least one branch"),
  services: z.array(service).min(1, "at least one service"),
  staging: environmentName,
  production: environmentName,
  /** What each part may take (S004-STG-07). */
  minutes: z
    .strictObject({
      checks: whole(1, 360, "minutes").default(5),
      build: whole(1, 360, "minutes").default(15),
      deploy: whole(1, 360, "minutes").default(20),
      regression: whole(1, 360, "minutes").default(25),
    })
    .prefault({}),
  /** The five steps after the deployment (S004-STG-05): each a suite of a service. */
  regression: z
    .array(z.strictObject({ name: text("the step's name"), service, check: text("a suite") }))
    .default([]),
});

/** One workflow file, by what it is for. */
export const workflowFile = z.discriminatedUnion(
  "kind",
  [
    checks,
    guard,
    deploy,
    promote,
    rollback,
    monitor,
    z.strictObject({ kind: z.literal("drift"), ...clock }),
    z.strictObject({ kind: z.literal("secrets"), ...clock }),
    z.strictObject({ kind: z.literal("drill"), ...clock }),
    request,
  ],
  {
    error:
      "a kind of workflow: checks, guard, deploy, promote, rollback, monitor, drift, secrets, drill, request",
  },
);

export type ScheduleSettings = z.infer<typeof schedule>;
