import { parseArgs } from "node:util";
import { placeName } from "../chain/place.ts";
import { askGithubClock, judgeClocks } from "../clock.ts";
import { LedgerError } from "../failure.ts";
import { buildIndex } from "../index/build.ts";
import { takeInEarly } from "../intake/take-in.ts";
import { type SealedDay, seal as sealChain } from "../seal.ts";
import { layoutOf, openIndex, openLedger, placesOf } from "./archive.ts";
import type { Command } from "./io.ts";

export const sealHelp = `audit seal [--json]

Takes in early entries, copies past days into segments for Glacier, and brings the index up to date. Run it once a day.

Exits 0: done. 3: the archive could not be reached, or is broken.
`;

interface Done {
  segments: SealedDay[];
  indexed: number;
  unreadable: string[];
}

export const seal: Command = async (args, io) => {
  const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean", default: false } } });
  const contract = io.contract();
  const layout = layoutOf(contract);
  const [store, index] = [openLedger(contract, io), openIndex(contract, io)];
  const done: Done = { segments: [], indexed: 0, unreadable: [] };
  const asked = askGithubClock(io.env["GITHUB_API_URL"] ?? "https://api.github.com");
  for (const place of placesOf(contract, {})) {
    await store.list(layout.books[place.book], { limit: 1 })[Symbol.asyncIterator]().next();
    const clocks = judgeClocks({ s3: store.clock(), github: await asked });
    const { unreadable } = await takeInEarly(store, place, { layout, clocks });
    done.unreadable.push(...unreadable);
    // S3's clock says which days are past: it is the one that dates what is stored.
    const { theirs } = store.clock() ?? {};
    if (theirs === undefined)
      throw new LedgerError("clock", "S3 gives no time, so no day can be called past.");
    done.segments.push(...(await sealChain(store, layout, place, theirs)));
    done.indexed += await buildIndex(store, index, layout, place);
  }
  io.out(values.json ? `${JSON.stringify(done, null, 2)}\n` : textOf(done));
  return 0;
};

export const indexHelp = `audit index [--rebuild]

Brings the index for queries up to date; --rebuild makes all of it again from the records.

Exits 0: done. 3: the archive could not be reached, or is broken.
`;

export const index: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: { rebuild: { type: "boolean", default: false } },
  });
  const contract = io.contract();
  const [ledger, target] = [openLedger(contract, io), openIndex(contract, io)];
  for (const place of placesOf(contract, {})) {
    const rows = await buildIndex(ledger, target, layoutOf(contract), place, values.rebuild);
    if (rows > 0) io.out(`${placeName(place)}: ${rows} rows written.\n`);
  }
  return 0;
};

function textOf({ segments, indexed, unreadable }: Done): string {
  const sealed = segments.map(({ place, day, first, last, sha256 }) => {
    return `  ${place}, ${day}: records ${first} to ${last}, SHA-256 ${sha256}`;
  });
  const head = segments.length === 0 ? "Nothing new to seal." : `Sealed ${segments.length} days:`;
  const ignored = unreadable.map((key) => `  Warning: ${key} holds no entry; find out who stored it.`);
  return [head, ...sealed, `${indexed} rows added to the index.`, ...ignored, ""].join("\n");
}
