import { openBucket } from "../../../platforms/s3/client.ts";
import { s3AccessFrom } from "../../../platforms/s3/credentials.ts";
import type { ObjectStore } from "../../../platforms/s3/objects.ts";
import type { Environment } from "../../cli/command.ts";
import type { Contract } from "../../contract/contract.ts";
import { books, type Layout, type Place } from "../chain/place.ts";
import type { Environments } from "../entries/types.ts";
import { LedgerError } from "../failure.ts";

export function layoutOf({ audit: { prefixes } }: Pick<Contract, "audit">): Layout {
  return {
    books: {
      ledger: prefixes.ledger,
      "secret-access": prefixes.secretAccess,
      "security-scans": prefixes.securityScans,
      metrics: prefixes.metrics,
    },
    early: prefixes.early,
    segments: prefixes.segments,
  };
}

/** Environments, and those of them that a person opens: a door with a role, or a promotion that roles review. */
export function environmentsOf({ environments }: Contract): Environments {
  const names = Object.keys(environments);
  const approved = Object.entries(environments)
    .filter(([, { doors }]) =>
      doors.some(({ role, promotion }) => role !== undefined || promotion !== undefined),
    )
    .map(([name]) => name);
  return { names, approved };
}

/** @throws S3Failure without credentials. */
export function openLedger({ audit }: Contract, environment: Environment): ObjectStore {
  return openBucket(audit.bucket, s3AccessFrom(environment, audit.region));
}

/** @throws S3Failure without credentials. */
export function openIndex({ audit }: Contract, environment: Environment): ObjectStore {
  return openBucket(audit.indexBucket, s3AccessFrom(environment, audit.region));
}

/** GitHub's API as the job was told it. */
export function githubUrl(environment: Environment): string {
  return environment["GITHUB_API_URL"] || "https://api.github.com";
}

/**
 * The chains that are meant; all of them without a choice.
 *
 * @throws LedgerError for an environment or a book that there is not.
 */
export function placesOf(
  contract: Contract,
  chosen: { environment?: string | undefined; book?: string | undefined } = {},
): Place[] {
  const { names } = environmentsOf(contract);
  const environments = chosen.environment ? [oneOf("environment", chosen.environment, names)] : names;
  const among = chosen.book ? [oneOf("book", chosen.book, books)] : books;
  return environments.flatMap((environment) => among.map((book) => ({ book, environment })));
}

function oneOf<Word extends string>(option: string, given: string, allowed: readonly Word[]): Word {
  const found = allowed.find((one) => one === given);
  if (found !== undefined) return found;
  throw new LedgerError("usage", `--${option} is ${JSON.stringify(given)}; allowed: ${allowed.join(", ")}.`);
}
