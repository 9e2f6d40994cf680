import type { Book } from "../chain/place.ts";
import { correction, migration } from "./changes.ts";
import { approval, gateDecision, genesis, override } from "./decisions.ts";
import { deployment } from "./deployment.ts";
import {
  backup,
  incident,
  metric,
  notification,
  rehearsal,
  secretAccess,
  securityScan,
  smoke,
} from "./observations.ts";

/** Seven years, the leap days of the longest such span included (S002-AUD-06). */
const sevenYears = 2557;

/**
 * Where each type of record lies and for how many days it must be kept. The bucket's lock keeps all of them for its
 * default retention, since a writer may not set one of its own: `verify` compares the two.
 */
export const recordTypes = {
  deployment: { book: "ledger", retentionDays: sevenYears },
  approval: { book: "ledger", retentionDays: sevenYears },
  "gate-decision": { book: "ledger", retentionDays: sevenYears },
  override: { book: "ledger", retentionDays: sevenYears },
  genesis: { book: "ledger", retentionDays: sevenYears },
  // S000-RB-05 gives this type its name.
  "SYSTEM CORRECTION EVENT": { book: "ledger", retentionDays: sevenYears },
  migration: { book: "ledger", retentionDays: sevenYears },
  backup: { book: "ledger", retentionDays: sevenYears },
  smoke: { book: "ledger", retentionDays: sevenYears },
  drift: { book: "ledger", retentionDays: sevenYears },
  drill: { book: "ledger", retentionDays: sevenYears },
  incident: { book: "ledger", retentionDays: sevenYears },
  notification: { book: "ledger", retentionDays: sevenYears },
  "secret-access": { book: "secret-access", retentionDays: sevenYears },
  "security-scan": { book: "security-scans", retentionDays: sevenYears },
  metric: { book: "metrics", retentionDays: sevenYears },
} as const satisfies Record<string, { book: Book; retentionDays: number }>;

export type RecordType = keyof typeof recordTypes;

export function isRecordType(name: string): name is RecordType {
  return Object.hasOwn(recordTypes, name);
}

/** The five things that governance asks to keep (S004-GOV-02), and the types of record that keep them. */
export const governance = {
  "deployment activities": ["deployment", "SYSTEM CORRECTION EVENT", "migration", "gate-decision"],
  "access to secrets": ["secret-access"],
  "change approvals": ["approval", "override", "genesis"],
  "security scan results": ["security-scan"],
  "performance metrics": ["metric"],
} as const satisfies Record<string, readonly RecordType[]>;

/** Records that a rollback makes: they never stop it, and wait in a file while S3 is away. */
export const ofRollback: readonly string[] = [
  "SYSTEM CORRECTION EVENT",
  "incident",
  "notification",
] satisfies RecordType[];

/** Which environments there are, and which of them people open. */
export interface Environments {
  names: readonly string[];
  approved: readonly string[];
}

/** The schema of each type's body. */
export function bodySchemas({ names, approved }: Environments) {
  return {
    deployment: deployment(names, approved),
    approval,
    "gate-decision": gateDecision,
    override,
    genesis,
    "SYSTEM CORRECTION EVENT": correction,
    migration,
    backup,
    smoke,
    drift: rehearsal,
    drill: rehearsal,
    incident,
    notification,
    "secret-access": secretAccess,
    "security-scan": securityScan,
    metric,
  } satisfies Record<RecordType, unknown>;
}
