import type { Environment } from "../cli/command.ts";
import type { Contract } from "../contract/contract.ts";
import type { Evidence, Written } from "../facts/evidence.ts";

export type OpenEvidence = (contract: Contract, environment: Environment) => Evidence;

/** Seven years: as long as the archive keeps anything. */
const reach = 7 * 366 * 24 * 3_600_000;

/** So many releases are enough to find a good one; more are never read. */
const mostRecords = 500;

/** The newest records of an environment. @throws Untold where the ledger cannot be read. */
export async function newestRecords(
  evidence: Evidence,
  environment: string,
  now: number,
): Promise<Written[]> {
  const records: Written[] = [];
  for await (const record of evidence.records(environment, "ledger", new Date(now - reach).toISOString())) {
    records.push(record);
    if (records.length >= mostRecords) break;
  }
  return records;
}
