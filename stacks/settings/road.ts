import { z } from "zod";
import { blackout, rateLimit, window } from "./schedule.ts";
import {
  day,
  email,
  environmentName,
  oneOf,
  roleName,
  teamSlug,
  text,
  tiers,
  variableName,
  whole,
} from "./vocabulary.ts";

const label = text("a label's name").max(50, "at most 50 characters");

/** Kinds of record that can be asked for as evidence of a release. */
const recordKinds = ["smoke", "migration", "backup", "security-scan"] as const;

/** What people hear when health goes, in this order; each step when it is still bad after so many minutes. */
const alerts = z
  .strictObject({
    severity: oneOf(["critical", "high", "low"], "how bad it is when this environment is unhealthy"),
    escalation: z
      .array(
        z.strictObject({
          afterMinutes: whole(0, 24 * 60, "minutes"),
          emails: z.array(email).min(1, "at least one address"),
        }),
      )
      .min(1, "at least one step that somebody hears of"),
  })
  .superRefine(({ escalation }, context) => {
    escalation.forEach((step, index) => {
      const before = escalation[index - 1];
      if (index === 0 ? step.afterMinutes === 0 : step.afterMinutes > (before?.afterMinutes ?? 0)) return;
      context.addIssue({
        code: "custom",
        path: ["escalation", index, "afterMinutes"],
        message: index === 0 ? "0 in the first step" : `more than ${before?.afterMinutes}, step by step`,
      });
    });
  });

/** Where the environment's database is, without any secret: enough to see that no two environments share one. */
const database = z.strictObject({
  kind: oneOf(["local", "postgres", "supabase"], "the kind of database"),
  /** The host's name, or the Supabase project's reference. */
  reference: text("the database's host or project reference"),
  /** The record that the data were made anonymous; data of class `anonymised` need one (S003-DATA-01). */
  anonymisedBy: text("what made the data anonymous").optional(),
});

/** How much the service may take and tell (S003-CFG-01 to 03). */
const profile = z
  .strictObject({
    instances: z
      .strictObject({ minimum: whole(0, 100, "instances"), maximum: whole(1, 200, "instances") })
      .refine(({ minimum, maximum }) => minimum <= maximum, "a minimum that is not above the maximum")
      .default({ minimum: 1, maximum: 3 }),
    zoneRedundant: z.boolean().default(false),
    logLevel: oneOf(
      ["debug", "information", "warning", "error"],
      "the least severe line that is logged",
    ).default("information"),
    featureFlags: z
      .record(
        z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, "a flag's name: letters, digits and _"),
        z.boolean(),
      )
      .default({}),
    monitoring: oneOf(["basic", "full", "comprehensive"], "how much is watched").default("full"),
  })
  .prefault({});

/** How the environment's secrets reach it. */
const secrets = z.strictObject({
  /** The Doppler config that holds them. */
  config: text("the Doppler config"),
  /** `sync`: Doppler writes them to the GitHub environment. `token`: jobs fetch them with a token of this environment. */
  delivery: oneOf(["sync", "token"], "how jobs get the secrets").default("sync"),
  /** The name under which the token is an environment secret, for example DOPPLER_TOKEN_PROD. */
  tokenSecret: variableName.optional(),
  /** The day on which the token was last replaced; another day makes a new token (S004-SEC-02). */
  tokenRotated: day.optional(),
  /** Secrets of the config that this environment's jobs need as environment secrets of their own. */
  environmentSecrets: z.array(variableName).default([]),
  /**
   * Secrets of the config that the way back needs, because its host has no credential that can only go back. Its door
   * opens without a person, so each is an exception with a reason and a last day, and stands in the preview.
   */
  rollbackSecrets: z
    .array(z.strictObject({ name: variableName, reason: text("why the way back needs it"), until: day }))
    .default([]),
});

const serviceName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "a service's name: lower-case letters, digits and hyphens");

const urlPath = z.string().regex(/^\/\S*$/, "a path that begins with /");

/** A moment in UTC; the engine hands one over that stands without quotes in a form of its own. */
const utc = z
  .string()
  .transform((given) => given.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) \+0000 UTC$/, "$1T$2Z"))
  .pipe(z.iso.datetime({ error: "a moment in UTC as YYYY-MM-DDTHH:MM:SSZ" }));

const maintenance = z
  .strictObject({
    from: utc,
    to: utc,
    reason: text("what is worked on"),
    /** The services that are worked on; all where none is named. */
    services: z.array(serviceName).default([]),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ["to"],
    message: "a moment after `from`",
  });

/** What must be proven of a release before it goes in, beside what the road's own gates ask. */
const evidence = z
  .strictObject({
    /** Kinds of record that the ledger must hold for the release, each with a good outcome. */
    records: z.array(oneOf(recordKinds, "a kind of record")).default([]),
    /** The worst migration that goes out without a person's confirmation. */
    migrations: oneOf(
      ["none", "trivial", "reversible", "irreversible"],
      "how risky migrations may be",
    ).default("reversible"),
  })
  .prefault({});

/** One stage of the road: what may enter it, when, and who opens it. */
const environment = z.strictObject({
  tier: oneOf(tiers, "the stage of the road"),
  /** What the stage is for, in a sentence for people. */
  purpose: text("what this stage is for").optional(),
  /** The branches that may deploy here; `*` stands for one part of a branch's name, as GitHub has it. */
  branches: z.array(text("a branch or pattern")).min(1, "at least one branch that may deploy here"),
  /** The roles that must say yes, in this order; each by a different person. */
  approvals: z.array(roleName).default([]),
  /**
   * `reviewers`: GitHub's environments wait for them. `pull-request`: for plans that have none; a release is a pull
   * request to a protected branch.
   */
  approval: oneOf(["reviewers", "pull-request"], "how people say yes").default("reviewers"),
  /** Teams that the stage is open to; without any, everybody who can write to the repository (S003-SEC-01 to 03). */
  openTo: z.array(teamSlug).default([]),
  /** Teams that answer for the stage's settings. */
  administrators: z.array(teamSlug).default([]),
  /** How many different people must say yes at least, their roles listed under approvals (S003-PROD-03). */
  leastApprovals: whole(0, 6, "people").optional(),
  dataClass: oneOf(["test", "anonymised", "real"], "whose data are in this environment"),
  database: database.optional(),
  /** Whether its database is backed up to the locked bucket before migrations; needs backups in the shared stack. */
  backup: z.boolean().default(false),
  /** An environment whose settings this one repeats key by key; only their values differ (S001-ENV-06). */
  mirrors: environmentName.optional(),
  window: window.optional(),
  blackouts: z.array(blackout).default([]),
  /** Days on which nothing goes out, every year's listed. */
  holidays: z.array(day).default([]),
  rateLimit: rateLimit.optional(),
  /** A release must have passed this environment first, so many hours ago at most. */
  requires: z
    .strictObject({ environment: environmentName, withinHours: whole(1, 24 * 31, "hours") })
    .optional(),
  /** No critical incident in so many hours. */
  incidentFreeHours: whole(1, 24 * 31, "hours").optional(),
  evidence,
  /**
   * The paths by which each service's health is judged, by the service's name: answered by the service itself, then by
   * what it depends on, then whatever else must work (S000-STG-05, S000-STG-06).
   */
  health: z.record(serviceName, z.array(urlPath).min(1, "at least one health path")).default({}),
  /** Status pages of others that the environment depends on. */
  thirdParties: z.array(oneOf(["Stripe", "Twilio", "Clerk"], "a third party")).default([]),
  /** Planned work: nothing is released on these days, and the monitor is mute between these moments (S004-OPS-03). */
  maintenance: z.array(maintenance).default([]),
  /** Minutes for which a release is watched after it went out. */
  watchMinutes: whole(1, 24 * 60, "minutes").default(15),
  /** What a release and a rollback may take; the jobs' time-outs. */
  limits: z
    .strictObject({ deployMinutes: whole(1, 360, "minutes"), rollbackMinutes: whole(1, 360, "minutes") })
    .default({ deployMinutes: 20, rollbackMinutes: 5 }),
  /** Share of time in which it answers, in percent. */
  availability: z.number().gt(0, "a share in percent above 0").max(100, "at most 100 percent").optional(),
  alerts: alerts.optional(),
  profile,
  secrets: secrets.optional(),
  /** Values for workflows that are no secrets. */
  variables: z.record(variableName, z.string()).default({}),
});

/** The road: every environment by its name. All stacks see it, since gates ask what happened in an earlier stage. */
export const environments = z
  .record(environmentName, environment)
  .refine((given) => Object.keys(given).length > 0, "at least one environment");

/** Who may set a release in motion. */
export const releases = z
  .strictObject({
    /** The role that may start a release; anybody with write access where it is not given (S002-PROD-02). */
    startedBy: roleName.optional(),
    /** The role that may override a gate, with a reason and an end. */
    overriddenBy: roleName.optional(),
    /** The role that declares the first good release. */
    firstReleaseBy: roleName.optional(),
    /** `off`: the workflows are delivered and cannot start (S002-ACT-04). */
    activation: oneOf(["on", "off"], "whether the workflows may start").default("on"),
    /** The longest time, in hours, for which an override may be given. */
    longestOverrideHours: whole(1, 24 * 31, "hours").default(24),
    /**
     * Labels that say what an issue is to the gates. One that github.labels does not list is made; only people with
     * triage rights can set it.
     */
    labels: z
      .strictObject({
        incident: label.default("incident"),
        critical: label.default("critical"),
        freeze: label.default("release-freeze"),
      })
      .refine(
        ({ incident, critical, freeze }) => new Set([incident, critical, freeze]).size === 3,
        "three different labels",
      )
      .prefault({}),
  })
  .prefault({});

export type Stage = z.infer<typeof environment>;
