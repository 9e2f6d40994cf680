import { canonicalJson } from "../../canonical.ts";
import { type Command, WrongUse } from "../../cli/command.ts";
import type { Row } from "../../cli/report.ts";
import { commandOptions } from "../../contract/commands.ts";
import type { Verdict } from "../../gate/rule.ts";
import { type Coverage, coverageOf, merged, percentText, reaches } from "../coverage.ts";
import { readReport } from "../file.ts";
import { type Lines, readLines } from "../lines.ts";
import { Unreadable } from "../unreadable.ts";
import { inputsOf, readSelection } from "./given.ts";

/** Files that are named where the floor is missed. */
const told = 10;

export const reportCoverage: Command = {
  name: "report coverage",
  purpose: "are enough lines covered by tests?",
  help: `Counts covered lines in reports of LCOV or Cobertura's XML; a line that any report covers is covered. Yes when they
reach --least, which is not rounded: 84.99 % is not 85 %. A report that is missing, cut off, of another kind, or
that names no line is no answer: could not tell.
With --selection, where not every test was run, the packages that changed must reach the floor.`,
  options: commandOptions["report coverage"],
  examples: ["report coverage --input reports/backend/unit/lcov.info --least 85"],
  async run(given) {
    const least = given.need("least");
    const floor = hundredthsOf(least);
    const files = inputsOf("report coverage", given);
    const chosen = readSelection(given);
    const folders =
      chosen === undefined || chosen.all ? undefined : chosen.packages.map(({ folder }) => folder);
    const root = process.cwd();
    const { lines, problems } = readAll(files);
    const coverage = coverageOf(merged(lines, root), root, folders);
    const verdict = verdictOf(problems, coverage, floor);
    const subject = folders === undefined ? "" : ` in ${folders.join(", ")}`;
    const result = {
      verdict,
      covered: coverage.covered,
      total: coverage.total,
      least,
      inputs: files,
      folders: folders ?? null,
    };
    return {
      verdict,
      report: {
        verdict,
        title:
          coverage.total === 0
            ? `No line is named${subject}; ${least} % must be covered.`
            : `${percentText(coverage)} of the lines${subject} are covered (${coverage.covered} of ${coverage.total}); ${least} % must be.`,
        rows: [...problems.map(problemRow), ...(verdict === "no" ? worst(coverage) : [])],
        notes: chosen === undefined ? [] : [`Tests were selected: ${chosen.why}.`],
      },
      json: result,
      record: canonicalJson(result),
    };
  },
};

function readAll(files: readonly string[]): { lines: Lines[]; problems: string[] } {
  const lines: Lines[] = [];
  const problems: string[] = [];
  for (const file of files) {
    try {
      lines.push(readLines(readReport(file), file));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push(error.message);
    }
  }
  return { lines, problems };
}

function verdictOf(problems: readonly string[], coverage: Coverage, floor: number): Verdict {
  if (problems.length > 0 || coverage.total === 0) return "unknown";
  return reaches(coverage, floor) ? "yes" : "no";
}

function problemRow(why: string): Row {
  return { name: "report", verdict: "unknown", why, todo: "Look at the step that measures coverage." };
}

function worst({ files }: Coverage): Row[] {
  return files
    .filter(({ covered, total }) => covered < total)
    .slice(0, told)
    .map((file) => ({
      name: file.file,
      verdict: "no",
      why: `${percentText(file)}, ${file.total - file.covered} lines are not covered`,
    }));
}

/** A floor in hundredths of a percent. */
function hundredthsOf(text: string): number {
  const [, whole, part = ""] = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  const hundredths = Number(whole) * 100 + Number(part.padEnd(2, "0"));
  if (whole !== undefined && hundredths > 0 && hundredths <= 10_000) return hundredths;
  throw new WrongUse(
    `--least is ${JSON.stringify(text)}. Allowed: a share in percent above 0, at most 100, with two decimals at most.`,
  );
}
