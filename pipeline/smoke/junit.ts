import type { CheckResult } from "./check.ts";
import type { SmokeResult } from "./run.ts";

/** The results as JUnit's XML: a suite for each group, an error for what could not be told. */
export function asJunit({ checks, leftOut, missingGroups, ms }: SmokeResult, environment: string): string {
  const groups = [...new Set([...checks, ...leftOut].map(({ group }) => group)), ...missingGroups];
  const suites = [...new Set(groups)].flatMap((group) => [
    ...suiteOf(
      `${environment}.${group}`,
      checks.filter((one) => one.group === group),
      leftOut.filter((one) => one.group === group),
      missingGroups.includes(group),
    ),
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="smoke ${escaped(environment)}" tests="${checks.length}" time="${secondsOf(ms)}">`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function suiteOf(
  name: string,
  checks: readonly CheckResult[],
  leftOut: SmokeResult["leftOut"],
  isMissing: boolean,
): string[] {
  const count = (verdict: string) => checks.filter((one) => one.verdict === verdict).length;
  const failures = count("fail") + (isMissing ? 1 : 0);
  const tests = checks.length + leftOut.length + (isMissing ? 1 : 0);
  const head = `name="${escaped(name)}" tests="${tests}" failures="${failures}" errors="${count("inconclusive")}" skipped="${leftOut.length}"`;
  const missing = `<testcase classname="${escaped(name)}" name="runs"><failure message="no check of this group ran"/></testcase>`;
  return [
    `  <testsuite ${head}>`,
    ...checks.map((check) => `    ${caseOf(name, check)}`),
    ...leftOut.map(
      (one) =>
        `    <testcase classname="${escaped(name)}" name="${escaped(one.name)}"><skipped message="${escaped(one.why)}"/></testcase>`,
    ),
    ...(isMissing ? [`    ${missing}`] : []),
    "  </testsuite>",
  ];
}

function caseOf(suite: string, { name, verdict, why, ms }: CheckResult): string {
  const head = `<testcase classname="${escaped(suite)}" name="${escaped(name)}" time="${secondsOf(ms)}"`;
  if (verdict === "pass") return `${head}/>`;
  const kind = verdict === "fail" ? "failure" : "error";
  return `${head}><${kind} message="${escaped(why)}"/></testcase>`;
}

function secondsOf(ms: number): string {
  return (ms / 1000).toFixed(3);
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  // XML 1.0 has no way to write control characters.
  return text.replace(/\p{Cc}/gu, " ").replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
