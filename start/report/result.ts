import type { OpType } from "@pulumi/pulumi/automation/index.js";
import type { Operation } from "../engine/operation.ts";
import type { Change, Remark, Violation } from "../engine/tally.ts";
import type { PeakMemory } from "../measure/memory.ts";
import type { Recovery } from "../recovery/pending.ts";
import type { StackSummary } from "../summary.ts";

/** What one operation did, as the report keeps it. */
export interface OperationRecord {
  seconds: number;
  counts: Partial<Record<OpType, number>>;
  changes: Change[];
}

/** What was done for one stack. */
export interface StackRecord {
  stack: string;
  /** What a run that was killed had left, and this one put in order first. */
  recovery?: Recovery & { lock: boolean };
  preview: OperationRecord;
  /** Missing when the preview showed nothing to do. */
  up?: OperationRecord;
  /** The second preview; missing when nothing in the whole run was changed, so that the first one is the proof. */
  again?: OperationRecord;
}

/** A main job that ran to its end: what stands now. */
export interface PutUp {
  command: "up";
  exitCode: number;
  /** One sentence. */
  verdict: string;
  engine: { version: string; source: string };
  stacks: StackRecord[];
  pipeline: StackSummary[];
  warnings: Remark[];
  advisories: Violation[];
  seconds: number;
  memory: PeakMemory;
  /** Path of the Markdown page. */
  report: string;
}

/** Something that a destroy leaves. */
export interface Remainder {
  stack: string;
  what: string;
  why: string;
  /** Empty when nothing ends it. */
  until: string;
}

export interface TornDown {
  command: "destroy";
  exitCode: number;
  verdict: string;
  engine: { version: string; source: string };
  stacks: { stack: string; removed: number; seconds: number }[];
  stays: Remainder[];
  seconds: number;
  memory: PeakMemory;
}

export type Result = PutUp | TornDown;

export function recordOf({ seconds, tally: { counts, changes } }: Operation): OperationRecord {
  return { seconds: Math.round(seconds * 10) / 10, counts, changes };
}

/** How many resources an operation saw. */
export function resourcesOf(counts: Partial<Record<OpType, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** "1 stack", "4 stacks". */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

const verbs: Partial<Record<OpType, [would: string, did: string]>> = {
  create: ["to create", "created"],
  update: ["to update", "updated"],
  replace: ["to replace", "replaced"],
  delete: ["to delete", "deleted"],
  same: ["unchanged", "unchanged"],
};

/** "31 to create, 2 unchanged", or "31 created, 2 unchanged". */
export function countsText(counts: Partial<Record<OpType, number>>, done: boolean): string {
  const parts = Object.entries(verbs).flatMap(([operation, [would, did]]) => {
    const count = Object.entries(counts).find(([name]) => name === operation)?.[1] ?? 0;
    return count > 0 ? [`${count} ${done ? did : would}`] : [];
  });
  return parts.join(", ") || "nothing to do";
}
