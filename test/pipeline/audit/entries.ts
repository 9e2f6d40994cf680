import { append } from "../../../pipeline/audit/chain/append.ts";
import { type Place, usualLayout } from "../../../pipeline/audit/chain/place.ts";
import type { Sealed } from "../../../pipeline/audit/chain/record.ts";
import { type EntryInput, readEntry } from "../../../pipeline/audit/entries/entry.ts";
import type { Environments } from "../../../pipeline/audit/entries/types.ts";
import type { ObjectStore } from "../../../platforms/s3/objects.ts";

export const environments: Environments = {
  names: ["development", "staging", "production"],
  approved: ["staging", "production"],
};

export const production: Place = { book: "ledger", environment: "production" };

export const shas = { old: `${"0".repeat(39)}a`, new: `${"0".repeat(39)}b` };

export function input(
  type: string,
  body: Record<string, unknown>,
  given: Partial<EntryInput> = {},
): EntryInput {
  return {
    type,
    environment: "production",
    at: "2027-03-01T15:00:00Z",
    actor: "ada",
    run: { repository: "acme/app", id: "7001", attempt: 1, job: "deploy", commit: shas.new },
    body,
    ...given,
  };
}

/** A deployment of version `number`, whole. */
export function deployment(number = 1, given: Partial<EntryInput> = {}): EntryInput {
  const end = Date.parse("2027-03-01T15:00:00Z") + number * 1000;
  const moment = (milliseconds: number) => new Date(milliseconds).toISOString();
  return input(
    "deployment",
    {
      environment: given.environment ?? "production",
      commit: { sha: shas.new, branch: "main" },
      version: `1.0.${number}`,
      execution: {
        startedAt: moment(end - 90_500),
        endedAt: moment(end),
        durationSeconds: 90.5,
        outcome: number % 5 === 0 ? "failure" : "success",
      },
      approvals: [approval],
      migrations: null,
      tests: {
        smoke: [{ name: "GET /api/health", outcome: "pass" }],
        health: [],
        failures: [],
        warnings: ["slow start"],
      },
    },
    { at: moment(end), ...given },
  );
}

export const approval = {
  approver: "grace",
  role: "tech-lead",
  notBefore: "2027-03-01T14:50:00Z",
  notAfter: "2027-03-01T14:58:00Z",
  comment: "",
  membershipReadAt: "2027-03-01T14:59:00Z",
};

export const correction = (given: Partial<EntryInput> = {}) =>
  input(
    "SYSTEM CORRECTION EVENT",
    {
      from: shas.new,
      to: shas.old,
      actor: "ada",
      reason: "5xx above the baseline",
      trigger: "automatic",
      outcome: "success",
      startedAt: "2027-03-01T15:00:00Z",
      endedAt: "2027-03-01T15:01:00Z",
      durationSeconds: 60,
    },
    given,
  );

/** A chain of so many deployments, a minute apart from `begin` on. */
export async function chainOf(
  store: ObjectStore,
  length: number,
  begin = Date.parse("2027-03-01T15:00:00Z"),
  place = production,
): Promise<Sealed[]> {
  const records: Sealed[] = [];
  for (let number = 1; number <= length; number++) {
    const at = new Date(begin + number * 60_000).toISOString();
    const { entry } = readEntry(deployment(number, { at, environment: place.environment }), environments);
    const now = () => begin + number * 60_000;
    const options = { layout: usualLayout, place, clocks: [], now };
    records.push(await append(store, { entry, origin: { kind: "direct" } }, options));
  }
  return records;
}
