import { z } from "zod";
import { checkAcross } from "./across.ts";
import { environment } from "./environment.ts";
import { migrations } from "./migrations.ts";
import { thirdParties } from "./watch.ts";
import {
  email,
  environmentName,
  login,
  oneOf,
  pathPattern,
  percent,
  roleName,
  sha256,
  teamSlug,
  text,
  variableName,
  whole,
} from "./words.ts";

/** The major version of the contract that this runtime reads. */
export const contractVersion = 1;

const releases = z.strictObject({
  /** The role that may start a release; anybody with write access where it is not given. */
  startedBy: roleName.optional(),
  /** The role that may override a gate, with a reason and an end. */
  overriddenBy: roleName.optional(),
  /** The role that declares the first good release. */
  firstReleaseBy: roleName.optional(),
  /** `off`: the workflows are delivered and cannot start. */
  activation: oneOf(["on", "off"], "whether the workflows may start"),
  /** The longest time, in hours, for which an override may be given. */
  longestOverrideHours: whole(1, 24 * 31, "hours"),
});

const protection = z.strictObject({
  protectedPaths: z.array(
    z.strictObject({
      paths: z.array(pathPattern).min(1, "at least one path"),
      label: text("the label that approves the change"),
      owners: roleName.optional(),
    }),
  ),
  dependencyFreeze: z.array(
    z.strictObject({ manifest: pathPattern, lock: pathPattern, label: text("the label of new versions") }),
  ),
});

const notifications = z.strictObject({
  emails: z.array(email),
  slackWebhookSecret: variableName.optional(),
  pagerDutyKeySecret: variableName.optional(),
  smtp: z
    .strictObject({
      host: z.string().regex(/^[a-z0-9.-]+$/i, "a host name"),
      port: z.int("a port").min(1, "a port").max(65_535, "a port"),
      from: email,
      userSecret: variableName.optional(),
      passwordSecret: variableName.optional(),
    })
    .optional(),
});

const milliseconds = whole(1, 600_000, "milliseconds");
const minutes = whole(1, 24 * 60, "minutes");

const objectives = z.strictObject({
  healthP99: milliseconds.optional(),
  apiP95: milliseconds.optional(),
  frontendP90: milliseconds.optional(),
  continuousIntegration: minutes.optional(),
  meanTimeToRecovery: minutes.optional(),
  meanTimeToDetection: minutes.optional(),
  deploymentSuccess: percent.optional(),
  changeFailure: percent.optional(),
});

const prefix = z.string().regex(/^[a-z0-9-]+\/$/, "a prefix of lower-case letters ending in /");

/** Where evidence lies. */
const audit = z.strictObject({
  bucket: text("the archive's bucket"),
  region: text("the AWS region"),
  indexBucket: text("the bucket of the index for queries"),
  prefixes: z.strictObject({
    ledger: prefix,
    early: prefix,
    secretAccess: prefix,
    securityScans: prefix,
    metrics: prefix,
    segments: prefix,
  }),
});

/**
 * The rules that the runtime decides by, as the shared stack writes them. Nothing is filled in on reading: what is not
 * written does not hold, so that the file's hash stands for all that the rules say.
 */
export const contract = z
  .strictObject({
    contract: z.literal(contractVersion),
    application: z.strictObject({ name: text("the application"), title: text("its name for people") }),
    repository: z.strictObject({
      owner: login,
      name: text("the repository"),
      defaultBranch: text("a branch"),
    }),
    /** The runtime that the rules are delivered with. */
    runtime: z.strictObject({ version: text("the runtime's version"), sha256 }),
    /** Who holds each role. */
    roles: z.record(
      roleName,
      z
        .strictObject({ teams: z.array(teamSlug), users: z.array(login) })
        .refine(({ teams, users }) => teams.length + users.length > 0, "at least one team or user"),
    ),
    releases,
    /** Labels that say what an issue is; only people with triage rights can set them. */
    labels: z.strictObject({
      incident: text("the label of an incident"),
      critical: text("the label that makes an incident critical"),
      freeze: text("the label that stops releases"),
    }),
    protection,
    environments: z
      .record(environmentName, environment)
      .refine((given) => Object.keys(given).length > 0, "at least one environment"),
    notifications,
    objectives,
    audit,
    /** Where the application has a database that the pipeline migrates. */
    migrations: migrations.optional(),
    thirdParties: thirdParties.optional(),
  })
  .superRefine(checkAcross);

export type Contract = z.infer<typeof contract>;
