export type Level = "read" | "write" | "admin";

/** One permission that the road needs at GitHub, and why. */
export interface Permission {
  /** The name in a manifest and in an installation. */
  name: string;
  level: Level;
  of: "repository" | "organization";
  /** What GitHub's form calls it. */
  title: string;
  /** What Gatehouse does with it, and what it would do without. */
  why: string;
  /** More is needed when a setting asks for it. */
  raised?: { level: Level; when: "createTeams" };
}

/**
 * The least that `pulumi up` needs of a GitHub App: the manifest, docs/bootstrap.md and the check are made from this
 * list (GitHub Docs, "Permissions required for GitHub Apps").
 */
export const permissions: readonly Permission[] = [
  {
    name: "metadata",
    level: "read",
    of: "repository",
    title: "Metadata",
    why: "Read the repository and the rules that are active on a branch. GitHub gives it to every app.",
  },
  {
    name: "administration",
    level: "write",
    of: "repository",
    title: "Administration",
    why:
      "Rulesets, environments with their reviewers and branches, which actions may run, the default token of workflows, " +
      "and each team's access. This is the strong one: whoever holds it can open every door.",
  },
  {
    name: "actions",
    level: "write",
    of: "repository",
    title: "Actions",
    why: "Read environments and their branches; set what the subject of a job's OIDC token says.",
  },
  {
    name: "environments",
    level: "write",
    of: "repository",
    title: "Environments",
    why: "Variables and the few named secrets of each environment.",
  },
  {
    name: "contents",
    level: "write",
    of: "repository",
    title: "Contents",
    why: "Commit CODEOWNERS, workflows and the runtime to the delivery branch.",
  },
  {
    name: "workflows",
    level: "write",
    of: "repository",
    title: "Workflows",
    why: "Without it GitHub answers 404 to a commit that touches .github/workflows.",
  },
  {
    name: "pull_requests",
    level: "write",
    of: "repository",
    title: "Pull requests",
    why: "Open the pull request that delivers a change of the workflows.",
  },
  {
    name: "issues",
    level: "write",
    of: "repository",
    title: "Issues",
    why: "Labels, by which people approve a protected change, belong to issues.",
  },
  {
    name: "members",
    level: "read",
    of: "organization",
    title: "Members",
    why: "Find the teams that hold a role and see that somebody belongs to them. Write only if github.createTeams names teams.",
    raised: { level: "write", when: "createTeams" },
  },
  {
    name: "organization_plan",
    level: "read",
    of: "organization",
    title: "Plan",
    why: "See that the plan is the declared one: on a lesser plan GitHub enforces less, partly without a word.",
  },
];

/** What the settings decide of the permissions. */
export interface Asked {
  createTeams: boolean;
}

/** Each permission at the level that these settings need. */
export function permissionsFor(asked: Asked): Map<string, Level> {
  return new Map(
    permissions.map(({ name, level, raised }) => [name, raised && asked[raised.when] ? raised.level : level]),
  );
}

const levels: readonly string[] = ["read", "write", "admin"];

/** What an installation lacks, as `name: level`. */
export function lacking(granted: Readonly<Record<string, string>>, asked: Asked): string[] {
  return [...permissionsFor(asked)].flatMap(([name, level]) => {
    const have = levels.indexOf(granted[name] ?? "");
    return have >= levels.indexOf(level) ? [] : [`${name}: ${level}`];
  });
}

/** What an installation has and the road does not use, as `name: level`. */
export function idle(granted: Readonly<Record<string, string>>, asked: Asked): string[] {
  const wanted = permissionsFor(asked);
  return Object.entries(granted).flatMap(([name, level]) => {
    const need = wanted.get(name);
    const have = levels.indexOf(level);
    return need !== undefined && have <= levels.indexOf(need) ? [] : [`${name}: ${level}`];
  });
}

/** A scope of a classic token, with the wider scopes that hold it (GitHub Docs, "Scopes for OAuth apps"). */
export const scopes: readonly { name: string; heldBy: readonly string[]; why: string }[] = [
  {
    name: "repo",
    heldBy: [],
    why: "Everything in the repository, and in every other one that its owner can reach: there is no smaller scope.",
  },
  { name: "workflow", heldBy: [], why: "Commit files below .github/workflows." },
  {
    name: "read:org",
    heldBy: ["write:org", "admin:org"],
    why: "Read teams and their members. With github.createTeams: admin:org.",
  },
];

/** The scopes that a classic token lacks. */
export function lackingScopes(held: readonly string[], asked: Asked): string[] {
  const wanted = asked.createTeams ? [...scopes, { name: "admin:org", heldBy: [] }] : scopes;
  return wanted.flatMap(({ name, heldBy }) =>
    [name, ...heldBy].some((scope) => held.includes(scope)) ? [] : [name],
  );
}
