import { exitCodes, Failure } from "../failure.ts";
import type { Remark, Tally, Violation } from "./tally.ts";

/** How the program begins the message of a mistake in its settings. */
const settingsMark = "Settings: ";

/**
 * Says why an operation failed, from what its events told: a mistake in the settings (its message alone), policies
 * that were violated, what the clouds refused, or, where the events say nothing, what the engine itself said.
 */
export function refusalOf(stack: string, operation: string, tally: Tally, engineError: string): Failure {
  const settings = tally.errors.map(({ message }) => settingsMessage(message)).find(Boolean);
  if (settings) return new Failure(exitCodes.badInput, settings);
  const violated = tally.violations.filter(({ mandatory }) => mandatory);
  if (violated.length > 0) {
    return new Failure(
      exitCodes.no,
      [`Policies refused the ${operation} of stack ${stack}:`, ...violated.map(violationText)].join("\n\n"),
    );
  }
  const errors = withoutEchoes(tally.errors);
  const said = errors.length > 0 ? errors.map(remarkText) : [indent(ownWords(engineError))];
  return new Failure(
    exitCodes.no,
    [`The ${operation} of stack ${stack} failed:`, ...said, ...adviceOn(errors)].join("\n\n"),
  );
}

function settingsMessage(message: string): string | undefined {
  const at = message.indexOf(settingsMark);
  return at < 0 ? undefined : message.slice(at).trim();
}

/** What a cloud says of a name that somebody has is no advice. */
function adviceOn(errors: readonly Remark[]): string[] {
  if (!errors.some(({ message }) => /already_exists|EntityAlreadyExists|already exists/.test(message)))
    return [];
  return [
    indent(
      "What is there already can be left to people (manage: existing) or taken into the stack by an import: " +
        "docs/upgrading.md, What exists already.",
    ),
  ];
}

/** The policy's own message holds what is wrong and how to mend it. */
export function violationText({ policy, resource, message }: Violation): string {
  return `  ${policy}${resource ? `, ${resource}` : ""}\n${indent(message, 4)}`;
}

export function remarkText({ resource, message }: Remark): string {
  return resource ? `  ${resource}\n${indent(message, 4)}` : indent(message);
}

/** The engine ends a failed operation with a remark that only says that it failed. */
function withoutEchoes(errors: readonly Remark[]): Remark[] {
  const telling = errors.filter(({ message }) => !/^(update|preview|refresh|destroy) failed$/.test(message));
  return telling.length > 0 ? telling : [...errors];
}

/** Of the Automation API's error text, what the engine wrote: the lines that begin with "error:", or all of it. */
function ownWords(text: string): string {
  const lines = text.split("\n").filter((line) => line.startsWith("error:"));
  return [...new Set(lines.length > 0 ? lines : [text.trim()])].join("\n");
}

function indent(text: string, by = 2): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by));
}
