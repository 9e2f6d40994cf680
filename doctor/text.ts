import type { Style } from "../start/progress/style.ts";
import { wrap } from "../start/report/columns.ts";
import type { Diagnosis, Result } from "./examine.ts";
import type { State } from "./finding.ts";

const marks: Record<State, string> = { done: "✓", missing: "·", wrong: "✗", unknown: "?" };
const words: Record<State, string> = {
  done: "done",
  missing: "missing",
  wrong: "wrong",
  unknown: "could not tell",
};

/** The diagnosis for a terminal: what to do next, then every step. */
export function diagnosisText(
  { verdict, nextStep, accounts, steps }: Diagnosis,
  style: Style,
  width = 100,
): string {
  const next = steps.find(({ id }) => id === nextStep);
  const paint = next === undefined ? style.good : next.state === "wrong" ? style.bad : style.warn;
  const count = steps.filter(({ state }) => state === "done").length;
  return [
    style.bold(paint(`${next ? "" : "✓ "}${verdict}`)),
    ...(next ? [nextText(next, style, width)] : []),
    [
      style.bold(
        `Steps, ${count} of ${steps.length} done (${accounts === "sandbox" ? "in the sandbox" : "real accounts"})`,
      ),
      ...steps.map((step) => stepText(step, style, width)),
    ].join("\n"),
    style.dim("Nothing was changed. Each step is explained in docs/bootstrap.md."),
  ].join("\n\n");
}

function nextText({ found, next, why, section }: Result, style: Style, width: number): string {
  return [
    hanging("  found  ", found, width),
    ...(next
      ? next.split("\n").map((line, index) => `${index === 0 ? "  do     " : "         "}${style.bold(line)}`)
      : []),
    hanging("  why    ", why, width),
    `  read   ${section}`,
  ].join("\n");
}

function stepText({ id, title, state, found }: Result, style: Style, width: number): string {
  const paint = { done: style.good, missing: style.warn, wrong: style.bad, unknown: style.warn }[state];
  const word = state === "done" ? "" : `, ${words[state]}`;
  return `  ${paint(marks[state])} ${hanging(id.padEnd(20), `${title}${word}: ${found}`, width - 4, 4)}`;
}

/** A text that hangs under its own beginning. */
function hanging(label: string, text: string, width: number, indent = 0): string {
  const lines = wrap(text, Math.max(40, width - label.length));
  return label + lines.join(`\n${" ".repeat(indent + label.length)}`);
}
