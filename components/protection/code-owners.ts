import { RunError } from "@pulumi/pulumi";

/** Who must review: any one of them is enough for GitHub. */
export interface Owners {
  teams: readonly string[];
  users: readonly string[];
}

export interface CodeOwnersArgs {
  /** The organization whose teams are named. */
  organization: string;
  /** Who can write to the repository. GitHub takes no other owner, and then the line protects nothing. */
  writers: Owners;
  /** Who owns the workflow files, CODEOWNERS itself and the infrastructure code (S004-GOV-03). */
  pipeline: { paths: readonly string[]; owners: Owners };
  /**
   * Who owns what else. A pattern begins at the repository's root; `*` stays within one part of a path, two of them cross
   * parts, also at the end of a part: `services/payments**` takes `services/payments.py` and `services/payments_v2/a.py`.
   */
  rules: readonly { patterns: readonly string[]; owners: Owners }[];
}

interface Line {
  pattern: string;
  owners: string;
}

/** Where the file lies: the first place that GitHub looks at. */
export const codeOwnersPath = ".github/CODEOWNERS";

const header = `# Who must review a change, by path. Of the lines that fit a path GitHub takes the last one, so a narrower pattern
# stands below a wider one, and what steers the pipeline stands last. Written by Gatehouse: change its settings instead.
`;

/**
 * The text of CODEOWNERS. The order of the rules does not matter: a narrower pattern wins over a wider one, and the
 * pipeline's own files over both, so that no rule can take them from their owners.
 *
 * @throws RunError naming every owner who cannot write, a rule without an owner, and a pattern with two sets of owners.
 */
export function codeOwnersOf(args: CodeOwnersArgs): string {
  demandWriters(args);
  const named = args.rules.flatMap(({ patterns, owners }) =>
    patterns.map((pattern): Line => ({ pattern, owners: ownersText(args.organization, owners) })),
  );
  demandOneVoice(named);
  const pipelineOwners = ownersText(args.organization, args.pipeline.owners);
  const pipeline = [".github/**", ...args.pipeline.paths].map(
    (pattern): Line => ({ pattern, owners: pipelineOwners }),
  );
  const lines = [...named.sort(narrowerLast), ...pipeline].flatMap(({ pattern, owners }) =>
    inGithubsWords(pattern).map((path) => `${path} ${owners}`),
  );
  // Of equal lines the last one counts: dropping that one would let a line between them win.
  const once = lines.filter((line, index) => lines.lastIndexOf(line) === index);
  return `${header}\n${once.join("\n")}\n`;
}

/**
 * GitHub's documentation gives `docs/*` the files of that folder and nothing below, and calls consecutive stars within a
 * part one star ("About code owners"; gitignore). So what is to cross parts is said in the two ways that it certainly reads.
 */
function inGithubsWords(pattern: string): string[] {
  const rooted = pattern.startsWith("**/") ? pattern : `/${pattern}`;
  const inside = /^(.*[^/*])\*\*$/.exec(rooted)?.[1];
  if (inside !== undefined) return [`${inside}*`, `${inside}*/**`];
  const folder = /^(.*[^*]\/)\*\*$/.exec(rooted)?.[1];
  return [folder ?? rooted];
}

/**
 * A set of paths that lies within another has at least as many fixed letters, since its shortest path is one of the
 * other's; with as many it has fewer stars.
 */
function narrowerLast({ pattern: one }: Line, { pattern: other }: Line): number {
  return (
    lettersOf(one) - lettersOf(other) ||
    starsOf(other) - starsOf(one) ||
    (one < other ? -1 : Number(one > other))
  );
}

/** A double star with its slash can stand for nothing at all. */
function lettersOf(pattern: string): number {
  return pattern.replace(/\*\*\/|\*/g, "").length;
}

function starsOf(pattern: string): number {
  return pattern.split("*").length;
}

function ownersText(organization: string, { teams, users }: Owners): string {
  return [...teams.map((slug) => `@${organization}/${slug}`), ...users.map((login) => `@${login}`)].join(" ");
}

function demandWriters({ writers, pipeline, rules }: CodeOwnersArgs): void {
  const all = [pipeline.owners, ...rules.map(({ owners }) => owners)];
  if (all.some(({ teams, users }) => teams.length + users.length === 0)) {
    throw new RunError(
      "Settings: a rule of CODEOWNERS has no owner, which GitHub reads as: anybody's review is enough. " +
        "Name a role that somebody holds, or leave the path out.",
    );
  }
  const canWrite = new Set(writers.users.map((login) => login.toLowerCase()));
  const unfit = new Set(
    all.flatMap(({ teams, users }) => [
      ...teams.filter((slug) => !writers.teams.includes(slug)).map((slug) => `the team ${slug}`),
      ...users.filter((login) => !canWrite.has(login.toLowerCase())),
    ]),
  );
  if (unfit.size === 0) return;
  throw new RunError(
    `Settings: ${[...unfit].join(", ")} cannot own code: GitHub takes only visible teams and people that can write to ` +
      "the repository, and ignores a line with another owner. Give the team push or maintain under github.access and make " +
      "it visible at GitHub, or name other owners.",
  );
}

function demandOneVoice(lines: readonly Line[]): void {
  const first = new Map<string, string>();
  for (const { pattern, owners } of lines) {
    const known = first.get(pattern) ?? owners;
    first.set(pattern, known);
    if (known === owners) continue;
    throw new RunError(
      `Settings: ${pattern} is owned by ${known} and by ${owners}, and GitHub would take the last one only. ` +
        "Name it once; where several owners stand in one rule, a review by any of them is enough.",
    );
  }
}
