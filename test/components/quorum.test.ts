import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demandQuorum, findDeadlock, holdersOfSeveral, type Voters } from "../../components/access/quorum.ts";

const people = ["ann", "bob", "cyd", "dan"];
const anyone = fc.subarray(people);
const roleNames = ["tech-lead", "qa-lead", "stakeholder", "owner"];

const anyRoles = fc
  .array(anyone, { minLength: 0, maxLength: 4 })
  .map((lists) => lists.map((members, index): Voters => ({ role: roleNames[index] ?? "", members })));

/** Tries every choice of one person for each role. */
function canApprove(roles: readonly Voters[], without: string | undefined, used: readonly string[] = []) {
  const [first, ...rest] = roles;
  if (!first) return true;
  return first.members.some(
    (login): boolean =>
      login !== without && !used.includes(login) && canApprove(rest, without, [...used, login]),
  );
}

describe("quorum", () => {
  it("finds a deadlock exactly where no choice of different people works for some starter", () => {
    fc.assert(
      fc.property(anyRoles, anyone, (roles, starters) => {
        const everyReleaseCanPass = [undefined, ...starters].every((starter) => canApprove(roles, starter));
        expect(findDeadlock(roles, starters) === undefined).toBe(everyReleaseCanPass);
      }),
      { numRuns: 2000 },
    );
  });

  it("names a group of roles that is really short: fewer people than roles, and all their people", () => {
    fc.assert(
      fc.property(anyRoles, anyone, (roles, starters) => {
        const deadlock = findDeadlock(roles, starters);
        if (!deadlock) return;
        const named = roles.filter(({ role }) => deadlock.roles.includes(role));
        const theirs = named.flatMap(({ members }) => members).filter((login) => login !== deadlock.starter);
        expect(new Set(deadlock.people)).toEqual(new Set(theirs));
        expect(deadlock.people.length).toBeLessThan(deadlock.roles.length);
      }),
      { numRuns: 2000 },
    );
  });

  it("does not depend on the order of roles, people or starters", () => {
    fc.assert(
      fc.property(anyRoles, anyone, (roles, starters) => {
        const turned = roles
          .map(({ role, members }) => ({ role, members: [...members].reverse() }))
          .reverse();
        const stuck = findDeadlock(roles, starters) === undefined;
        expect(findDeadlock(turned, [...starters].reverse()) === undefined).toBe(stuck);
      }),
    );
  });

  it("refuses a role whose only member may also start releases, and says what to do", () => {
    const roles = [
      { role: "tech-lead", members: ["ann", "bob"] },
      { role: "qa-lead", members: ["cyd"] },
    ];
    expect(() => demandQuorum("production", roles, ["cyd"])).toThrow(
      "Settings: a release to production could never be approved: roles.qa-lead needs one person besides cyd, who may " +
        "start a release, and GitHub shows nobody. Add another person to roles.qa-lead, or keep cyd from starting releases.",
    );
    expect(() => demandQuorum("production", roles, ["ann"])).not.toThrow();
  });

  it("refuses two roles that one person holds alone, whoever starts", () => {
    const roles = ["tech-lead", "qa-lead"].map((role) => ({ role, members: ["ann"] }));
    expect(() => demandQuorum("production", roles, [])).toThrow(
      "roles.tech-lead and roles.qa-lead need 2 different people, and GitHub shows ann. " +
        "Add another person to one of these roles.",
    );
  });

  it("takes a login in another case for the same person, as GitHub does", () => {
    expect(findDeadlock([{ role: "qa-lead", members: ["Cyd"] }], ["cyd"])?.roles).toEqual(["qa-lead"]);
    expect(findDeadlock([{ role: "qa-lead", members: ["cyd", "CYD"] }], ["Cyd"])).toBeDefined();
  });

  it("lists people who hold several roles", () => {
    const roles = [
      { role: "tech-lead", members: ["ann", "Bob"] },
      { role: "qa-lead", members: ["bob", "cyd"] },
    ];
    expect(holdersOfSeveral(roles)).toEqual([{ login: "bob", roles: ["tech-lead", "qa-lead"] }]);
  });
});
