import { actionlint } from "./actionlint.ts";
import { checkov } from "./checkov.ts";
import { isExcepted } from "./exceptions.ts";
import type { CheckerName, Files, Finding } from "./finding.ts";
import { inRepository } from "./repository.ts";
import { readyTools } from "./tools.ts";
import { workflowParser } from "./workflow-parser.ts";
import { zizmor } from "./zizmor.ts";

export type { CheckerName, Files, Finding } from "./finding.ts";
export { readyAct, readyTools, setUpTimeout } from "./tools.ts";

export type Findings = Readonly<Record<CheckerName, readonly Finding[]>>;

/** What no checker of the field finds fault with. */
export const noFindings: Findings = { actionlint: [], zizmor: [], "workflow-parser": [], checkov: [] };

/**
 * What each checker says of a repository's workflow files, less the exceptions of exceptions.ts. Give a test that calls
 * it `setUpTimeout`: checkov alone takes some seconds, and the first call on a machine brings the checkers.
 *
 * @throws Error where a checker could not read a file
 */
export async function check(files: Files, { exceptions = true } = {}): Promise<Findings> {
  const tools = await readyTools();
  const every = await inRepository(files, async (folder) => {
    const [linted, audited, parsed, scanned] = await Promise.all([
      actionlint(folder, tools),
      zizmor(folder, tools),
      workflowParser(files),
      checkov(files, tools),
    ]);
    return { actionlint: linted, zizmor: audited, "workflow-parser": parsed, checkov: scanned };
  });
  return exceptions ? lessExceptions(every) : every;
}

export function lessExceptions(findings: Findings): Findings {
  const less = (checker: CheckerName) => findings[checker].filter((one) => !isExcepted(checker, one));
  return {
    actionlint: less("actionlint"),
    zizmor: less("zizmor"),
    "workflow-parser": less("workflow-parser"),
    checkov: less("checkov"),
  };
}

/** Comments that silence zizmor; each needs its reason beside it. */
export function suppressionsIn(files: Files): string[] {
  return [...files].flatMap(([path, text]) =>
    text
      .split("\n")
      .filter((line) => line.includes("zizmor: ignore"))
      .map((line) => `${path}: ${line.trim()}`),
  );
}
