import type { Contract } from "../contract/contract.ts";
import type { Stage } from "../contract/environment.ts";
import { verifyAttestations } from "./attestations.ts";
import {
  criticalIssuesOf,
  type Evidence,
  goodReleaseOf,
  passesOf,
  recordsOf,
  type Written,
} from "./evidence.ts";
import type { Facts } from "./facts.ts";
import type { GatherOptions, Sources } from "./gather.ts";
import { readTree } from "./github/commit.ts";
import { readDeployments } from "./github/deployments.ts";
import { type Issue, readIssue, readIssues } from "./github/issues.ts";
import { Untold } from "./tell.ts";

type Value<Name extends keyof Facts> = Extract<Facts[Name], { value: unknown }>["value"];

const hourInMs = 3_600_000;
/** A run may wait so long for an approval, and what was declared for it must still be found. */
const monthInMs = 31 * 24 * hourInMs;
/** How far behind the limit a pass is still looked for, so that "too old" can be told from "never". */
const pastInMs = 7 * 24 * hourInMs;

const moment = (at: number) => new Date(at).toISOString();

/** The ledger's newest records of an environment: a month of them. */
export function recent(evidence: Evidence, environment: string, now: number): Promise<Written[]> {
  return collect(evidence.records(environment, "ledger", moment(now - monthInMs)));
}

async function collect(records: AsyncIterable<Written>): Promise<Written[]> {
  const all: Written[] = [];
  for await (const record of records) all.push(record);
  return all;
}

/** Smoke outcomes of the earlier stage, with the trees of other commits: one may have the same. */
export async function readPasses(
  stage: Stage,
  { evidence, source, now }: Sources,
  sha: string,
): Promise<Value<"passes">> {
  if (!stage.requires) return [];
  const { environment, withinHours } = stage.requires;
  const since = moment(now() - withinHours * hourInMs - pastInMs);
  const passes = passesOf(await collect(evidence.records(environment, "ledger", since)), environment);
  const trees = new Map<string, string | null>();
  for (const other of new Set(passes.map((pass) => pass.sha))) {
    if (other !== sha) trees.set(other, await treeOf(() => readTree(source, other)));
  }
  return passes.map((pass) => ({ ...pass, tree: trees.get(pass.sha) ?? null }));
}

/** A commit that is gone has no tree, and is then not the same as any other. */
async function treeOf(read: () => Promise<string>): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Untold) return null;
    throw error;
  }
}

/** Critical incidents by their labels, and those that the ledger knows though their label is gone. */
export async function readIncidents(
  contract: Contract,
  stage: Stage,
  { source, now }: Sources,
  own: readonly Written[],
): Promise<Value<"incidents">> {
  if (stage.incidentFreeHours === undefined) return [];
  const labels = [contract.labels.incident, contract.labels.critical];
  const labelled = await readIssues(source, labels, now() - stage.incidentFreeHours * hourInMs);
  const others: Issue[] = [];
  for (const number of criticalIssuesOf(own)) {
    if (!labelled.some(({ reference }) => reference === `#${number}`)) {
      others.push(await readIssue(source, number));
    }
  }
  return [...labelled, ...others];
}

/** What GitHub's deployments show to have gone in within the rate limit's hours. */
export async function readPassages(stage: Stage, { source, now }: Sources): Promise<Value<"deployments">> {
  if (!stage.rateLimit) return [];
  const changedSince = now() - stage.rateLimit.perHours * hourInMs;
  const deployments = await readDeployments(source, entryOf(stage), { changedSince });
  return deployments.flatMap(({ id, run, sha, startedAt }) =>
    startedAt === null ? [] : [{ run, sha, at: startedAt, source: `deployment ${id}` }],
  );
}

/** The door that jobs deploy through. */
function entryOf({ doors }: Stage): string {
  const entry = doors.find(({ purpose }) => purpose === "entry");
  if (!entry) throw new Error("A stage without an entry is no stage: the contract's schema refuses it.");
  return entry.name;
}

/** The newest release that the ledger calls good; null when there was none. */
export async function readLastGood(evidence: Evidence, environment: string): Promise<Value<"lastGood">> {
  for await (const record of evidence.records(environment, "ledger", "")) {
    const good = goodReleaseOf(record);
    if (good) return good;
  }
  return null;
}

/** Whether a commit was a good release: by GitHub, which answers while S3 is away, or by the ledger. */
export async function wasGoodBefore(
  stage: Stage,
  { source, evidence }: Sources,
  { environment, sha }: Facts["subject"],
): Promise<boolean> {
  const deployments = await readDeployments(source, entryOf(stage), { sha });
  if (deployments.some(({ succeeded }) => succeeded)) return true;
  for await (const record of evidence.records(environment, "ledger", "")) {
    if (goodReleaseOf(record)?.sha === sha) return true;
  }
  return false;
}

/** What the ledger holds about a release. Scans have a book of their own. */
export async function readRecords(
  stage: Stage,
  { evidence, now }: Sources,
  { environment, sha }: Facts["subject"],
  own: readonly Written[],
): Promise<Value<"records">> {
  if (stage.evidence.records.length === 0) return [];
  const scans = await collect(evidence.records(environment, "security-scans", moment(now() - monthInMs)));
  return recordsOf([...own, ...scans], sha);
}

export async function readAttestations(
  { repository }: Contract,
  stage: Stage,
  { environment }: Sources,
  { artifacts, subject }: GatherOptions,
): Promise<Value<"attestations">> {
  const { attestation } = stage.evidence;
  if (!attestation) return [];
  const { owner, name } = repository;
  const signer = { owner, repository: name, workflow: attestation.workflow, sha: subject.sha };
  return verifyAttestations(artifacts, signer, environment);
}
