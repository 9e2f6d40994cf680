import type { DeliveryOutputs } from "./outputs.ts";

/** A file as git tells one content from another. */
export interface Version {
  sha: string;
  mode: string;
}

export type Versions = ReadonlyMap<string, Version>;

/** What a delivery finds, and what it is to bring. */
export interface Situation {
  desired: Versions;
  /** Checks of the declared files, by path. */
  checks: Readonly<Record<string, readonly string[]>>;
  /** What the last run left; undefined when there was none. */
  last: DeliveryOutputs | undefined;
  /** Whether title or reasons changed since the last run. */
  newWords: boolean;
  /** The default branch; undefined when the repository has no commit. */
  base: BaseBranch | undefined;
  /** The delivery's branch. */
  branch: DeliveryBranch | undefined;
  /** The open pull requests that come from it. */
  pulls: readonly { number: number; url: string; base: string; isOurs: boolean }[];
  baseName: string;
}

export interface BaseBranch {
  files: Versions;
  /** Whether a change has to come by pull request. */
  isProtected: boolean;
  /** Paths that its last commit changed, where that is this delivery's: a killed run did not put them into the state. */
  brought: ReadonlySet<string>;
}

export interface DeliveryBranch {
  files: Versions;
  /** Whether it has all that the default branch has. */
  isUpToDate: boolean;
  /** Whether its last commit is this delivery's. */
  isOurs: boolean;
}

export interface Change {
  path: string;
  kind: "add" | "change" | "remove";
}

/** How the changes reach the default branch. */
export type Way = "none" | "first-commit" | "direct" | "pull-request";

export interface Plan {
  /** The difference between the default branch and what is declared. */
  changes: Change[];
  way: Way;
  /** Whether the branch must get a new commit; false for the other ways. */
  commits: boolean;
  /** The pull request that stays or, undefined, has to be opened. */
  pull: { number: number; url: string } | undefined;
  /** Whether the words of the pull request that stays are to be written again. */
  rewrites: boolean;
  /** Pull requests of this delivery that nothing is left for. */
  closes: number[];
  removesBranch: boolean;
  /** What the outputs will be once the plan is carried out. */
  outcome: DeliveryOutputs;
}

/** Whether the world is as the plan wants it. */
export function isSettled(plan: Plan): boolean {
  const waits = plan.way === "none" || (plan.way === "pull-request" && plan.pull !== undefined);
  return waits && !plan.commits && !plan.rewrites && plan.closes.length === 0 && !plan.removesBranch;
}

/** What has to be done so that the declared files reach the default branch. */
export function planDelivery(situation: Situation): Plan {
  const { base, branch, desired, pulls } = situation;
  const delivered = deliveredBefore(situation);
  const changes = changesTo(base?.files ?? new Map(), desired, delivered);
  const way = wayOf(changes, situation);
  const ours = pulls.filter((pull) => pull.isOurs);
  const proposed = way === "pull-request";
  // GitHub allows one open pull request for a branch and its target: whoever opened it, it is the one.
  const pull = proposed ? pulls.find((one) => one.base === situation.baseName) : undefined;
  const commits = proposed && !(branch && carries(branch, desired, changes));
  return {
    changes,
    way,
    commits,
    pull: pull && { number: pull.number, url: pull.url },
    rewrites: pull !== undefined && (commits || situation.newWords || !pull.isOurs),
    closes: ours.filter((one) => one.number !== pull?.number).map(({ number }) => number),
    removesBranch: !proposed && branch !== undefined && (branch.isOurs || ours.length > 0),
    outcome: outcomeOf(situation, changes, way, delivered, pull),
  };
}

/** The paths that the delivery may remove: those it brought, and none that was there before it. */
function deliveredBefore({ last, base }: Situation): Set<string> {
  return new Set([...(last?.delivered ?? []), ...(base?.brought ?? [])]);
}

function changesTo(present: Versions, desired: Versions, delivered: ReadonlySet<string>): Change[] {
  const brought = [...desired].flatMap(([path, version]): Change[] => {
    const there = present.get(path);
    if (there && isSame(there, version)) return [];
    return [{ path, kind: there ? "change" : "add" }];
  });
  const removed = [...delivered]
    .filter((path) => !desired.has(path) && present.has(path))
    .map((path): Change => ({ path, kind: "remove" }));
  return [...brought, ...removed].toSorted((a, b) => compare(a.path, b.path));
}

function wayOf(changes: readonly Change[], { base, last }: Situation): Way {
  if (changes.length === 0) return "none";
  if (!base) return "first-commit";
  // What people wrote is replaced only by what people merge, protected branch or not.
  const own = new Set([...(last?.live ?? []), ...base.brought]);
  const replaces = changes.some(({ path, kind }) => kind === "change" && !own.has(path));
  return base.isProtected || replaces ? "pull-request" : "direct";
}

/** Whether a branch, merged as it is, brings all changes. */
function carries(branch: DeliveryBranch, desired: Versions, changes: readonly Change[]): boolean {
  const isThere = (path: string, version: Version): boolean => {
    const there = branch.files.get(path);
    return there !== undefined && isSame(there, version);
  };
  return (
    branch.isUpToDate &&
    [...desired].every(([path, version]) => isThere(path, version)) &&
    changes.every(({ path, kind }) => kind !== "remove" || !branch.files.has(path))
  );
}

function outcomeOf(
  situation: Situation,
  changes: readonly Change[],
  way: Way,
  delivered: ReadonlySet<string>,
  pull: { number: number; url: string } | undefined,
): DeliveryOutputs {
  const { desired } = situation;
  // A pull request changes nothing on the default branch; a direct commit changes all.
  const open = way === "pull-request" ? changes : [];
  const waiting = new Map(open.map(({ path, kind }) => [path, kind]));
  const paths = [...desired.keys()].toSorted(compare);
  const leaving = open.filter(({ kind }) => kind === "remove").map(({ path }) => path);
  return {
    live: paths.filter((path) => !waiting.has(path)),
    pending: paths.filter((path) => waiting.has(path)),
    leaving,
    liveChecks: Object.fromEntries(
      paths.flatMap((path) => {
        const kind = waiting.get(path);
        const known = kind === undefined ? situation.checks[path] : situation.last?.liveChecks[path];
        return known?.length && kind !== "add" ? [[path, [...known]]] : [];
      }),
    ),
    delivered: paths
      .filter((path) => delivered.has(path) || changes.some((change) => change.path === path))
      .concat(leaving)
      .toSorted(compare),
    pullRequest: pull ? { number: pull.number, url: pull.url } : null,
  };
}

function isSame(one: Version, other: Version): boolean {
  return one.sha === other.sha && one.mode === other.mode;
}

/** By code unit, so that the order is the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
