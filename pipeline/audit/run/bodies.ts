import { z } from "zod";
import { sha as commitSha, moment } from "../../contract/words.ts";
import type { Attached } from "./attachment.ts";
import {
  type Approval,
  asPart,
  type Checked,
  checksOf,
  gateRecordOf,
  verdictOf,
  wordOf,
} from "./attachment.ts";
import type { Job } from "./job.ts";

/** What a record of a job is made from. */
export interface Material {
  job: Job;
  environment: string;
  /** The release's commit. */
  sha: string;
  /** The job's own status. */
  outcome: "success" | "failure" | "cancelled";
  reason: string | undefined;
  attached: readonly Attached[];
  approvals: readonly Approval[];
  /** Steps and jobs that failed. */
  failures: readonly string[];
  /** ISO. */
  endedAt: string;
}

const times = z.looseObject({ startedAt: moment });

/** From the first sign of work to now. What a record says of its own begin counts, if that was in this run. */
function spanOf({ job, attached, endedAt }: Material) {
  const begins = attached.flatMap(({ content }) => times.safeParse(content).data?.startedAt ?? []);
  const first = Math.min(...[job.startedAt, ...begins].map((one) => Date.parse(one)), Date.parse(endedAt));
  return {
    startedAt: new Date(first).toISOString(),
    endedAt,
    durationSeconds: (Date.parse(endedAt) - first) / 1000,
  };
}

const isOf = (names: readonly string[]) => (one: Attached) =>
  names.some((name) => one.command === name || one.command.startsWith(`${name} `));

/** Why it went as it went: what was said, else what the run itself shows. */
function reasonOf({ reason, outcome, failures, attached }: Material): string | undefined {
  if (outcome === "success") return reason;
  const failed = attached.filter((one) => verdictOf(one) === "fail").map((one) => `${one.command}: no`);
  const shown = [...new Set([...failures, ...failed])].join("; ");
  const how = outcome === "cancelled" ? "The job was cancelled" : "The job failed";
  return [reason, `${how}${shown ? `: ${shown}` : ""}.`].filter(Boolean).join(" ");
}

const migrated = z.looseObject({
  run: z.array(z.string().min(1)).min(1),
  durationSeconds: z.number(),
  schemaBefore: z.string().min(1),
  schemaAfter: z.string().min(1),
});

/** What ran of migrations: `{run, durationSeconds, schemaBefore, schemaAfter}`, by itself or under `migrations`. */
function migrationsOf(attached: readonly Attached[]) {
  for (const { content } of attached) {
    const inner = z.looseObject({ migrations: z.unknown() }).safeParse(content).data?.migrations;
    const found = migrated.safeParse(inner).data ?? migrated.safeParse(content).data;
    if (!found) continue;
    const { run, durationSeconds, schemaBefore, schemaAfter } = found;
    return { run, durationSeconds, schemaBefore, schemaAfter };
  }
  return null;
}

/** Of a record that stands for itself the hash is enough. */
const partsOf = (attached: readonly Attached[]) =>
  attached.map((one) => asPart(one, gateRecordOf(one) === undefined));

/** S002-AUD-01 to -05: the deployment that this job made, or tried to make. */
export function deploymentBody(material: Material): Record<string, unknown> {
  const { environment, sha, job, outcome, attached, approvals, failures } = material;
  const smoke = attached.filter(isOf(["smoke"]));
  const health = attached.filter(isOf(["watch", "monitor", "canary"]));
  const back = attached.some((one) => isOf(["rollback"])(one) && verdictOf(one) !== "fail");
  const checks = [...smoke, ...health].flatMap(checksOf);
  const texts = (how: Checked["outcome"]) =>
    checks
      .filter((one) => one.outcome === how)
      .map(({ name, detail }) => (detail ? `${name}: ${detail}` : name));
  const reason = reasonOf(material);
  return {
    environment,
    commit: { sha, branch: job.branch },
    version: job.version,
    execution: {
      ...spanOf(material),
      outcome: back ? "rollback" : outcome === "success" ? "success" : "failure",
    },
    approvals,
    migrations: migrationsOf(attached),
    tests: {
      smoke: smoke.flatMap(checksOf),
      health: health.flatMap(checksOf),
      failures: [...new Set([...failures, ...texts("fail")])],
      warnings: texts("inconclusive"),
    },
    ...(reason !== undefined && { reason }),
    attachments: partsOf(attached),
  };
}

/** A look at the pipeline itself: what it came to, with what it found. */
export function rehearsalBody(material: Material): Record<string, unknown> {
  const reason = reasonOf(material);
  return {
    commit: material.sha,
    outcome: material.outcome,
    ...(reason !== undefined && { reason }),
    attachments: partsOf(material.attached),
  };
}

const ends = z.looseObject({
  from: commitSha.nullish(),
  to: commitSha.nullish(),
  trigger: z.string().optional(),
  reason: z.string().optional(),
});

/** S000-RB-05: where the environment came from and went to, as `rollback --record` says. */
export function correctionBody(material: Material): Record<string, unknown> {
  const { job, outcome, attached, reason } = material;
  const record = attached
    .map(({ content }) => ends.safeParse(content).data)
    .find((one) => one && ("from" in one || "to" in one));
  const automatic = record?.trigger !== undefined ? record.trigger !== "person" : !job.byPerson;
  return {
    from: record?.from ?? null,
    to: record?.to ?? null,
    actor: job.actor,
    reason: reason ?? record?.reason ?? reasonOf(material) ?? "No reason was given.",
    trigger: automatic ? "automatic" : "person",
    outcome: outcome === "success" ? "success" : "failure",
    ...spanOf(material),
    attachments: partsOf(attached),
  };
}

/** A smoke test or a watch. Without an attached record the job's own status is the one check. */
export function smokeBody(material: Material): Record<string, unknown> {
  const { sha, job, outcome, attached } = material;
  const checks = attached.flatMap(checksOf);
  const own: Checked = { name: job.run.job, outcome: wordOf(outcome) ?? "inconclusive" };
  const all = checks.length > 0 ? checks : [own];
  // What failed somewhere is no pass, whatever a record says; and what the job could not end is none either.
  const verdict =
    own.outcome === "fail" || all.some((one) => one.outcome === "fail")
      ? "fail"
      : own.outcome === "pass" && all.every((one) => one.outcome === "pass")
        ? "pass"
        : "inconclusive";
  const tree = attached
    .map(({ content }) => z.looseObject({ tree: commitSha }).safeParse(content).data?.tree)
    .find((one) => one !== undefined);
  return { commit: sha, tree: tree ?? null, verdict, checks: all, attachments: partsOf(attached) };
}
