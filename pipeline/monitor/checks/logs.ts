import { readFileSync } from "node:fs";
import type { Environment } from "../../cli/command.ts";
import type { Look, Seen } from "../finding.ts";
import { anomaliesOf, type LogRules } from "../logs/anomaly.ts";
import { askHook } from "../logs/hook.ts";

/** As many of the newest lines as are judged. */
const mostLines = 50_000;

interface At {
  environment: string;
  variables: Environment;
}

/** Whether the host's log is as usual, by the default rule and by the application's own program (S000-MON-02). */
export function logLooks(rules: LogRules, at: At): Look[] {
  const { hook } = rules;
  const look = (part: string, judge: (lines: readonly string[]) => Promise<Seen> | Seen): Look => ({
    check: "logs",
    subject: "log",
    part,
    run: async () => {
      const lines = readLines(rules.file);
      return typeof lines === "string" ? { verdict: "unknown", why: lines } : judge(lines);
    },
  });
  return [
    look("default rule", (lines) => byDefault(lines, rules)),
    ...(hook ? [look("hook", (lines) => byHook(lines, hook, at))] : []),
  ];
}

function byDefault(lines: readonly string[], rules: LogRules): Seen {
  const [worst, ...others] = anomaliesOf(lines, rules);
  if (!worst) return { verdict: "yes", why: `Nothing unusual in ${lines.length} lines.` };
  const { measured, limit, unit } = worst;
  const why = [worst, ...others].map((one) => one.why).join(" ");
  return { verdict: "no", why, measured, limit, unit };
}

async function byHook(
  lines: readonly string[],
  hook: readonly string[],
  { environment, variables }: At,
): Promise<Seen> {
  const findings = await askHook(hook, { environment, lines }, variables["PATH"]);
  if (findings.length === 0)
    return { verdict: "yes", why: `${hook[0]} finds nothing in ${lines.length} lines.` };
  return { verdict: "no", why: findings.map(({ name, why }) => `${name}: ${why}`).join(" ") };
}

/** @returns why there are no lines. A log that is there and empty has none, and is no fault. */
function readLines(file: string): string[] | string {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean).slice(-mostLines);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : String(error);
    return `The log cannot be read (${file}: ${code}): let an earlier step of the job write it.`;
  }
}
