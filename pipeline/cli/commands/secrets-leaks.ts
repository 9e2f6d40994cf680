import { canonicalJson } from "../../canonical.ts";
import { commandOptions } from "../../contract/commands.ts";
import { readRotation } from "../../secrets/age.ts";
import { linesAdded } from "../../secrets/leaks/history.ts";
import { knownLeaksFile, readKnownLeaks } from "../../secrets/leaks/known.ts";
import { declaredForms, issuedForms } from "../../secrets/leaks/rules.ts";
import { type Leak, scan } from "../../secrets/leaks/scan.ts";
import { secretValues } from "../../secrets/leaks/values.ts";
import type { Command } from "../command.ts";
import { openContract } from "../contract-file.ts";
import type { Row } from "../report.ts";
import { headOf, rotationVariable } from "./secrets.ts";

export const secretsLeaks: Command = {
  name: "secrets leaks",
  purpose: "did a secret get into the history of the repository?",
  help: `Looks through every line that any commit of any branch or tag added, and through the messages, for keys in the forms
that their makers document, for values of the secrets that ${rotationVariable} names, and for the values that this job has.
No finding shows its secret: a fingerprint stands for it. A key of a form that is not known here, or in a packed
file, is not found.

A finding that is no danger any more is accepted in ${knownLeaksFile}, with its fingerprint, a reason and a day on
which somebody looks again. A checkout without the whole history could not be told.`,
  options: commandOptions["secrets leaks"],
  examples: ["secrets leaks --folder app --record leaks.json"],
  async run(given, frame) {
    openContract(given, frame);
    const folder = given.text("folder") ?? ".";
    const rotation = readRotation(frame.environment[rotationVariable], rotationVariable);
    const declared = "value" in rotation ? Object.keys(rotation.value) : [];
    const accepted = readKnownLeaks(folder);
    const found = await scan(
      linesAdded(folder),
      [...issuedForms, ...declaredForms(declared)],
      secretValues(frame.environment, declared),
    );
    const today = new Date(frame.now()).toISOString().slice(0, 10);
    const rows = found.leaks.map((leak): Row & { leak: Leak } => {
      const known = accepted.find(({ fingerprint }) => fingerprint === leak.fingerprint);
      const place = `${leak.path ?? "the message"}:${leak.line} of ${leak.commit.slice(0, 12)}, ${leak.times} times in all`;
      if (known && today <= known.until) {
        return {
          leak,
          name: leak.rule,
          verdict: "yes",
          why: `${leak.fingerprint} in ${place}: accepted until ${known.until}: ${known.reason}`,
        };
      }
      const ended = known ? ` It was accepted until ${known.until}.` : "";
      return {
        leak,
        name: leak.rule,
        verdict: "no",
        why: `*** (${leak.fingerprint}) is in ${place}.${ended}`,
        todo: `Revoke it where it was issued; then accept ${leak.fingerprint} in ${knownLeaksFile}.`,
      };
    });
    const bad = rows.filter((row) => row.verdict === "no");
    const verdict = bad.length === 0 ? "yes" : "no";
    const looked = `${found.commits} commits, ${found.lines} lines`;
    const decision = {
      ...headOf("secrets leaks", frame),
      verdict,
      commits: found.commits,
      lines: found.lines,
      leaks: rows.map((row) => ({ ...row.leak, verdict: row.verdict })),
    };
    return {
      verdict,
      report: {
        verdict,
        title:
          bad.length === 0
            ? `No secret was found in the history (${looked}).`
            : `${bad.length} ${bad.length === 1 ? "secret is" : "secrets are"} in the history (${looked}).`,
        rows,
        notes: [],
      },
      json: decision,
      record: canonicalJson({ decision }),
    };
  },
};
