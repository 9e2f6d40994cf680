import type { z } from "zod";
import { type github, hasRequiredReviewers, type roles } from "./github.ts";
import type { protection } from "./protection.ts";
import type { environments, releases, Stage } from "./road.ts";

interface Given {
  github: z.infer<typeof github>;
  roles: z.infer<typeof roles>;
  protection: z.infer<typeof protection>;
  environments: z.infer<typeof environments>;
  releases: z.infer<typeof releases>;
}

type Refuse = (path: (string | number)[], message: string) => void;

/** The rules that tie keys to each other; each names the one key that a person would change. */
export function checkAcross(given: Given, context: z.RefinementCtx): void {
  const refuse: Refuse = (path, message) => context.addIssue({ code: "custom", path, message });
  for (const [name, stage] of Object.entries(given.environments)) {
    checkRoles(name, stage, given, refuse);
    checkApproval(name, stage, given, refuse);
    checkOrder(name, stage, given, refuse);
    checkData(name, stage, given, refuse);
    checkSecrets(name, stage, refuse);
    checkMirror(name, stage, given, refuse);
    if (stage.tier === "production") checkProduction(name, stage, given, refuse);
  }
  checkDoors(given, refuse);
  checkRoleNames(given, refuse);
  checkLabels(given, refuse);
}

function checkRoles(name: string, stage: Stage, { roles }: Given, refuse: Refuse): void {
  stage.approvals.forEach((role, index) => {
    if (roles[role]) return;
    refuse(["environments", name, "approvals", index], heldRole(roles));
  });
  const twice = stage.approvals.some((role, index) => stage.approvals.indexOf(role) !== index);
  if (twice) refuse(["environments", name, "approvals"], "each role once");
}

function heldRole(roles: Given["roles"]): string {
  return `a role that somebody holds: ${Object.keys(roles).join(", ") || "none is declared yet"}; declare others under roles`;
}

function checkApproval(name: string, stage: Stage, { github }: Given, refuse: Refuse): void {
  if (stage.leastApprovals !== undefined && stage.approvals.length < stage.leastApprovals) {
    refuse(
      ["environments", name, "approvals"],
      `at least ${stage.leastApprovals} roles, as environments.${name}.leastApprovals asks`,
    );
  }
  if (stage.approvals.length === 0) {
    if (stage.approval === "pull-request") {
      refuse(["environments", name, "approval"], "reviewers, or at least one role under approvals");
    }
    return;
  }
  if (stage.approval === "reviewers" && !hasRequiredReviewers(github)) {
    refuse(
      ["environments", name, "approval"],
      `pull-request on the plan ${github.plan} for a ${github.visibility} repository: GitHub stops a deployment for ` +
        "required reviewers on the enterprise plan, or in a public repository",
    );
  }
}

function checkOrder(name: string, stage: Stage, { environments }: Given, refuse: Refuse): void {
  const before = stage.requires?.environment;
  if (before === undefined) return;
  const path = ["environments", name, "requires", "environment"];
  const others = Object.keys(environments).filter((other) => other !== name);
  if (!others.includes(before)) {
    refuse(path, `another environment: ${others.join(", ") || "none is declared yet"}`);
    return;
  }
  const seen = new Set([name]);
  for (let here: string | undefined = before; here; here = environments[here]?.requires?.environment) {
    if (seen.has(here)) {
      refuse(path, `an earlier stage; ${[...seen, here].join(" requires ")}`);
      return;
    }
    seen.add(here);
  }
}

function checkData(name: string, stage: Stage, { environments }: Given, refuse: Refuse): void {
  if (stage.tier !== "production" && stage.dataClass === "real") {
    refuse(
      ["environments", name, "dataClass"],
      "test or anonymised outside production (S001-ENV-05, S003-DATA-02)",
    );
  }
  if (stage.dataClass === "anonymised" && !stage.database?.anonymisedBy) {
    refuse(
      ["environments", name, "dataClass"],
      "test, or anonymised together with database.anonymisedBy: what made the data anonymous (S003-DATA-01)",
    );
  }
  if (!stage.database || stage.database.kind === "local") return;
  const twin = Object.entries(environments).find(
    ([other, { database }]) => other !== name && database?.reference === stage.database?.reference,
  );
  if (twin && stage.tier !== "production") {
    refuse(
      ["environments", name, "database", "reference"],
      `a database of its own; ${twin[0]} has this one (S001-ENV-05, S004-ENV-01)`,
    );
  }
}

function checkSecrets(name: string, { secrets }: Stage, refuse: Refuse): void {
  if (!secrets) return;
  if (secrets.delivery === "token" && !(secrets.tokenSecret && secrets.tokenRotated)) {
    refuse(
      ["environments", name, "secrets", "delivery"],
      "sync, or token together with tokenSecret, the name of the environment secret, and tokenRotated, the day it was made",
    );
  }
  if (secrets.delivery === "sync" && secrets.tokenSecret) {
    refuse(
      ["environments", name, "secrets", "tokenSecret"],
      "absent where delivery is sync: no token is made",
    );
  }
}

/** What may be missing on one side of a mirror: what production alone needs, and the mirror itself. */
const unmirrored = new Set([
  "mirrors",
  "approvals",
  "leastApprovals",
  "window",
  "blackouts",
  "holidays",
  "rateLimit",
  "requires",
  "incidentFreeHours",
  "availability",
  "backup",
]);

function checkMirror(name: string, stage: Stage, { environments }: Given, refuse: Refuse): void {
  if (stage.mirrors === undefined) return;
  const path = ["environments", name, "mirrors"];
  const original = environments[stage.mirrors];
  if (!original || stage.mirrors === name) {
    refuse(
      path,
      `another environment: ${Object.keys(environments)
        .filter((other) => other !== name)
        .join(", ")}`,
    );
    return;
  }
  const differing = differingKeys(stage, original).filter((key) => !unmirrored.has(key));
  if (differing.length > 0) {
    refuse(
      path,
      `an environment with the same settings; ${differing.join(", ")} stands in one of ${name} and ${stage.mirrors} only`,
    );
  }
}

/** Dotted names of the keys that only one of two groups has. */
function differingKeys(one: object, other: object, prefix = ""): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => {
    const [mine, theirs]: unknown[] = [Reflect.get(one, name), Reflect.get(other, name)];
    const key = `${prefix}${name}`;
    if ((mine === undefined) !== (theirs === undefined)) return [key];
    return isGroup(mine) && isGroup(theirs) ? differingKeys(mine, theirs, `${key}.`) : [];
  });
}

function isGroup(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkProduction(name: string, stage: Stage, { github }: Given, refuse: Refuse): void {
  if (stage.approvals.length === 0) {
    refuse(
      ["environments", name, "approvals"],
      "at least one role in production: a person opens it (S000-PROD-02)",
    );
  }
  stage.branches.forEach((branch, index) => {
    if (branch === github.defaultBranch) return;
    refuse(
      ["environments", name, "branches", index],
      `${github.defaultBranch} alone in production (S000-PROD-01)`,
    );
  });
  if (stage.profile.logLevel === "debug") {
    refuse(
      ["environments", name, "profile", "logLevel"],
      "information, warning or error in production (S003-CFG-03)",
    );
  }
}

/** Doors of a chain are environments of GitHub as well, so their names must not meet those of another stage. */
function checkDoors({ environments }: Given, refuse: Refuse): void {
  const owners = new Map<string, string>();
  for (const name of Object.keys(environments)) owners.set(name, name);
  for (const [name, stage] of Object.entries(environments)) {
    if (stage.approvals.length === 0) continue;
    const doors = [...stage.approvals.slice(0, -1), "rollback"].map((suffix) => `${name}-${suffix}`);
    for (const door of doors) {
      const owner = owners.get(door);
      if (owner) {
        refuse(
          ["environments", owner],
          `another name: ${name} makes a GitHub environment of the name ${door} for its own road`,
        );
      }
      owners.set(door, name);
    }
  }
}

function checkRoleNames({ roles, releases, protection }: Given, refuse: Refuse): void {
  const named: [(string | number)[], string | undefined][] = [
    [["releases", "startedBy"], releases.startedBy],
    [["releases", "overriddenBy"], releases.overriddenBy],
    [["releases", "firstReleaseBy"], releases.firstReleaseBy],
    [["protection", "pipelineOwners"], protection.pipelineOwners],
    ...protection.protectedPaths.map(({ owners }, index): [(string | number)[], string | undefined] => [
      ["protection", "protectedPaths", index, "owners"],
      owners,
    ]),
  ];
  for (const [path, role] of named) {
    if (role && !roles[role]) refuse(path, heldRole(roles));
  }
}

function checkLabels({ github, protection }: Given, refuse: Refuse): void {
  const known = github.labels.map(({ name }) => name);
  const used: [(string | number)[], string][] = [
    ...protection.protectedPaths.map(({ label }, index): [(string | number)[], string] => [
      ["protection", "protectedPaths", index, "label"],
      label,
    ]),
    ...protection.dependencyFreeze.map(({ label }, index): [(string | number)[], string] => [
      ["protection", "dependencyFreeze", index, "label"],
      label,
    ]),
  ];
  for (const [path, label] of used) {
    if (known.includes(label)) continue;
    refuse(path, `a label of github.labels: ${known.join(", ") || "none is declared yet"}`);
  }
}
