import { z } from "zod";
import type { EntryInput } from "../entries/entry.ts";
import {
  bodySchemas,
  type Environments,
  isRecordType,
  type RecordType,
  recordTypes,
} from "../entries/types.ts";
import { LedgerError } from "../failure.ts";
import { gateRecordOf, wordOf } from "./attachment.ts";
import { correctionBody, deploymentBody, type Material, rehearsalBody, smokeBody } from "./bodies.ts";
import { type Draft, draftsOf, migrationDrafts } from "./derived.ts";
import { metricDrafts } from "./samples.ts";

/** What people call them. */
const shortNames: Readonly<Record<string, RecordType>> = {
  rollback: "SYSTEM CORRECTION EVENT",
  gate: "gate-decision",
  approvals: "approval",
  scan: "security-scan",
  watch: "smoke",
};

/** @throws LedgerError for a type that there is not. */
export function typeNamed(name: string): RecordType {
  if (isRecordType(name)) return name;
  const long = Object.hasOwn(shortNames, name) ? shortNames[name] : undefined;
  if (long) return long;
  const allowed = [...Object.keys(recordTypes), ...Object.keys(shortNames)].join(", ");
  throw new LedgerError("usage", `--type is ${JSON.stringify(name)}; allowed: ${allowed}.`);
}

const built: Partial<Record<RecordType, (material: Material) => Record<string, unknown>>> = {
  deployment: deploymentBody,
  "SYSTEM CORRECTION EVENT": correctionBody,
  smoke: smokeBody,
  drift: rehearsalBody,
  drill: rehearsalBody,
};

/**
 * The entries of a job, in the order in which they are recorded: what the attached records stand for by themselves, and
 * behind them what the job did. A release that a gate refused went nowhere: the gate's decision is its record, since a
 * deployment's would count as one.
 *
 * @throws LedgerError when nothing attached is a record of the type.
 */
export function entriesOf(type: RecordType, material: Material, environments: Environments): EntryInput[] {
  const { attached, sha, outcome } = material;
  const derived = attached.flatMap((one) => [
    ...draftsOf(one, sha),
    ...(type === "metric" ? metricDrafts(one, sha) : []),
    ...(type === "deployment" ? migrationDrafts(one) : []),
  ]);
  const refused =
    type === "deployment" &&
    outcome !== "success" &&
    attached.some((one) => {
      const gate = gateRecordOf(one);
      return gate !== undefined && wordOf(gate.decision.verdict) !== "pass";
    });
  return [...derived, ...(refused ? [] : own(type, material, derived, environments))].map((draft) =>
    entryOf(draft, material),
  );
}

function own(
  type: RecordType,
  material: Material,
  derived: readonly Draft[],
  environments: Environments,
): Draft[] {
  const build = built[type];
  if (build) return [{ type, body: build(material) }];
  if (derived.some((one) => one.type === type)) return [];
  const schema: z.ZodType = bodySchemas(environments)[type];
  const fitting = material.attached.flatMap(({ content }) => bodiesIn(content, schema));
  if (fitting.length > 0) return fitting.map((body) => ({ type, body }));
  const names = material.attached.map(({ name }) => name).join(", ") || "nothing";
  throw new LedgerError(
    "entry",
    `Nothing that is attached (${names}) is a record of the type ${JSON.stringify(type)}. ` +
      "Attach what the command wrote by --record; docs/decisions/011-ledger.md lists what each type holds.",
  );
}

const object = z.record(z.string(), z.unknown());

/** A document that is such a body, or that holds some under `entries`. */
function bodiesIn(content: unknown, schema: z.ZodType): Record<string, unknown>[] {
  const inner = z.looseObject({ entries: z.array(z.unknown()) }).safeParse(content).data?.entries ?? [];
  const all = [content, ...(Array.isArray(content) ? content : []), ...inner];
  return all.flatMap((one) => {
    const body = schema.safeParse(one).success ? object.safeParse(one).data : undefined;
    return body ? [body] : [];
  });
}

function entryOf({ type, body, at }: Draft, { job, environment, endedAt }: Material): EntryInput {
  return { type, environment, at: at ?? endedAt, actor: job.actor, run: job.run, body };
}
