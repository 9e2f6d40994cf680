import type { Command, Given } from "../../cli/command.ts";
import { openContract } from "../../cli/contract-file.ts";
import { commandOptions } from "../../contract/commands.ts";
import { LedgerError } from "../failure.ts";
import type { Filter } from "../index/filter.ts";
import { query as find } from "../index/query.ts";
import { layoutOf, openIndex, openLedger, placesOf } from "./archive.ts";
import { csvOf, tableOf } from "./table.ts";

/** What is asked for, by the options that `audit query` and `audit report` share. @throws LedgerError */
export function filterOf(given: Given): Filter {
  const [from, to, sha] = [given.text("from"), given.text("to"), given.text("sha")];
  if (sha !== undefined && !/^[0-9a-f]{7,40}$/i.test(sha)) {
    throw new LedgerError(
      "usage",
      `--sha is ${JSON.stringify(sha)}; 7 to 40 hexadecimal digits are allowed.`,
    );
  }
  const [actor, outcome, type, text] = ["actor", "outcome", "type", "text"].map((name) => given.text(name));
  return {
    ...(from !== undefined && { from: momentOf("from", from) }),
    ...(to !== undefined && { to: momentOf("to", to) }),
    ...(actor !== undefined && { actor }),
    ...(sha !== undefined && { commit: sha }),
    ...(outcome !== undefined && { outcome }),
    ...(type !== undefined && { type }),
    ...(text !== undefined && { text }),
  };
}

function momentOf(option: string, given: string): string {
  const isForm = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(given);
  const moment = new Date(given);
  if (isForm && !Number.isNaN(moment.getTime())) return moment.toISOString();
  throw new LedgerError(
    "usage",
    `--${option} is ${JSON.stringify(given)}; a day as 2027-01-31 or a moment as 2027-01-31T15:00:00Z is allowed, in UTC.`,
  );
}

export const query: Command = {
  name: "audit query",
  purpose: "which records are there of an environment, a time, a person, a commit, an outcome, some words?",
  help: `All that is given must hold; --to is not inside any more. Each result is read from the ledger and its hash found
again; the index only says where to look.

Exits 0: asked, whether or not something was found. 2: wrong use. 3: it could not be read.`,
  options: commandOptions["audit query"],
  examples: [
    "audit query --environment production --from 2027-01-01 --outcome failure",
    "audit query --sha 3f2a91c --csv",
  ],
  async run(given, frame) {
    if (given.flag("json") && given.flag("csv")) {
      throw new LedgerError("usage", "--json and --csv were given; choose one.");
    }
    const filter = filterOf(given);
    const contract = openContract(given, frame);
    const { records, notes } = await find(openLedger(contract, frame.environment), {
      layout: layoutOf(contract),
      places: placesOf(contract, { environment: given.text("environment"), book: given.text("book") }),
      filter,
      index: given.flag("from-records") ? undefined : openIndex(contract, frame.environment),
    });
    for (const note of notes) frame.err(`${note}\n`);
    const title = `${records.length} ${records.length === 1 ? "record" : "records"}.`;
    return {
      verdict: "yes",
      report: { verdict: "yes", title, rows: [], notes },
      text: given.flag("csv")
        ? csvOf(records)
        : `${title}\n${records.length > 0 ? `\n${tableOf(records)}` : ""}`,
      json: records,
    };
  },
};
