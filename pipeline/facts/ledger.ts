import type { ObjectReader } from "../../platforms/s3/objects.ts";
import { readHead, walkBack } from "../audit/chain/head.ts";
import { type Layout, type Place, placeName } from "../audit/chain/place.ts";
import { layoutOf, openLedger } from "../audit/commands/archive.ts";
import { isOutage } from "../audit/failure.ts";
import type { Contract } from "../contract/contract.ts";
import type { Evidence, Written } from "./evidence.ts";
import { Untold } from "./tell.ts";

/** The ledger as evidence. Each record is checked to be followed by the one read before it, from the end of the chain on. */
export function ledgerEvidence(open: () => ObjectReader, layout: Layout): Evidence {
  return {
    async *records(environment, book, since) {
      const place: Place = { book, environment };
      try {
        const reader = open();
        const head = await readHead(reader, layout, place);
        if (!head) return;
        for await (const sealed of walkBack(reader, layout, head, since)) {
          const { entry, recordedAt, sequence } = sealed.record;
          const written: Written = {
            type: entry.type,
            at: entry.at,
            recordedAt,
            run: Number(entry.run.id),
            commit: entry.run.commit,
            body: entry.body,
            source: `${placeName(place)} ${sequence}`,
          };
          yield written;
        }
      } catch (error) {
        if (isOutage(error)) throw new Untold(error.message, { cause: error });
        throw error;
      }
    },
  };
}

/** The ledger that a contract names, opened with a job's credentials once it is asked. */
export function evidenceOf(
  contract: Contract,
  environment: Readonly<Record<string, string | undefined>>,
): Evidence {
  return ledgerEvidence(() => openLedger(contract, environment), layoutOf(contract));
}
