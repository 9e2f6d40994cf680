import { describe, expect, it } from "vitest";
import { diagnose } from "../../doctor/examine.ts";
import { byHand, done, type Finding, missing, together, unknown, wrong } from "../../doctor/finding.ts";
import { type Step, steps } from "../../doctor/steps.ts";
import { emptyFacts, facts } from "./facts.ts";

const stepsOf = (...findings: Finding[]): Step[] =>
  findings.map((finding, index) => ({
    id: `step-${index}`,
    title: `Step ${index}`,
    why: "",
    judge: () => finding,
  }));
const diagnosed = (...findings: Finding[]) => diagnose(facts(), stepsOf(...findings));

describe("the verdict", () => {
  it("is that nothing is missing when every step is done, and only then 0", () => {
    expect(diagnosed(done("a"), done("b"))).toMatchObject({
      exitCode: 0,
      verdict: "Nothing is missing: all 2 steps are done.",
    });
    expect(diagnosed(done("a"))).not.toHaveProperty("nextStep");
  });

  it("names the first step that is not done", () => {
    expect(diagnosed(done("a"), missing("b", "do b"), wrong("c", "do c"))).toMatchObject({
      exitCode: 1,
      nextStep: "step-1",
      verdict: "Next step: Step 1 (step-1).",
    });
    expect(diagnosed(wrong("a", "do a"), missing("b", "do b"))).toMatchObject({
      exitCode: 1,
      verdict: 'Next step: mend "Step 0" (step-0).',
    });
  });

  it("never counts what could not be told as done: it comes before the steps that lean on it", () => {
    expect(diagnosed(unknown("a", "try"), missing("b", "do b"))).toMatchObject({
      exitCode: 1,
      nextStep: "step-0",
    });
    expect(diagnosed(done("a"), unknown("b", "try"))).toMatchObject({ exitCode: 3, nextStep: "step-1" });
  });

  it("lets a person go on past what no reading can ever tell, and comes back to it", () => {
    expect(diagnosed(byHand("a", "look"), missing("b", "do b"))).toMatchObject({
      exitCode: 1,
      nextStep: "step-1",
    });
    expect(diagnosed(byHand("a", "look"), done("b"))).toMatchObject({ exitCode: 3, nextStep: "step-0" });
  });

  it("leaves out a step that the settings do not need", () => {
    const [step] = stepsOf(missing("a", "do a"));
    if (!step) throw new Error("there is no step");
    expect(diagnose(facts(), [{ ...step, applies: () => false }]).steps).toEqual([]);
  });
});

describe("findings of one step", () => {
  it("are as good as the gravest, and tell only what is not done", () => {
    expect(together([done("a"), missing("b", "do b"), done("c")])).toEqual({
      state: "missing",
      found: "b",
      next: "do b",
    });
    expect(together([unknown("a", "x"), wrong("b", "do b")])).toMatchObject({ state: "wrong", next: "do b" });
    expect(together([done("a"), done("b")])).toEqual({ state: "done", found: "a; b" });
    expect(together([unknown("a", "x"), missing("b", "y")]).state).toBe("missing");
  });

  it("say the same thing once", () => {
    expect(together([missing("a", "x"), missing("a", "x")])).toMatchObject({ found: "a", next: "x" });
  });

  it("are by hand only where all are", () => {
    expect(together([byHand("a", "x"), byHand("b", "x")]).byHand).toBe(true);
    expect(together([byHand("a", "x"), unknown("b", "x")])).not.toHaveProperty("byHand");
  });
});

describe("the road", () => {
  it("is done for a team that has gone it", () => {
    const { steps: results, exitCode } = diagnose(facts());
    expect(results.filter(({ state }) => state !== "done")).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it("begins at the first step for a team with nothing, and calls none of the others done by chance", () => {
    const { steps: results, nextStep } = diagnose(emptyFacts());
    expect(nextStep).toBe("pulumi-cli");
    expect(results.filter(({ state }) => state === "done").map(({ id }) => id)).toEqual([]);
  });

  it("says of every step that is not done what to do next, and where it is explained", () => {
    for (const { id, state, next, section } of diagnose(emptyFacts()).steps) {
      expect(section).toBe(`docs/bootstrap.md#${id}`);
      if (state !== "done") expect(next, id).toBeTruthy();
    }
  });

  it("has each step once", () => {
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  });
});
