import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { compare } from "../../../start/explain/compare.ts";
import { explanation } from "../../../start/explain/page.ts";
import type { StackSummary } from "../../../start/summary.ts";
import { repository } from "../../e2e/harness.ts";
import { pipeline } from "../report/pipeline.ts";

const after = (change: (stacks: StackSummary[]) => void): StackSummary[] => {
  const copy = structuredClone(pipeline);
  change(copy);
  return copy;
};

const production = (stacks: StackSummary[]) => {
  const found = stacks.find(({ stack }) => stack === "production");
  if (!found) throw new Error("The pipeline has no production.");
  return found;
};

const told = (change: (stacks: StackSummary[]) => void) =>
  compare(pipeline, after(change)).map(({ effect, about, text }) => `${effect}: ${about}: ${text}`);

describe("what changes for whom", () => {
  it("is nothing between equals", () => {
    expect(told(() => undefined)).toEqual([]);
    expect(explanation([], [])).toBe("## Nothing changes\n");
  });

  it("names the role that no longer has to say yes, and who could", () => {
    expect(told((stacks) => void production(stacks).approvals[0]?.approvers.pop())).toEqual([
      "weaker: production: qa-lead no longer has to say yes.",
      "other: production: operator-one as qa-lead may no longer say yes.",
    ]);
  });

  it("calls a further role stronger, a further branch weaker", () => {
    const texts = told((stacks) => {
      const [door] = production(stacks).approvals;
      door?.approvers.push({ role: "stakeholder", teams: ["board"], users: [] });
      door?.branches.push("hotfix/*");
    });
    expect(texts).toEqual([
      "weaker: production: Releases may come from hotfix/* as well.",
      "stronger: production: stakeholder must say yes as well.",
      "other: production: team board as stakeholder may say yes now.",
    ]);
  });

  it("sees evidence that is kept shorter, or locked less firmly", () => {
    const texts = told(([shared]) => {
      if (shared?.audit) Object.assign(shared.audit, { retentionDays: 30, mode: "GOVERNANCE" });
    });
    expect(texts).toEqual([
      "weaker: evidence in mayassistant-audit-archive: Kept for 30 days, was 2557.",
      "weaker: evidence in mayassistant-audit-archive: Locked in GOVERNANCE, was COMPLIANCE.",
    ]);
  });

  it("sees health that is watched less, and a guard that goes", () => {
    const texts = told((stacks) => {
      const [check] = production(stacks).health;
      if (check) check.everySeconds = 300;
      stacks[0]?.guards.pop();
    });
    expect(texts).toEqual([
      expect.stringMatching(/^weaker: branch main: No longer guarded\.$/),
      expect.stringMatching(/^weaker: .*every 300 s, was 30 s\.$/),
    ]);
  });

  it("shows a name from settings as text, never as Markdown or a mention", () => {
    const page = explanation([{ effect: "weaker", about: "x](http://evil) @all", text: "<img src=x>" }], []);
    expect(page).toContain(String.raw`- **x\](http://evil) \@all**: \<img src=x\>`);
  });
});

describe("npm run explain", () => {
  const explain = (before: unknown, now: unknown, ...more: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-explain-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = ["before", "after"].map((name) => join(folder, `${name}.json`));
    for (const [index, document] of [before, now].entries()) {
      writeFileSync(files[index] ?? "", JSON.stringify(document));
    }
    try {
      const args = ["start/explain/index.ts", "--before", files[0] ?? "", "--after", files[1] ?? "", ...more];
      return {
        code: 0,
        out: execFileSync(process.execPath, args, { cwd: repository, encoding: "utf8", stdio: "pipe" }),
      };
    } catch (error) {
      if (!(error instanceof Error && "status" in error && "stdout" in error && "stderr" in error))
        throw error;
      return { code: error.status, out: `${error.stdout}${error.stderr}` };
    }
  };
  const ran = (stacks: StackSummary[]) => ({
    pipeline: stacks,
    stacks: [{ stack: "production", preview: { changes: [{ operation: "delete", resource: "x y" }] } }],
  });

  it("exits 1 when a guard gets weaker, with the verdict first", () => {
    const { code, out } = explain(ran(pipeline), ran(after((stacks) => void stacks[0]?.guards.pop())));
    expect(code).toBe(1);
    expect(out).toMatch(/^## 1 guard gets weaker\n\n### ⚠ Weaker\n/);
    expect(out).toContain("<summary>production: 1 changes</summary>");
  });

  it("exits 0 when none does, and 2 for a file that is none", () => {
    expect(explain(ran(pipeline), ran(pipeline))).toMatchObject({ code: 0 });
    const wrong = explain({ what: 1 }, ran(pipeline));
    expect(wrong.code).toBe(2);
    expect(wrong.out).toMatch(/^--before: .*before\.json is not what npm start -- --json prints/);
  });
});
