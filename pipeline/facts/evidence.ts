import { z } from "zod";
import { login, moment, sha } from "../contract/words.ts";
import type { Declaration, Facts, Passage } from "./facts.ts";

/** A record of the ledger, as far as facts are read from it. */
export interface Written {
  type: string;
  /** When it happened, by the job that reports it. */
  at: string;
  /** When it was recorded: what happened did so before. */
  recordedAt: string;
  /** The workflow run that reports it. */
  run: number | null;
  /** The commit of that run. */
  commit: string;
  body: Readonly<Record<string, unknown>>;
  /** For people: `ledger/production 41`. */
  source: string;
}

/** What facts need of the ledger. Each method throws `Untold` when the ledger cannot be read or relied on. */
export interface Evidence {
  /**
   * The records of an environment, newest first.
   *
   * @param since in UTC; records before it are left out.
   */
  records(environment: string, book: "ledger" | "security-scans", since: string): AsyncIterable<Written>;
}

const deployed = z.object({
  commit: z.object({ sha }),
  execution: z.object({ startedAt: moment, outcome: z.string() }),
});

/** Releases that went in, whatever became of them. Rollbacks are records of another type. */
export function passagesOf(records: readonly Written[]): Passage[] {
  return read(records, "deployment", deployed).map(({ run, source, body }) => ({
    run,
    sha: body.commit.sha,
    at: body.execution.startedAt,
    source,
  }));
}

/** The good release that a record tells of; undefined for every other record. */
export function goodReleaseOf(record: Written): { sha: string; at: string } | undefined {
  const [found] = read([record], "deployment", deployed);
  if (found?.body.execution.outcome !== "success") return undefined;
  return { sha: found.body.commit.sha, at: found.body.execution.startedAt };
}

type Pass = Extract<Facts["passes"], { value: unknown }>["value"][number];

/** Outcomes of smoke tests. Their trees are read elsewhere: a record names the commit. */
export function passesOf(records: readonly Written[], environment: string): Pass[] {
  const smoke = z.object({ commit: sha, verdict: z.string() });
  return read(records, "smoke", smoke).map(({ at, recordedAt, source, body }) => ({
    environment,
    sha: body.commit,
    tree: null,
    // A job's own time may be wrong; nothing happened after it was recorded.
    at: at < recordedAt ? at : recordedAt,
    // What could not be concluded is no pass.
    outcome: body.verdict === "pass" ? "pass" : "fail",
    source,
  }));
}

/** What the ledger holds about a commit, with whether it is good. A record that names none is about its run's. */
export function recordsOf(records: readonly Written[], commit: string) {
  const about = z.object({
    commit: sha.optional(),
    verdict: z.string().optional(),
    outcome: z.string().optional(),
  });
  return records.flatMap(({ type, at, commit: ofRun, body }) => {
    const found = about.safeParse(body);
    if (!found.success || (found.data.commit ?? ofRun) !== commit) return [];
    const said = found.data.verdict ?? found.data.outcome;
    return [{ kind: type, at, good: said === "pass" || said === "success" }];
  });
}

/** The numbers of the issues of critical incidents: a label that was taken off an issue does not undo them. */
export function criticalIssuesOf(records: readonly Written[]): number[] {
  const incident = z.object({ issue: z.int(), severity: z.string() });
  const critical = read(records, "incident", incident).filter(({ body }) => body.severity === "critical");
  return [...new Set(critical.map(({ body }) => body.issue))];
}

/** What people declared, each for one commit in one environment. */
export function declarationsOf(records: readonly Written[], environment: string): Declaration[] {
  const override = z.object({
    commit: sha,
    kind: z.enum(["override", "expedite"]),
    gates: z.array(z.string()),
    by: login,
    reason: z.string().min(1),
    grantedAt: moment,
    expiresAt: moment,
  });
  const genesis = z.object({ commit: sha, by: login, reason: z.string().min(1) });
  return [
    ...read(records, "override", override).map(({ source, body }) => ({
      kind: body.kind,
      by: body.by,
      at: body.grantedAt,
      reason: body.reason,
      environment,
      sha: body.commit,
      gates: body.gates,
      until: body.expiresAt,
      source,
    })),
    ...read(records, "genesis", genesis).map(({ at, source, body }) => ({
      kind: "first-release" as const,
      by: body.by,
      at,
      reason: body.reason,
      environment,
      sha: body.commit,
      source,
    })),
  ];
}

function read<Schema extends z.ZodType>(records: readonly Written[], type: string, schema: Schema) {
  return records.flatMap((record) => {
    if (record.type !== type) return [];
    const body = schema.safeParse(record.body);
    return body.success ? [{ ...record, body: body.data }] : [];
  });
}
