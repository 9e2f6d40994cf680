import { Unreadable } from "./unreadable.ts";
import { walkXml } from "./xml.ts";

/** What a test runner reports. */
export interface TestReport {
  passed: number;
  skipped: number;
  failed: number;
  /** The names of those that failed, as the report has them. */
  failures: string[];
}

/**
 * Reads JUnit's XML. Tests are counted by their own elements, not by what the head of a suite says of them; only where
 * a head knows of more failures than there are elements, for example of a file that could not be loaded, it is believed.
 *
 * @throws Unreadable for anything else than a whole report
 */
export function readJunit(xml: string, file: string): TestReport {
  const report: TestReport = { passed: 0, skipped: 0, failed: 0, failures: [] };
  let depth = 0;
  let suites = 0;
  let declared = 0;
  let test: { name: string; outcome: "passed" | "skipped" | "failed" } | undefined;
  walkXml(xml, file, {
    open({ name, attributes }) {
      if (depth === 0 && name !== "testsuites" && name !== "testsuite") {
        throw new Unreadable(
          `${file} is no report of tests: it begins with <${name}>, JUnit's with <testsuites>`,
        );
      }
      depth += 1;
      if (name === "testsuite") {
        if (suites === 0) declared += count(attributes["failures"]) + count(attributes["errors"]);
        suites += 1;
      } else if (name === "testcase") {
        const words = [attributes["classname"], attributes["name"]].filter((word) => word);
        test = { name: words.join(" › ") || "a test without a name", outcome: "passed" };
      } else if (test && (name === "failure" || name === "error")) {
        test.outcome = "failed";
      } else if (test?.outcome === "passed" && name === "skipped") {
        test.outcome = "skipped";
      }
    },
    close({ name }) {
      depth -= 1;
      if (name === "testsuite") suites -= 1;
      if (name !== "testcase" || test === undefined) return;
      report[test.outcome] += 1;
      if (test.outcome === "failed") report.failures.push(test.name);
      test = undefined;
    },
  });
  const unseen = declared - report.failed;
  if (unseen > 0) {
    report.failed += unseen;
    report.failures.push(`${unseen} more, of which the report gives the number alone`);
  }
  return report;
}

function count(attribute: string | undefined): number {
  return attribute !== undefined && /^\d{1,9}$/.test(attribute) ? Number(attribute) : 0;
}
