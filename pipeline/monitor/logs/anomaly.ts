import type { MonitorRules } from "../../contract/watch.ts";
import { parseJson } from "../../probe/pointer.ts";
import { rounded } from "../../watch/thresholds.ts";

export type LogRules = NonNullable<MonitorRules["logs"]>;

/** What is not as it usually is in a log. */
export interface Anomaly {
  name: string;
  why: string;
  measured: number;
  limit: number;
  unit: "percent" | "count";
}

/** Words of a line that reports an error, in logs of text. */
const errorWords = /\b(error|fatal|critical|panic|exception|traceback|unhandled)\b/i;

/** Levels of structured logs: words, or the numbers of bunyan and pino from 50 on. */
const levelKeys = ["level", "severity", "lvl", "levelname"];

/** The default rule: too many errors, or one error too often. What is usual is the contract's to say (C25). */
export function anomaliesOf(
  lines: readonly string[],
  { errorPercent, sameError, leastLines }: LogRules,
): Anomaly[] {
  const told = lines.filter((line) => line.trim() !== "");
  const errors = told.filter(isError);
  const share = told.length === 0 ? 0 : (100 * errors.length) / told.length;
  const anomalies: Anomaly[] = [];
  if (told.length >= leastLines && share >= errorPercent) {
    const why = `${errors.length} of ${told.length} lines report an error (${rounded(share)} %); it must be below ${errorPercent} %.`;
    anomalies.push({
      name: "error share",
      why,
      measured: rounded(share),
      limit: errorPercent,
      unit: "percent",
    });
  }
  const counts = Map.groupBy(errors, patternOf);
  for (const [pattern, same] of counts) {
    if (same.length < sameError) continue;
    const why = `One error came ${same.length} times, ${sameError} are too many: ${pattern.slice(0, 80)}`;
    anomalies.push({
      name: pattern.slice(0, 60),
      why,
      measured: same.length,
      limit: sameError,
      unit: "count",
    });
  }
  return anomalies;
}

function isError(line: string): boolean {
  const level = levelOf(line);
  if (level === undefined) return errorWords.test(line);
  return typeof level === "number"
    ? level >= 50
    : /^(error|err|fatal|critical|crit|alert|emerg\w*|panic)$/i.test(level);
}

function levelOf(line: string): string | number | undefined {
  const document = line.startsWith("{") ? parseJson(line)?.document : undefined;
  if (typeof document !== "object" || document === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(document));
  return levelKeys
    .map((key) => values.get(key))
    .find((one) => typeof one === "string" || typeof one === "number");
}

/** What two lines of one error have in common: no times, numbers, names in quotes or addresses of people. */
export function patternOf(line: string): string {
  const message = messageOf(line);
  return message
    .replace(/\S+@\S+/g, "#")
    .replace(/"[^"]*"|'[^']*'/g, "#")
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "#")
    .replace(/\b(?=\w*\d)\w+\b/g, "#")
    .replace(/#([\s:.,/-]*#)+/g, "#")
    .replace(/\s+/g, " ")
    .trim();
}

function messageOf(line: string): string {
  const document = line.startsWith("{") ? parseJson(line)?.document : undefined;
  if (typeof document !== "object" || document === null) return line;
  const values = new Map<string, unknown>(Object.entries(document));
  const message = ["message", "msg", "event"]
    .map((key) => values.get(key))
    .find((one) => typeof one === "string");
  return message ?? line;
}
