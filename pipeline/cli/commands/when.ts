import { commandOptions } from "../../contract/commands.ts";
import { firstOpening } from "../../gate/when.ts";
import type { Command } from "../command.ts";
import { openContract, stageOf } from "../contract-file.ts";
import { askedBy } from "./gate.ts";

export const when: Command = {
  name: "when",
  purpose: "when may this release go first, and what keeps it until then?",
  help: `Names the first moment that \`gate\` accepts if nothing but time changes, and every gate that is shut until then.
What only people or machines change stays as it is: an open incident never ends by itself. Looks 400 days ahead.`,
  options: commandOptions.when,
  examples: ["when --environment production"],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const asked = askedBy(given);
    const facts = await frame.gateFacts(contract, stageOf(contract, asked.environment), asked);
    const opening = firstOpening(contract, facts, frame.now());
    const { verdict, at, blocking } = opening;
    const what = `${facts.subject.sha.slice(0, 12)} into ${asked.environment}`;
    const titles = {
      yes: `${what} may go at ${at}.`,
      no: `${what} may not go as things are: time alone opens nothing.`,
      unknown: `${what}: it cannot be told when it may go.`,
    };
    return {
      verdict,
      report: {
        verdict,
        title: titles[verdict],
        rows: blocking.map(({ gate, verdict: said, why, from, until }) => ({
          name: gate,
          verdict: said,
          why: `${why} (${until === undefined ? `from ${from} on` : `until ${until}`})`,
        })),
        notes: [],
      },
      json: { ...opening, environment: asked.environment, sha: facts.subject.sha },
    };
  },
};
