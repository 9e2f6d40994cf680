import { maskAll, masker } from "../../audit/mask.ts";
import { canonicalJson } from "../../canonical.ts";
import { commandOptions } from "../../contract/commands.ts";
import { readChange } from "../../guard/event.ts";
import { guardFacts, guardRules } from "../../guard/facts.ts";
import { gatherChange } from "../../guard/gather.ts";
import { judgeChange } from "../../guard/judge.ts";
import { type Command, WrongUse } from "../command.ts";
import { openContract } from "../contract-file.ts";
import { sourcesOf } from "../sources.ts";

const titles = {
  yes: "The change may stand.",
  no: "The change may not stand.",
  unknown: "It could not be told whether the change may stand.",
};

export const guard: Command = {
  name: "guard",
  purpose: "may this change stand: protected paths, frozen dependencies, lock files?",
  help: `Reads what changed from GitHub, never from the checkout, and holds it against one rule of the contract.

protected-paths    a change of a protected path needs its label, set by somebody who may and who did not write it
dependency-freeze  every requirement is pinned and mirrored in the lock; a change of either needs its label
lockfiles          package-lock.json, pnpm-lock.yaml, uv.lock and Cargo.lock are in step with their manifests

On a pull request it judges that one. On a push each commit must have come by a merged pull request; none means no. On
any other event it judges the run's commit alone. Where nothing is protected, the answer is yes.`,
  options: commandOptions.guard,
  examples: ["guard --rule protected-paths", "guard --rule dependency-freeze --record guard.json"],
  async run(given, frame) {
    const named = given.need("rule");
    const rule = guardRules.find((one) => one === named);
    if (!rule) throw new WrongUse(`--rule is ${JSON.stringify(named)}. Allowed: ${guardRules.join(", ")}.`);
    const contract = openContract(given, frame);
    const change = readChange(frame.environment, { base: given.text("base"), head: given.text("head") });
    const found = await gatherChange(contract, rule, change, {
      ...sourcesOf(contract, frame),
      now: frame.now,
    });
    const facts = guardFacts.parse(maskAll(found, masker(frame.environment)));
    const decision = judgeChange(contract, facts, frame.now());
    const { verdict, gates } = decision;
    return {
      verdict,
      report: {
        verdict,
        title: gates.length > 0 ? titles[verdict] : `Nothing is held against ${rule}: yes.`,
        rows: gates.map(({ gate: name, verdict: said, why, todo }) => ({ name, verdict: said, why, todo })),
        notes: [],
      },
      json: decision,
      record: canonicalJson({ decision, contract, facts }),
    };
  },
};
