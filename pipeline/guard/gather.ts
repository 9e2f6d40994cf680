import type { Contract } from "../contract/contract.ts";
import { type Fact, notAsked } from "../facts/facts.ts";
import { readRoles } from "../facts/github/members.ts";
import { type Source, tell, Untold } from "../facts/tell.ts";
import { changedPaths, mergeBase, readSnapshot, readText, type Snapshot, stepsBetween } from "./commits.ts";
import type { Change } from "./event.ts";
import type { FreezeFacts, GuardFacts, GuardRule, PullFacts, Step } from "./facts.ts";
import { compareLockfiles } from "./lockfiles/index.ts";
import type { Files } from "./lockfiles/lockfile.ts";
import { matchesPath } from "./pattern.ts";
import { pinDifferences, readPins } from "./pins.ts";
import { mergedPullOf, readPermission, readPull } from "./pulls.ts";

/** Where facts about a change come from. */
export interface GuardSources {
  source: Source;
  /** The same with a token that may read teams. */
  people: Source;
  now: () => number;
}

/**
 * Gathers all that a rule decides from.
 *
 * @throws Unreachable when GitHub knows neither token nor network.
 */
export async function gatherChange(
  contract: Contract,
  rule: GuardRule,
  change: Change,
  { source, people, now }: GuardSources,
): Promise<GuardFacts> {
  const snapshots = new Map<string, Snapshot>();
  const snapshot = async (commit: string | null): Promise<Snapshot> => {
    if (commit === null) return new Map();
    const found = snapshots.get(commit) ?? (await readSnapshot(source, commit));
    snapshots.set(commit, found);
    return found;
  };
  const ranges = await tell(() => rangesOf(source, change));
  const steps = await tell(() => readSteps(source, change, must(ranges), snapshot, asking(contract, rule)));
  const pulls = await tell(() => readPulls(source, must(steps)));
  const { protectedPaths } = contract.protection;
  const owners = protectedPaths.flatMap((one) => one.owners ?? []);
  return {
    facts: 1,
    subject: { rule, event: change.event, base: baseOf(ranges), head: change.head },
    steps,
    pulls,
    permissions: await readPermissions(source, pulls),
    members: rule === "protected-paths" ? await readRoles(people, contract.roles, owners, now) : {},
    freezes:
      rule === "dependency-freeze"
        ? await tell(async () => readFreezes(contract, source, await snapshot(change.head)))
        : notAsked,
    lockfiles:
      rule === "lockfiles"
        ? await tell(async () => {
            const paths = must(steps).flatMap((step) => step.paths);
            return compareLockfiles(filesOf(source, await snapshot(change.head)), paths);
          })
        : notAsked,
  };
}

type Range = { commit: string; before: string | null };

async function rangesOf(source: Source, { pull, base, head }: Change): Promise<Range[]> {
  // All commits of a pull request are looked at together, as its reviewers do.
  if (pull !== undefined && base) return [{ commit: head, before: await mergeBase(source, base, head) }];
  return stepsBetween(source, base, head);
}

function baseOf(ranges: Fact<Range[]>): string | null {
  return "value" in ranges ? (ranges.value[0]?.before ?? null) : null;
}

function must<Value>(fact: Fact<Value>): Value {
  if ("missing" in fact) throw new Untold(fact.missing);
  return fact.value;
}

/** Whether a rule asks for a label where this path changes. */
function asking({ protection }: Contract, rule: GuardRule): (path: string) => boolean {
  if (rule === "lockfiles") return () => false;
  if (rule === "dependency-freeze") {
    return (path) =>
      protection.dependencyFreeze.some(({ manifest, lock }) => path === manifest || path === lock);
  }
  const patterns = protection.protectedPaths.flatMap(({ paths }) => paths);
  return (path) => patterns.some((pattern) => matchesPath(pattern, path));
}

async function readSteps(
  source: Source,
  change: Change,
  ranges: readonly Range[],
  snapshot: (commit: string | null) => Promise<Snapshot>,
  asks: (path: string) => boolean,
): Promise<Step[]> {
  const pushed = ranges.map(({ commit }) => commit);
  const steps: Step[] = [];
  for (const { commit, before } of ranges) {
    const paths = changedPaths(await snapshot(before), await snapshot(commit));
    const pull =
      change.pull ?? (paths.some(asks) ? await mergedPullOf(source, commit, change.branch, pushed) : null);
    steps.push({ commit, paths, pull });
  }
  return steps;
}

async function readPulls(source: Source, steps: readonly Step[]): Promise<PullFacts[]> {
  const pulls: PullFacts[] = [];
  for (const number of new Set(steps.flatMap(({ pull }) => pull ?? [])))
    pulls.push(await readPull(source, number));
  return pulls;
}

async function readPermissions(source: Source, pulls: Fact<PullFacts[]>): Promise<GuardFacts["permissions"]> {
  if ("missing" in pulls) return {};
  const people = new Set(pulls.value.flatMap(({ labels }) => labels.flatMap(({ by }) => by ?? [])));
  const permissions: GuardFacts["permissions"] = {};
  for (const login of people) permissions[login] = await tell(() => readPermission(source, login));
  return permissions;
}

function filesOf(source: Source, snapshot: Snapshot): Files {
  return { paths: [...snapshot.keys()].sort(), read: (path) => readText(source, snapshot, path) };
}

async function readFreezes(
  { protection }: Contract,
  source: Source,
  snapshot: Snapshot,
): Promise<FreezeFacts[]> {
  const found: FreezeFacts[] = [];
  for (const { manifest, lock } of protection.dependencyFreeze) {
    const [wanted, locked] = [
      await readText(source, snapshot, manifest),
      await readText(source, snapshot, lock),
    ];
    const pins = readPins(wanted ?? "");
    const mirror = readPins(locked ?? "");
    found.push({
      manifest,
      lock,
      present: { manifest: wanted !== undefined, lock: locked !== undefined },
      unpinned: pins.faults,
      differences: [...mirror.faults, ...pinDifferences(pins, mirror)],
    });
  }
  return found;
}
