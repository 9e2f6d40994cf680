import { basename } from "node:path";
import { changed, type Schema, schemaOf } from "../database/schema-diff.ts";
import type { Step } from "../run/apply.ts";
import type { Sequence } from "../run/sequence.ts";

/**
 * A run as evidence (S002-MIG-11, -12, S002-AUD-04): `entries` are bodies of the ledger's type `migration`. The schema
 * before the first step is kept whole and each step's difference beside it, from which `schemaAt` makes every snapshot
 * again and proves it by its hash.
 */
export function recordOf(
  { steps, before, after, failure, aftermath }: Sequence,
  versions: { before: string | undefined; after: string | undefined },
  file: string | undefined,
) {
  const durationSeconds = steps.reduce((sum, step) => sum + step.durationSeconds, 0);
  return {
    schema: { before: before.hash, after: after.hash, lines: before.lines },
    steps,
    /** As a deployment's record has it. */
    run: steps.map(({ name }) => name),
    durationSeconds: Math.round(durationSeconds * 1000) / 1000,
    schemaBefore: versions.before ?? "none",
    schemaAfter: versions.after ?? "none",
    entries: steps.map((step) => entryOf(step, file)),
    ...(failure !== undefined && { failure, aftermath }),
  };
}

function entryOf(step: Step, file: string | undefined) {
  const { name, direction, user, startedAt, endedAt, durationSeconds } = step;
  const stored = (sha256: string) => ({ location: `${basename(file ?? "record")}#${sha256}`, sha256 });
  return {
    name,
    direction,
    user,
    outcome: "success",
    snapshots: { before: stored(step.before), after: stored(step.after) },
    ...(step.slow && { detail: "It took longer than may pass without a word." }),
    startedAt,
    endedAt,
    durationSeconds,
  };
}

/**
 * A snapshot of a record, made again.
 *
 * @returns undefined when the record has none of this hash.
 */
export function schemaAt(
  record: { schema: { lines: readonly string[] }; steps: readonly Pick<Step, "diff">[] },
  hash: string,
): Schema | undefined {
  let schema = schemaOf(record.schema.lines);
  if (schema.hash === hash) return schema;
  for (const { diff } of record.steps) {
    schema = changed(schema, diff);
    if (schema.hash === hash) return schema;
  }
  return undefined;
}
