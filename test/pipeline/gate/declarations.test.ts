import { describe, expect, it } from "vitest";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import type { Declaration, Facts } from "../../../pipeline/facts/facts.ts";
import { decide } from "../../../pipeline/gate/decide.ts";
import { contract, declared, goodFacts, hours, monday, shifted } from "../world.ts";

const ask = (facts: Partial<Facts>, rules: Contract = contract) =>
  decide(rules, { ...goodFacts, ...facts }, Date.parse(monday));

const incident: Partial<Facts> = {
  incidents: { value: [{ reference: "#12", title: "Down", openedAt: monday, closedAt: null }] },
};

describe("an override", () => {
  const override = (change: Partial<Declaration> = {}) =>
    declared({ gates: ["incidents"], until: shifted(monday, hours(2)), ...change });

  it("of a role that may opens the gate, and is told with name, reason and end", () => {
    const { verdict, gates } = ask({ ...incident, declarations: override() });
    expect(verdict).toBe("yes");
    expect(gates.find(({ gate }) => gate === "incidents")).toMatchObject({
      verdict: "yes",
      why: expect.stringContaining("#12"),
      override: {
        by: "terry",
        role: "tech-lead",
        reason: "Mends incident #12",
        until: shifted(monday, hours(2)),
      },
    });
  });

  it.each<[string, Partial<Declaration>, string]>([
    ["of somebody else", { by: "dora" }, "dora does not hold tech-lead"],
    ["that ended", { until: monday }, `it ended ${monday}`],
    ["without an end", { until: undefined }, "it names no end"],
    ["for longer than allowed", { until: shifted(monday, hours(24)) }, "it would last longer than 24 h"],
  ])("%s does not count, and the summary says so", (_, change, words) => {
    const { verdict, gates } = ask({ ...incident, declarations: override(change) });
    expect(verdict).toBe("no");
    expect(gates.find(({ gate }) => gate === "incidents")?.why).toContain(
      `The override does not count: ${words}`,
    );
  });

  it.each<[string, Partial<Declaration>]>([
    ["another commit", { sha: "d".repeat(40) }],
    ["another environment", { environment: "staging" }],
    ["another gate", { gates: ["window"] }],
    ["the future", { at: shifted(monday, 1000) }],
  ])("for %s is none", (_, change) => {
    const { verdict, gates } = ask({ ...incident, declarations: override(change) });
    expect(verdict).toBe("no");
    expect(gates.find(({ gate }) => gate === "incidents")?.why).not.toContain("override");
  });

  it.each<[string, Partial<Facts>]>([
    ["earlier-stage", { passes: { value: [] } }],
    ["checks", { checks: { value: [] } }],
    ["records", { records: { value: [] } }],
    ["branch", { onBranch: { value: false } }],
    ["first-release", { lastGood: { value: null } }],
  ])("cannot open %s: that says not this, and not only not now", (gate, facts) => {
    const { verdict, gates } = ask({ ...facts, declarations: override({ gates: [gate] }) });
    expect(verdict).toBe("no");
    expect(gates.find((one) => one.gate === gate)?.why).toContain("this gate cannot be overridden");
  });

  it("cannot open what could not be told", () => {
    const declarations = override();
    expect(ask({ incidents: { missing: "GitHub answered 500." }, declarations }).verdict).toBe("unknown");
  });

  it("does not count where the role's members cannot be read", () => {
    const members = { ...goodFacts.members, "tech-lead": { missing: "GitHub answered 403." } };
    expect(ask({ ...incident, members, declarations: override() }).verdict).toBe("no");
  });

  it("does not count where no role may", () => {
    const rules = { ...contract, releases: { ...contract.releases, overriddenBy: undefined } };
    expect(ask({ ...incident, declarations: override() }, rules).verdict).toBe("no");
  });
});

describe("the first release", () => {
  const nothing: Partial<Facts> = { lastGood: { value: null } };

  it("needs the word of the role that the contract names", () => {
    expect(ask(nothing).verdict).toBe("no");
    expect(ask({ ...nothing, declarations: declared({ kind: "first-release" }) }).verdict).toBe("yes");
    const other = declared({ kind: "first-release", by: "dora" });
    expect(ask({ ...nothing, declarations: other }).verdict).toBe("no");
  });

  it("cannot be where no role is named", () => {
    const rules = { ...contract, releases: { ...contract.releases, firstReleaseBy: undefined } };
    expect(ask({ ...nothing, declarations: declared({ kind: "first-release" }) }, rules).verdict).toBe("no");
  });
});

describe("expedite", () => {
  it("is granted to a role that may, and shortens no gate", () => {
    const declarations = declared({ kind: "expedite" });
    expect(ask({ declarations })).toMatchObject({ verdict: "yes", expedited: true });
    expect(ask({ declarations, passes: { value: [] } })).toMatchObject({ verdict: "no" });
  });

  it("is refused to others, and then nothing goes", () => {
    const declarations = declared({ kind: "expedite", by: "dora" });
    expect(ask({ declarations })).toMatchObject({ verdict: "no", expedited: false });
  });

  it("is not there where nobody asked", () => {
    expect(ask({})).toMatchObject({ verdict: "yes", expedited: false });
  });
});
