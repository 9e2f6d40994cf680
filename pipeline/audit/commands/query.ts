import { parseArgs } from "node:util";
import { LedgerError } from "../failure.ts";
import type { Filter } from "../index/filter.ts";
import { query as find } from "../index/query.ts";
import { layoutOf, openIndex, openLedger, placesOf } from "./archive.ts";
import type { Command } from "./io.ts";
import { csvOf, tableOf } from "./table.ts";

export const queryHelp = `audit query [--environment NAME] [--book NAME] [--from TIME] [--to TIME] [--actor NAME] [--sha SHA]
            [--outcome WORD] [--type TYPE] [--text WORDS] [--from-records] [--json | --csv]

Finds records. All that is given must hold. Each result is read from the ledger and its hash found again.

  --from, --to    a day (2027-01-31) or a moment (2027-01-31T15:00:00Z), UTC; the first is inside, the last is not
  --sha           a commit, or its beginning from seven digits on
  --from-records  reads every record instead of the index, for an answer that leans on nothing else

Exits 0: asked, whether or not something was found. 2: wrong use. 3: it could not be read.
`;

export const filterOptions = {
  environment: { type: "string" },
  book: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  actor: { type: "string" },
  sha: { type: "string" },
  outcome: { type: "string" },
  type: { type: "string" },
  text: { type: "string" },
} as const;

export type FilterValues = { [Name in keyof typeof filterOptions]?: string | undefined };

/** @throws LedgerError for a time or a commit that is none. */
export function filterOf({ from, to, actor, sha, outcome, type, text }: FilterValues): Filter {
  if (sha !== undefined && !/^[0-9a-f]{7,40}$/i.test(sha)) {
    throw new LedgerError(
      "usage",
      `--sha is ${JSON.stringify(sha)}; 7 to 40 hexadecimal digits are allowed.`,
    );
  }
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

/** What was asked, for the answer to be understood alone. */
export function chosen({ environment, book }: FilterValues): { environment?: string; book?: string } {
  return { ...(environment !== undefined && { environment }), ...(book !== undefined && { book }) };
}

export const query: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...filterOptions,
      "from-records": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      csv: { type: "boolean", default: false },
    },
  });
  if (values.json && values.csv) throw new LedgerError("usage", "--json and --csv were given; choose one.");
  const filter = filterOf(values);
  const contract = io.contract();
  const found = await find(openLedger(contract, io), {
    layout: layoutOf(contract),
    places: placesOf(contract, chosen(values)),
    filter,
    index: values["from-records"] ? undefined : openIndex(contract, io),
  });
  for (const note of found.notes) io.err(`${note}\n`);
  if (values.json) io.out(`${JSON.stringify(found.records, null, 2)}\n`);
  else if (values.csv) io.out(csvOf(found.records));
  else io.out(`${found.records.length} records.\n${found.records.length > 0 ? tableOf(found.records) : ""}`);
  return 0;
};
