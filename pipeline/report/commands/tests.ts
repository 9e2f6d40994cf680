import { canonicalJson } from "../../canonical.ts";
import type { Command } from "../../cli/command.ts";
import { WrongUse } from "../../cli/command.ts";
import type { Row } from "../../cli/report.ts";
import { commandOptions } from "../../contract/commands.ts";
import type { Verdict } from "../../gate/rule.ts";
import { readReport } from "../file.ts";
import { readJunit, type TestReport } from "../junit.ts";
import { Unreadable } from "../unreadable.ts";
import { inputsOf, readSelection } from "./given.ts";

/** Failures that are told by name; the report itself has all. */
const told = 20;

export const reportTests: Command = {
  name: "report tests",
  purpose: "did enough tests pass, and did none fail?",
  help: `Counts the tests in reports of JUnit's XML. Yes when --least passed and none failed; a skipped test did not pass.
A report that is missing, cut off or of another kind is no answer: could not tell.
With --selection, where not every test was run, one that passed is enough.`,
  options: commandOptions["report tests"],
  examples: ["report tests --input reports/backend/unit/junit.xml --least 25"],
  async run(given) {
    const asked = leastOf(given.need("least"));
    const files = inputsOf("report tests", given);
    const chosen = readSelection(given);
    const least = chosen === undefined || chosen.all ? asked : 1;
    const read = files.map((file) => readOne(file));
    const sum = (key: "passed" | "skipped" | "failed") =>
      read.reduce((all, { report }) => all + (report?.[key] ?? 0), 0);
    const [passed, skipped, failed] = [sum("passed"), sum("skipped"), sum("failed")];
    const verdict = verdictOf(
      read.some(({ report }) => report === undefined),
      failed === 0 && passed >= least,
    );
    const rows: Row[] = [
      ...read.map(rowOf),
      {
        name: "passed",
        verdict: passed >= least ? "yes" : "no",
        why: `${passed} of at least ${least}`,
        todo: "Find out why tests are missing or skipped; the number stands in the settings, under suites.",
      },
      ...read
        .flatMap(({ report }) => report?.failures ?? [])
        .slice(0, told)
        .map(failedRow),
    ];
    return {
      verdict,
      report: {
        verdict,
        title: `${passed} tests passed, ${failed} failed, ${skipped} were skipped; at least ${least} must pass and none may fail.`,
        rows,
        notes:
          chosen === undefined
            ? []
            : [chosen.all ? `Every test was run: ${chosen.why}.` : `Not every test was run: ${chosen.why}.`],
      },
      json: { verdict, passed, failed, skipped, least, inputs: files },
      record: canonicalJson({ verdict, passed, failed, skipped, least, inputs: files }),
    };
  },
};

interface Read {
  file: string;
  report?: TestReport;
  problem?: string;
}

function readOne(file: string): Read {
  try {
    return { file, report: readJunit(readReport(file), file) };
  } catch (error) {
    if (error instanceof Unreadable) return { file, problem: error.message };
    throw error;
  }
}

function rowOf({ file, report, problem }: Read): Row {
  if (report === undefined) {
    return {
      name: file,
      verdict: "unknown",
      why: problem ?? "",
      todo: "Look at the step that runs these tests.",
    };
  }
  const { passed, failed, skipped } = report;
  return {
    name: file,
    verdict: failed === 0 ? "yes" : "no",
    why: `${passed} passed, ${failed} failed, ${skipped} skipped`,
  };
}

function failedRow(name: string): Row {
  return { name: "failed", verdict: "no", why: name };
}

function verdictOf(isUntold: boolean, isMet: boolean): Verdict {
  if (isUntold) return "unknown";
  return isMet ? "yes" : "no";
}

function leastOf(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new WrongUse(`--least is ${JSON.stringify(text)}. Allowed: a whole number of tests from 1 on.`);
}
