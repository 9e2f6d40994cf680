import { z } from "zod";
import { blackout, rateLimit, window } from "./schedule.ts";
import { services, smokeGroups } from "./services.ts";
import { monitor, watch } from "./watch.ts";
import { day, email, environmentName, oneOf, percent, roleName, text, whole } from "./words.ts";

/** One GitHub environment of a stage, with who opens it. */
const door = z.strictObject({
  name: text("the GitHub environment's name"),
  /** `approval`: a step of the chain before the entry. `entry`: where jobs deploy. `rollback`: the way back. */
  purpose: oneOf(["approval", "entry", "rollback"], "what the door is for"),
  /** The role whose approval opens it; none opens without a person. */
  role: roleName.optional(),
  /** Opens by a merge to this branch, which each of these roles reviews. */
  promotion: z
    .strictObject({
      branch: text("the promotion branch"),
      roles: z.array(roleName).min(1, "at least one role"),
    })
    .optional(),
});

const alerts = z.strictObject({
  severity: oneOf(["critical", "high", "low"], "how bad it is when this environment is unhealthy"),
  escalation: z
    .array(
      z.strictObject({
        afterMinutes: whole(0, 24 * 60, "minutes"),
        emails: z.array(email).min(1, "at least one address"),
      }),
    )
    .min(1, "at least one step"),
});

/** From the mildest to the worst that a release's migrations can be. */
export const migrationRisks = ["none", "trivial", "reversible", "irreversible"] as const;

/** What must be proven of a release before it goes in. */
const evidence = z.strictObject({
  /** Check runs of GitHub Actions that must be green on the very commit. */
  checks: z.array(text("a check's name")),
  /** Kinds of record that the ledger must hold for the release, each with a good outcome. */
  records: z.array(text("a kind of record")),
  /** The worst migration that goes out without a person's confirmation. */
  migrations: oneOf(migrationRisks, "how risky migrations may be"),
  /** Whether every artifact must carry a verified attestation, made by this workflow file. */
  attestation: z.strictObject({ workflow: text("the workflow that signs") }).optional(),
});

/** One stage of the road. */
export const environment = z.strictObject({
  tier: oneOf(["development", "staging", "production"], "the stage of the road"),
  /** The branches that may deploy here; `*` stands for one part of a branch's name, as GitHub has it. */
  branches: z.array(text("a branch or pattern")).min(1, "at least one branch"),
  /** In the order in which they open. */
  doors: z.array(door).min(1, "at least the entry"),
  approval: oneOf(["reviewers", "pull-request"], "how people say yes"),
  dataClass: oneOf(["test", "anonymised", "real"], "whose data are in this environment"),
  window: window.optional(),
  blackouts: z.array(blackout),
  holidays: z.array(day),
  rateLimit: rateLimit.optional(),
  /** A release must have passed this environment first, so many hours ago at most. */
  requires: z
    .strictObject({ environment: environmentName, withinHours: whole(1, 24 * 31, "hours") })
    .optional(),
  /** No critical incident in so many hours. */
  incidentFreeHours: whole(1, 24 * 31, "hours").optional(),
  evidence,
  /** Minutes for which a release is watched after it went out. */
  watchMinutes: whole(1, 24 * 60, "minutes"),
  /** What a release and a rollback may take. */
  limits: z.strictObject({
    deployMinutes: whole(1, 360, "minutes"),
    rollbackMinutes: whole(1, 360, "minutes"),
  }),
  /** Share of time in which it answers, in percent. */
  availability: percent.optional(),
  alerts: alerts.optional(),
  services: services.optional(),
  smokeGroups: smokeGroups.optional(),
  watch: watch.optional(),
  monitor: monitor.optional(),
});

export type Stage = z.infer<typeof environment>;
export type Door = z.infer<typeof door>;
