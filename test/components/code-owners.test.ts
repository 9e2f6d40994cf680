import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CodeOwnersArgs,
  codeOwnersOf,
  codeOwnersPath,
  type Owners,
} from "../../components/protection/code-owners.ts";
import { rulesetOf } from "../../components/protection/ruleset.ts";

const team = (...teams: string[]): Owners => ({ teams, users: [] });

const args: CodeOwnersArgs = {
  organization: "acme",
  writers: { teams: ["platform", "core", "payments", "everyone"], users: ["Ann"] },
  pipeline: { paths: ["infrastructure/**", "Pulumi.yaml"], owners: team("platform") },
  rules: [],
};

/** The paths of a pattern as the settings mean it: `*` within one part, `**` across parts; a plain last part may be a folder. */
function means(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*/g, (stars) => (stars === "**/" ? "(?:.+/)?" : stars === "**" ? ".*" : "[^/]*"));
  return new RegExp(`^${source}${/\*[^/]*$/.test(pattern) ? "" : "(?:/.*)?"}$`).test(path);
}

/** A line of CODEOWNERS as GitHub documents it, read as narrowly as its documentation allows. */
function lineTakes(line: string, path: string): boolean {
  const given = path.split("/");
  const wanted = line.replace(/^\//, "").split("/");
  const last = wanted.at(-1) ?? "";
  // Behind the last part: a folder's line takes what is in it, a plain name is a file or a folder, a star ends there.
  const mayEndAt = (left: number) => (last === "" ? left > 0 : !last.includes("*") || left === 0);
  const take = (wants: readonly string[], has: readonly string[]): boolean => {
    const [want, ...wantsMore] = wants;
    const [part, ...more] = has;
    if (want === undefined || (want === "" && wantsMore.length === 0)) return mayEndAt(has.length);
    if (want === "**") {
      return wantsMore.length === 0 ? has.length > 0 : has.some((_, at) => take(wantsMore, has.slice(at)));
    }
    if (part === undefined) return false;
    const one = want.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*");
    return new RegExp(`^${one}$`).test(part) && take(wantsMore, more);
  };
  return take(wanted, given);
}

function ownersIn(file: string, path: string): string[] {
  const lines = file.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const last = lines.findLast((line) => lineTakes(line.split(" ")[0] ?? "", path));
  return last?.split(" ").slice(1) ?? [];
}

// Every wildcard fits names that no pattern spells out, or a set of paths would look narrower than it is.
const parts = ["a", "ab", "abc", "c.py", "d.py"];
const pathsOf = (depth: number): string[] =>
  depth === 1
    ? parts
    : [...parts, ...parts.flatMap((part) => pathsOf(depth - 1).map((rest) => `${part}/${rest}`))];
const universe = [...pathsOf(4), ".github/workflows/deploy.yml", ".github/CODEOWNERS", "infrastructure/a/b"];

const piece = fc.constantFrom("a", "ab", "c.py", "*", "a*", "**", "*.py");
const pattern = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 3 }), fc.constantFrom("", "**"))
  .map(([pieces, end]) => pieces.join("/") + end)
  // Two stars stand for whole parts, or at the end.
  .filter((made) => !/\*{3}/.test(made) && !/\*\*[^/]/.test(made));

describe("code owners", () => {
  it("S004-GOV-03: covers the workflow files and the infrastructure code, and CODEOWNERS itself", () => {
    const file = codeOwnersOf(args);
    for (const path of [
      ".github/workflows/deploy.yml",
      codeOwnersPath,
      "infrastructure/stacks/index.ts",
      "Pulumi.yaml",
    ]) {
      expect(ownersIn(file, path), path).toEqual(["@acme/platform"]);
    }
    expect(ownersIn(file, "README.md")).toEqual([]);
    const branch = {
      repository: "app",
      ref: "~DEFAULT_BRANCH",
      signedCommits: false,
      requiredChecks: [],
    };
    expect(rulesetOf(branch).rules).toMatchObject({ pullRequest: { requireCodeOwnerReview: true } });
  });

  it("gives protected paths to their owners, the payments glob with file and folders alike", () => {
    const file = codeOwnersOf({
      ...args,
      rules: [
        { patterns: ["backend/app/core/**"], owners: team("core") },
        { patterns: ["backend/app/services/payments**"], owners: { teams: ["payments"], users: ["ann"] } },
        { patterns: ["backend/**"], owners: team("everyone") },
      ],
    });
    expect(ownersIn(file, "backend/app/core/deep/x.py")).toEqual(["@acme/core"]);
    for (const path of ["payments.py", "payments/a.py", "payments_v2/deep/a.py"]) {
      expect(ownersIn(file, `backend/app/services/${path}`), path).toEqual(["@acme/payments", "@ann"]);
    }
    expect(ownersIn(file, "backend/app/services/pay.py")).toEqual(["@acme/everyone"]);
  });

  it("lets a narrower pattern win over every wider one, whatever the order in the settings", () => {
    const owned = fc.uniqueArray(pattern, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(owned, (patterns) => {
        const teams = patterns.map((_, index) => `team-${index}`);
        const file = codeOwnersOf({
          ...args,
          writers: { teams: ["platform", ...teams], users: [] },
          rules: patterns.map((one, index) => ({ patterns: [one], owners: team(`team-${index}`) })),
        });
        const sets = patterns.map((one) => new Set(universe.filter((path) => means(one, path))));
        for (const path of universe) {
          const owners = ownersIn(file, path).join();
          if (/^(\.github|infrastructure)\//.test(path)) {
            expect(owners, path).toBe("@acme/platform");
            continue;
          }
          const fitting = [...sets.keys()].filter((index) => sets[index]?.has(path));
          expect(owners !== "", `${path} of ${patterns}`).toBe(fitting.length > 0);
          const narrowest = fitting.find((index) =>
            fitting.every((other) => other === index || properSubset(sets[index], sets[other])),
          );
          if (narrowest !== undefined) {
            expect(owners, `${path} of ${patterns}`).toBe(`@acme/team-${narrowest}`);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("keeps the pipeline's files with their owners when a rule names them, or names them twice", () => {
    const file = codeOwnersOf({
      ...args,
      rules: [
        { patterns: [".github/**"], owners: team("platform") },
        { patterns: [".github/workflows/**"], owners: team("everyone") },
      ],
    });
    expect(ownersIn(file, ".github/workflows/deploy.yml")).toEqual(["@acme/platform"]);
  });

  it("refuses owners whom GitHub would ignore, all of them at once", () => {
    const rules = [{ patterns: ["a/**"], owners: { teams: ["readers"], users: ["eve", "ann"] } }];
    expect(() => codeOwnersOf({ ...args, rules })).toThrow(
      /^Settings: the team readers, eve cannot own code: .* push or maintain under github.access/,
    );
  });

  it("refuses a rule without owners, and a pattern with two sets of them", () => {
    expect(() => codeOwnersOf({ ...args, rules: [{ patterns: ["a/**"], owners: team() }] })).toThrow(
      "a rule of CODEOWNERS has no owner",
    );
    const rules = ["core", "payments"].map((name) => ({ patterns: ["a/**"], owners: team(name) }));
    expect(() => codeOwnersOf({ ...args, rules })).toThrow(
      "a/** is owned by @acme/core and by @acme/payments",
    );
  });
});

function properSubset(one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean {
  if (!one || !other || one.size >= other.size) return false;
  return [...one].every((path) => other.has(path));
}
