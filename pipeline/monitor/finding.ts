import type { MonitorCheck } from "../contract/watch.ts";
import type { Verdict } from "../gate/rule.ts";

/** What a check measures itself against. */
export interface Measure {
  measured: number;
  limit: number;
  unit: "ms" | "percent" | "days" | "minutes" | "count";
}

/** What one look found. */
export interface Finding extends Partial<Measure> {
  /** The same for the same trouble in every pass, so that it becomes one incident: `production/dns/backend`. */
  id: string;
  check: MonitorCheck;
  /** The service, third party or workflow that it is about. */
  subject: string;
  verdict: Verdict;
  why: string;
  /** Why nobody is told now, where maintenance mutes it. */
  muted?: string;
}

/** One look that a pass takes. */
export interface Look {
  check: MonitorCheck;
  subject: string;
  /** Tells looks of one check on one subject apart. */
  part?: string;
  run(): Promise<Seen>;
}

/** A finding without its name. */
export type Seen = Pick<Finding, "verdict" | "why"> & Partial<Measure>;

export function idOf(environment: string, { check, subject, part }: Omit<Look, "run">): string {
  return [environment, check, subject, part].filter(Boolean).join("/");
}
