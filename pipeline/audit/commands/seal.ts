import type { Command } from "../../cli/command.ts";
import { openContract } from "../../cli/contract-file.ts";
import { commandOptions } from "../../contract/commands.ts";
import { day as dayText } from "../../contract/words.ts";
import { placeName } from "../chain/place.ts";
import { askGithubClock, judgeClocks } from "../clock.ts";
import { LedgerError } from "../failure.ts";
import { buildIndex } from "../index/build.ts";
import { takeInEarly } from "../intake/take-in.ts";
import { type SealedDay, seal as sealChain } from "../seal.ts";
import { githubUrl, layoutOf, openIndex, openLedger, placesOf } from "./archive.ts";

interface Done {
  segments: SealedDay[];
  indexed: number;
  unreadable: string[];
}

export const seal: Command = {
  name: "audit seal",
  purpose: "copy past days into segments, and bring the index up to date",
  help: `Takes in early entries, copies each past day into one segment large enough for Glacier, and brings the index
up to date. Run it once a day; one that was missed is made up for. With nothing to seal, the answer is yes.

Exits 0: done. 3: the archive could not be reached, or is broken.`,
  options: commandOptions["audit seal"],
  examples: ["audit seal"],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const until = dayGiven(given.text("day"));
    const layout = layoutOf(contract);
    const [store, index] = [openLedger(contract, frame.environment), openIndex(contract, frame.environment)];
    const done: Done = { segments: [], indexed: 0, unreadable: [] };
    const asked = askGithubClock(githubUrl(frame.environment));
    for (const place of placesOf(contract)) {
      await store.list(layout.books[place.book], { limit: 1 })[Symbol.asyncIterator]().next();
      const clocks = judgeClocks({ s3: store.clock(), github: await asked });
      const { unreadable } = await takeInEarly(store, place, { layout, clocks });
      done.unreadable.push(...unreadable);
      // S3's clock says which days are past: it is the one that dates what is stored.
      const { theirs } = store.clock() ?? {};
      if (theirs === undefined)
        throw new LedgerError("clock", "S3 gives no time, so no day can be called past.");
      done.segments.push(...(await sealChain(store, layout, place, theirs, until)));
      done.indexed += await buildIndex(store, index, layout, place);
    }
    const { segments, indexed, unreadable } = done;
    return {
      verdict: "yes",
      report: {
        verdict: "yes",
        title: segments.length === 0 ? "There is nothing new to seal." : `Sealed ${segments.length} days.`,
        rows: segments.map(({ place, day, first, last, sha256 }) => ({
          name: `${place}, ${day}`,
          verdict: "yes",
          why: `records ${first} to ${last}, SHA-256 ${sha256}`,
        })),
        notes: [
          `${indexed} rows added to the index.`,
          ...unreadable.map((key) => `Warning: ${key} holds no entry; find out who stored it.`),
        ],
      },
      json: done,
    };
  },
};

function dayGiven(given: string | undefined): string | undefined {
  if (given === undefined || dayText.safeParse(given).success) return given;
  throw new LedgerError("usage", `--day is ${JSON.stringify(given)}; a day as 2027-01-31 is allowed.`);
}

export const index: Command = {
  name: "audit index",
  purpose: "bring the index for queries up to date",
  help: `The index only says where to look: every answer is read from the ledger itself. It can be made again at any time.

Exits 0: done. 3: the archive could not be reached, or is broken.`,
  options: commandOptions["audit index"],
  examples: ["audit index --rebuild"],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const [ledger, target] = [
      openLedger(contract, frame.environment),
      openIndex(contract, frame.environment),
    ];
    const written: { place: string; rows: number }[] = [];
    for (const place of placesOf(contract)) {
      const rows = await buildIndex(ledger, target, layoutOf(contract), place, given.flag("rebuild"));
      if (rows > 0) written.push({ place: placeName(place), rows });
    }
    return {
      verdict: "yes",
      report: {
        verdict: "yes",
        title: written.length === 0 ? "The index is up to date." : "The index was brought up to date.",
        rows: written.map(({ place, rows }) => ({
          name: place,
          verdict: "yes",
          why: `${rows} rows written`,
        })),
        notes: [],
      },
      json: written,
    };
  },
};
