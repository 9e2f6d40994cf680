import { z } from "zod";
import { login, moment, roleName } from "../../contract/words.ts";
import type { RecordType } from "../entries/types.ts";
import { type Attached, approvalsOf, gateRecordOf } from "./attachment.ts";

/** What goes into an entry beside what all entries of a job share. */
export interface Draft {
  type: RecordType;
  body: Record<string, unknown>;
  /** When it happened, ISO; default is now. */
  at?: string;
}

const overridden = z.looseObject({
  gate: z.string(),
  override: z.looseObject({
    by: login,
    role: roleName,
    reason: z.string(),
    until: moment,
    source: z.string(),
  }),
});

const declarations = z.looseObject({
  declarations: z.object({
    value: z.array(z.looseObject({ kind: z.string(), by: login, at: moment, source: z.string() })),
  }),
});

/**
 * The records of their own that an attached record stands for: a gate's decision with what people declared for it, the
 * approvals of each role, messages that were sent, an incident, samples.
 *
 * @param commit the release.
 */
export function draftsOf(attached: Attached, commit: string): Draft[] {
  const { content } = attached;
  const gate = gateRecordOf(attached);
  if (gate) {
    const { time: at } = gate.decision;
    return [{ type: "gate-decision", body: gate, at }, ...overridesOf(gate, commit)];
  }
  const approvals = approvalsOf(content);
  if (approvals) {
    return approvals.map((approval) => ({ type: "approval" as const, body: { commit, approval } }));
  }
  const sent = notifications.safeParse(content).data;
  if (sent) return sent.notifications.map((body) => ({ type: "notification" as const, body }));
  const incident = incidentRecord.safeParse(content).data;
  if (incident) return incident.incidents.map(({ at, ...body }) => ({ type: "incident" as const, body, at }));
  const copy = backupRecord.safeParse(content).data;
  if (copy) {
    const { database, file, location, sha256, startedAt, endedAt, durationSeconds } = copy;
    const span = { startedAt, endedAt, durationSeconds };
    const stored = { location: location ?? file, sha256 };
    return [
      {
        type: "backup",
        body: { what: database, outcome: "success", copy: stored, ...span },
        at: endedAt,
      },
    ];
  }
  return [];
}

/** What `migrate snapshot --record` writes. */
const backupRecord = z.looseObject({
  kind: z.literal("backup"),
  database: z.string(),
  file: z.string(),
  location: z.string().nullable(),
  sha256: z.string(),
  startedAt: moment,
  endedAt: moment,
  durationSeconds: z.number(),
});

const migrations = z.looseObject({
  entries: z.array(z.looseObject({ direction: z.string(), endedAt: moment })),
});

/** The migrations of a deployment, as `migrate up --record` writes them: each is a record of its own. */
export function migrationDrafts({ content }: Attached): Draft[] {
  const found = migrations.safeParse(content).data?.entries ?? [];
  return found.map((body) => ({ type: "migration" as const, body, at: body.endedAt }));
}

/** What `notify --record` writes. */
const notifications = z.looseObject({
  command: z.literal("notify"),
  notifications: z.array(z.record(z.string(), z.unknown())),
});

/** What `incident --record` writes. */
const incidentRecord = z.looseObject({
  command: z.literal("incident"),
  incidents: z.array(z.looseObject({ at: moment })),
});

type GateRecord = NonNullable<ReturnType<typeof gateRecordOf>>;

/** What this run's person declared and the gates took: the ledger's own declarations are there already. */
function overridesOf({ decision, facts }: GateRecord, commit: string): Draft[] {
  const gates = z.array(z.unknown()).catch([]).parse(decision["gates"]);
  const taken = gates.flatMap((one) => overridden.safeParse(one).data ?? []);
  const declared = declarations.safeParse(facts).data?.declarations.value ?? [];
  const ofRun = taken.filter(({ override }) => override.source.startsWith("run "));
  const bySource = Map.groupBy(ofRun, ({ override }) => `${override.source} ${override.by}`);
  return [...bySource.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { by, role, reason, until, source } = first.override;
    const grantedAt =
      declared.find((one) => one.kind === "override" && one.by === by && one.source === source)?.at ??
      decision.time;
    const names = group.map(({ gate }) => gate);
    const body = { commit, kind: "override", gates: names, role, by, reason, grantedAt, expiresAt: until };
    return [{ type: "override" as const, body, at: grantedAt }];
  });
}
