import type { StackSummary } from "../summary.ts";

type Approval = StackSummary["approvals"][number];
type Health = StackSummary["health"][number];
type Secrets = StackSummary["secrets"][number];
type Audit = NonNullable<StackSummary["audit"]>;

/** Who opens an environment, in one sentence. */
export function approversText({ approvers, why }: Approval): string {
  if (approvers.length === 0) return `opens without a person${why ? `: ${why}` : ""}`;
  const chain = approvers.map(({ role, teams, users }) => {
    const held = [...teams.map((team) => `team ${team}`), ...users];
    return held.length > 0 ? `${role} (${held.join(", ")})` : role;
  });
  return `${chain.join(", then ")}${why ? `: ${why}` : ""}`;
}

export function healthText({ url, everySeconds, alarm, notifies }: Health): string {
  const then = [alarm && `alarm ${alarm}`, notifies.length > 0 && `tells ${notifies.join(", ")}`];
  return [`${url} every ${everySeconds} s`, ...then].filter(Boolean).join(", ");
}

export function secretsText({ from, to, names }: Secrets): string {
  return `${names.length} from ${from} to ${to}${names.length > 0 ? `: ${names.join(", ")}` : ""}`;
}

export function auditText({ mode, retentionDays, writers, readers }: Audit): string {
  const years = Math.floor(retentionDays / 365.25);
  const kept = `${retentionDays} days${years > 0 ? ` (${years} ${years === 1 ? "year" : "years"})` : ""}`;
  return `${mode}, kept ${kept}; written by ${writers.join(", ") || "nobody"}; read by ${readers.join(", ") || "nobody"}`;
}

/** Megabytes as people read them. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

/** The files in the application repository: what is there, what waits and for what, which checks a change must pass. */
export function deliveryTexts({
  live,
  pending,
  requiredChecks,
  pullRequest,
}: NonNullable<StackSummary["delivery"]>): [what: string, text: string][] {
  return [
    ["on the default branch", live.length > 0 ? live.join(", ") : "nothing yet"],
    ...(pending.length > 0
      ? [
          [
            "waiting",
            `${pending.join(", ")}: merge ${pullRequest || "the pull request"}, then run again`,
          ] as [string, string],
        ]
      : []),
    ...(requiredChecks.length > 0
      ? [["checks that every change must pass", requiredChecks.join(", ")] as [string, string]]
      : []),
  ];
}
