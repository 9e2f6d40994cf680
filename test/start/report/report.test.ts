import { expect, it } from "vitest";
import { styleFor } from "../../../start/progress/style.ts";
import { columns } from "../../../start/report/columns.ts";
import { putUpMarkdown } from "../../../start/report/markdown.ts";
import { auditText } from "../../../start/report/phrases.ts";
import type { PutUp } from "../../../start/report/result.ts";
import { countsText } from "../../../start/report/result.ts";
import { putUpText, tornDownText } from "../../../start/report/text.ts";
import { pipeline } from "./pipeline.ts";

const plain = styleFor({});
const operation = { seconds: 2.5, counts: { create: 12, same: 1 }, changes: [] };
const result: PutUp = {
  command: "up",
  exitCode: 0,
  verdict: "The road stands: 2 stacks, 13 resources; a second look shows no change.",
  engine: { version: "3.259.0", source: "cache" },
  stacks: [
    { stack: "shared", preview: operation, up: operation, again: { ...operation, counts: { same: 13 } } },
  ],
  pipeline,
  warnings: [],
  advisories: [],
  seconds: 48.3,
  memory: { bytes: 812_300_000, method: "counted" },
  report: ".gatehouse/report.md",
};

const facts = [
  "ruleset default-branch: pull request with code-owner review",
  "tech-lead (team tech-leads), then qa-lead (operator-one)",
  "opens without a person: a rollback waits for nobody",
  "https://mayassistant-prod.example/health every 30 s, alarm mayassistant-prod-health, tells operators@mayassistant.example",
  "COMPLIANCE, kept 2557 days (7 years); written by production; read by auditor",
];

it("begins with the verdict and tells what guards, who approves, where health is watched", () => {
  const text = putUpText(result, plain, 400);
  expect(text.startsWith("✓ The road stands")).toBe(true);
  for (const fact of facts) expect(text).toContain(fact);
  expect(text).toContain("Time 48 s, peak memory 812 MB (counted). Pulumi 3.259.0 (cache).");
});

it("tells the same on the page, with the picture, and no cell breaks its table", () => {
  const page = putUpMarkdown(result, new Date("2026-01-02T03:04:05Z"));
  for (const fact of facts) expect(page).toContain(fact);
  expect(page).toContain("```mermaid\nflowchart LR\n");
  expect(page).toContain(String.raw`| shared | the label "a\|b" \<differs\> |`);
  expect(page).toContain(
    "| shared | 12 to create, 1 unchanged, 2.5 s | 12 created, 1 unchanged, 2.5 s | no change, 2.5 s |",
  );
});

it("lists what a second preview would still change", () => {
  const again = {
    ...operation,
    changes: [{ operation: "update" as const, resource: "aws:Bucket audit", urn: "u", properties: ["tags"] }],
  };
  const text = putUpText(
    {
      ...result,
      exitCode: 1,
      verdict: "Not at rest.",
      stacks: [{ stack: "shared", preview: operation, again }],
    },
    plain,
  );
  expect(text).toContain("✗ Not at rest.\n\n  shared: update aws:Bucket audit (tags)");
});

it("lists what a destroy leaves, why and until when", () => {
  const { engine, seconds, memory } = result;
  const stays = [{ stack: "shared", what: "the bucket", why: "It is locked.", until: "2033-01-01" }];
  const text = tornDownText(
    {
      command: "destroy",
      exitCode: 0,
      verdict: "Removed 3 resources.",
      engine,
      seconds,
      memory,
      stacks: [],
      stays,
    },
    plain,
  );
  expect(text).toContain("  the bucket (stack shared)\n    why:   It is locked.\n    until: 2033-01-01");
});

it("tells counts before and after", () => {
  expect(countsText({ create: 2, delete: 1, same: 3 }, false)).toBe("2 to create, 1 to delete, 3 unchanged");
  expect(countsText({ replace: 1 }, true)).toBe("1 replaced");
  expect(countsText({}, true)).toBe("nothing to do");
});

it("tells a retention of days as days", () => {
  const rules = { bucket: "b", mode: "GOVERNANCE", retentionDays: 3, writers: [], readers: [] };
  expect(auditText(rules)).toBe("GOVERNANCE, kept 3 days; written by nobody; read by nobody");
});

it("wraps the second column under itself and keeps long words whole", () => {
  const rows = [
    ["main", "one two three four five six seven eight"],
    ["a-rather-long-name-that-does-not-fit", "x"],
  ] as const;
  const hang = " ".repeat(38);
  expect(columns(rows, 68)).toBe(
    [
      `  main${" ".repeat(32)}one two three four five six`,
      `${hang}seven eight`,
      "  a-rather-long-name-that-does-not-fit",
      `${hang}x`,
    ].join("\n"),
  );
});
