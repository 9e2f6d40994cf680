import { z } from "zod";
import type { ObjectReader } from "../../platforms/s3/objects.ts";
import { readHead, walkBack } from "../audit/chain/head.ts";
import type { Book, Layout } from "../audit/chain/place.ts";
import type { LedgerRecord } from "../audit/chain/record.ts";
import { moment, sha } from "../contract/words.ts";

const span = { startedAt: moment, endedAt: moment, durationSeconds: z.number() };

const deployment = z.object({
  commit: z.object({ sha }),
  execution: z.object({ ...span, outcome: z.enum(["success", "failure", "rollback"]) }),
});

const correction = z.object({ from: sha.nullable(), outcome: z.string(), ...span });

const incident = z.object({ issue: z.int(), change: z.string(), began: moment.optional() });

const metric = z.object({
  name: z.string(),
  unit: z.string(),
  value: z.number(),
  service: z.string().default(""),
  observations: z.array(z.number()).optional(),
});

/** What figures are computed from, of one environment; oldest first. */
export interface Evidence {
  deployments: { sha: string; startedAt: string; endedAt: string; seconds: number; outcome: string }[];
  corrections: { from: string | null; startedAt: string; seconds: number; outcome: string }[];
  incidents: { issue: number; change: string; at: string; began: string | undefined }[];
  metrics: z.infer<typeof metric>[];
}

/**
 * Reads an environment's records of a span of time. Each is checked to be followed by the one read before it.
 *
 * @param since ISO: what was recorded from then on.
 * @throws S3Failure, or LedgerError when the chain is broken.
 */
export async function readEvidence(
  reader: ObjectReader,
  layout: Layout,
  environment: string,
  since: string,
): Promise<Evidence> {
  const ledger = await recordsSince(reader, layout, environment, "ledger", since);
  const metrics = await recordsSince(reader, layout, environment, "metrics", since);
  return {
    deployments: bodies(ledger, "deployment", deployment).map(({ commit, execution }) => ({
      sha: commit.sha,
      startedAt: execution.startedAt,
      endedAt: execution.endedAt,
      seconds: execution.durationSeconds,
      outcome: execution.outcome,
    })),
    corrections: bodies(ledger, "SYSTEM CORRECTION EVENT", correction).map((one) => ({
      from: one.from,
      startedAt: one.startedAt,
      seconds: one.durationSeconds,
      outcome: one.outcome,
    })),
    incidents: ledger.flatMap(({ entry }) => {
      const body = entry.type === "incident" ? incident.safeParse(entry.body).data : undefined;
      return body ? [{ issue: body.issue, change: body.change, at: entry.at, began: body.began }] : [];
    }),
    metrics: bodies(metrics, "metric", metric),
  };
}

async function recordsSince(
  reader: ObjectReader,
  layout: Layout,
  environment: string,
  book: Book,
  since: string,
): Promise<LedgerRecord[]> {
  const head = await readHead(reader, layout, { book, environment });
  const records: LedgerRecord[] = [];
  if (head) for await (const { record } of walkBack(reader, layout, head, since)) records.push(record);
  return records.reverse();
}

function bodies<Schema extends z.ZodType>(records: readonly LedgerRecord[], type: string, schema: Schema) {
  return records.flatMap(({ entry }) => {
    const body = entry.type === type ? schema.safeParse(entry.body) : undefined;
    return body?.success ? [body.data] : [];
  });
}
