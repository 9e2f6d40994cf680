import type { Contract } from "../contract/contract.ts";
import type { Stage } from "../contract/environment.ts";
import { declarationsOf, type Evidence, passagesOf } from "./evidence.ts";
import { type Declaration, type Fact, type Facts, notAsked, type Run } from "./facts.ts";
import { isOnBranch, readChecks, readTree } from "./github/commit.ts";
import { readIssues } from "./github/issues.ts";
import { readRoles } from "./github/members.ts";
import { readRun } from "./github/run.ts";
import { readMigrations } from "./migrations.ts";
import {
  readAttestations,
  readIncidents,
  readLastGood,
  readPassages,
  readPasses,
  readRecords,
  recent,
  wasGoodBefore,
} from "./read.ts";
import { type Source, tell, Untold } from "./tell.ts";

/** Where facts come from. */
export interface Sources {
  source: Source;
  /** The same with a token that may read teams. */
  people: Source;
  evidence: Evidence;
  now: () => number;
  environment: Readonly<Record<string, string | undefined>>;
  /** What the person declared who started this attempt. */
  declare: (run: Run) => Declaration[];
}

export interface GatherOptions {
  subject: Facts["subject"];
  run: { id: number; attempt: number };
  /** Files of the release that must be attested. */
  artifacts: readonly string[];
  /** The report of the release's migrations. */
  migrations: string | undefined;
}

/**
 * Gathers all that a decision is made from. What cannot be read is said to be missing, with the reason.
 *
 * @throws Unreachable when GitHub knows neither token nor network: then nothing can be told.
 */
export async function gather(
  contract: Contract,
  stage: Stage,
  sources: Sources,
  options: GatherOptions,
): Promise<Facts> {
  const { source, evidence, now } = sources;
  const { subject } = options;
  const isRelease = subject.kind === "release";
  // Asked first and alone: a wrong token is then said once.
  const found = await tell(() => readRun(source, options.run, now));
  const run: Fact<Run> = "value" in found ? { value: found.value.run } : found;
  const forRelease = <Value>(read: () => Promise<Value>): Promise<Fact<Value>> =>
    isRelease ? tell(read) : Promise.resolve(notAsked);
  const own = await forRelease(() => recent(evidence, subject.environment, now()));
  const passes = await forRelease(() => readPasses(stage, sources, subject.sha));
  const declarations = await tell(async () => {
    if (!isRelease) return [];
    return [...declarationsOf(must(own), subject.environment), ...sources.declare(must(run))];
  });
  return {
    facts: 1,
    subject,
    clock: "value" in found ? clockOf(found.value.clock) : found,
    run,
    tree: await tell(() => readTree(source, subject.sha)),
    onBranch: await tell(() =>
      isOnBranch(source, subject.sha, must(run).branch ?? contract.repository.defaultBranch),
    ),
    members: isRelease ? await readRoles(sources.people, contract.roles, rolesIn(contract), now) : {},
    freezes: await forRelease(async () =>
      (await readIssues(source, [contract.labels.freeze])).map(({ reference, title }) => ({
        reference,
        title,
      })),
    ),
    incidents: await forRelease(() => readIncidents(contract, stage, sources, must(own))),
    deployments: await forRelease(() => readPassages(stage, sources)),
    releases: await forRelease(async () => (stage.rateLimit ? passagesOf(must(own)) : [])),
    lastGood: await forRelease(() => readLastGood(evidence, subject.environment)),
    wasGood: isRelease ? notAsked : await tell(() => wasGoodBefore(stage, sources, subject)),
    passes,
    checks: await forRelease(() =>
      stage.evidence.checks.length > 0 ? readChecks(source, subject.sha) : Promise.resolve([]),
    ),
    records: await forRelease(() => readRecords(stage, sources, subject, must(own))),
    migrations:
      isRelease && stage.evidence.migrations !== "irreversible"
        ? readMigrations(options.migrations)
        : notAsked,
    attestations: await forRelease(() => readAttestations(contract, stage, sources, options)),
    declarations,
  };
}

/** The roles that gates ask about. */
function rolesIn({ releases }: Contract): string[] {
  const { startedBy, overriddenBy, firstReleaseBy } = releases;
  return [startedBy, overriddenBy, firstReleaseBy].filter((role) => role !== undefined);
}

/** A fact that another one builds on. */
function must<Value>(fact: Fact<Value>): Value {
  if ("missing" in fact) throw new Untold(fact.missing);
  return fact.value;
}

function clockOf(read: { runner: string; github: string } | undefined): Facts["clock"] {
  return read
    ? { value: read }
    : { missing: "GitHub's answer has no Date: the runner's clock cannot be compared." };
}
