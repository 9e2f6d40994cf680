import { z } from "zod";
import { canonicalJson, sha256Hex } from "../../canonical.ts";
import { login, moment, sha, text, whole } from "../../contract/words.ts";
import type { Place } from "../chain/place.ts";
import type { Entry } from "../chain/record.ts";
import { LedgerError } from "../failure.ts";
import { bodySchemas, type Environments, isRecordType, recordTypes } from "./types.ts";

const common = z.strictObject({
  type: z.string(),
  environment: z.string(),
  /** When it happened; S002-AUD-01's timestamp. */
  at: moment,
  /** S002-AUD-01's deployer. */
  actor: login,
  run: z.strictObject({
    repository: text("owner/name"),
    id: z.string().regex(/^\d+$/, "the run's number, as text"),
    attempt: whole(1, 10_000, "tries"),
    job: text("the job"),
    commit: sha,
  }),
  body: z.record(z.string(), z.unknown()),
});

export type EntryInput = z.input<typeof common>;

/**
 * Reads what shall be recorded, and says where it belongs.
 *
 * @throws LedgerError that names every field which is wrong, and what is allowed there.
 */
export function readEntry(input: unknown, environments: Environments): { place: Place; entry: Entry } {
  const given = parsed(common, input, []);
  if (!isRecordType(given.type)) {
    const allowed = Object.keys(recordTypes).join(", ");
    throw wrongEntry([`type: ${JSON.stringify(given.type)} is given; allowed: ${allowed}`]);
  }
  if (!environments.names.includes(given.environment)) {
    const allowed = environments.names.join(", ");
    throw wrongEntry([`environment: ${JSON.stringify(given.environment)} is given; allowed: ${allowed}`]);
  }
  // The body of a deployment names the environment as well, for whoever reads it alone: the two are one.
  const body = parsed(bodySchemas(environments)[given.type], given.body, ["body"]);
  if ("environment" in body && body.environment !== given.environment) {
    throw wrongEntry([`body.environment: ${body.environment} is given; allowed: ${given.environment}`]);
  }
  const place: Place = { book: recordTypes[given.type].book, environment: given.environment };
  const { type, actor, run } = given;
  const content = { type, at: new Date(given.at).toISOString(), actor, run, body };
  return { place, entry: { id: sha256Hex(canonicalJson({ place, content })), ...content } };
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, path: string[]): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw wrongEntry(
    result.error.issues.map((issue) => {
      const where = [...path, ...issue.path.map(String)].join(".") || "the entry";
      return issue.code === "unrecognized_keys"
        ? `${where}: no such field: ${issue.keys.join(", ")}`
        : `${where}: ${shown(issue.input)} is given; needed: ${issue.message}`;
    }),
  );
}

/** Enough of a value to find it again, and never a long one. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function wrongEntry(problems: readonly string[]): LedgerError {
  return new LedgerError(
    "entry",
    `The entry cannot be recorded:\n${problems.map((one) => `  ${one}`).join("\n")}\n` +
      "Mend these fields and run again; docs/decisions/011-ledger.md lists what each type of record holds.",
  );
}
