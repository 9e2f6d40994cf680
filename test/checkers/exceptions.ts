import type { CheckerName, Finding } from "./finding.ts";

/** A finding that is known to be wrong, or that the specifications ask for. */
interface Exception {
  readonly checker: CheckerName;
  readonly rule: string;
  readonly message: RegExp;
  readonly reason: string;
}

export const exceptions: readonly Exception[] = [
  {
    checker: "actionlint",
    rule: "syntax-check",
    message: /^unexpected key "queue" for "concurrency" section/,
    reason: "GitHub has it since 2026; actionlint 1.7.12 does not know it yet",
  },
  {
    checker: "checkov",
    rule: "CKV_GHA_7",
    message: /workflow_dispatch inputs MUST be empty/,
    reason: "the specifications declare inputs: version (S003-ACC-01), rollback_target and others (seed 004)",
  },
];

export function isExcepted(checker: CheckerName, { rule, message }: Finding): boolean {
  return exceptions.some(
    (exception) =>
      exception.checker === checker && exception.rule === rule && exception.message.test(message),
  );
}
