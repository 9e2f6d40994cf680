import { canonicalJson } from "../../canonical.ts";
import type { Outcome } from "../../cli/command.ts";
import type { Row } from "../../cli/report.ts";
import type { Verdict } from "../../gate/rule.ts";
import { type Finding, placeOfFinding } from "../failure.ts";
import { riskOf, traitsOf, worstOf } from "../files/risk.ts";
import type { Migration } from "../files/script.ts";

/** An outcome whose record is what `--json` prints. */
export function outcomeOf(
  verdict: Verdict,
  title: string,
  rows: readonly Row[],
  json: Readonly<Record<string, unknown>>,
  notes: readonly string[] = [],
): Outcome {
  // As JSON has it: what is undefined is not there.
  const plain: unknown = JSON.parse(JSON.stringify({ ...json, verdict, title }));
  return { verdict, report: { verdict, title, rows, notes }, json: plain, record: canonicalJson(plain) };
}

/** Whether anything is refused. */
export function isRefused(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "refused");
}

export function findingRows(findings: readonly Finding[]): Row[] {
  return findings.map((finding) => ({
    name: placeOfFinding(finding),
    verdict: finding.level === "refused" ? "no" : "yes",
    why: finding.level === "refused" ? finding.what : `Warning: ${finding.what} ${finding.todo}`,
    todo: finding.todo,
  }));
}

/** What `gate --migrations` reads, and people: the worst risk, and each migration's own. */
export function risksOf(migrations: readonly Migration[]) {
  return {
    risk: worstOf(migrations.map(riskOf)),
    names: migrations.map(({ name }) => name),
    migrations: migrations.map((migration) => ({
      name: migration.name,
      version: migration.version,
      risk: riskOf(migration),
      why: traitsOf(migration.up).map(({ line, why }) => `line ${line}: ${why}`),
      runOnce: migration.up.markers.runOnce,
      checksum: migration.up.checksum,
      losesData: migration.up.markers.losesData,
      noTransaction: migration.up.markers.noTransaction,
    })),
  };
}
