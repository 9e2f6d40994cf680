import { openGithub } from "../../../platforms/github/client.ts";
import type { Frame, Given, Outcome } from "../../cli/command.ts";
import type { Contract } from "../../contract/contract.ts";
import { placeName } from "../chain/place.ts";
import type { Sealed } from "../chain/record.ts";
import { maskAll, masker } from "../mask.ts";
import { type Recorded, recordEntry } from "../record-entry.ts";
import { bearWitness } from "../witness.ts";
import { environmentsOf, githubUrl, layoutOf, openLedger } from "./archive.ts";

/**
 * Records entries in their order, as the options `spool`, `take-in`, `early` and `witness` say. One that cannot be
 * recorded now does not keep the others from being recorded or from waiting.
 *
 * @throws LedgerError for a wrong entry; S3Failure or LedgerError for an outage when there is no spool.
 */
export async function recordAll(
  contract: Contract,
  entries: readonly unknown[],
  given: Given,
  frame: Frame,
): Promise<Recorded[]> {
  const { environment } = frame;
  const done: Recorded[] = [];
  for (const entry of entries) {
    const recorded = await recordEntry(maskAll(entry, masker(environment)), {
      open: () => openLedger(contract, environment),
      layout: layoutOf(contract),
      environments: environmentsOf(contract),
      spool: given.text("spool"),
      takeIn: given.text("take-in"),
      early: given.flag("early"),
      githubUrl: githubUrl(environment),
    });
    done.push(recorded);
  }
  const last = done.findLast(({ record }) => record !== undefined);
  if (given.flag("witness") && last?.record) {
    const problem = await witness(contract, last.record, frame);
    if (problem) last.warnings.push(problem);
  }
  return done;
}

/** @returns why there is no witness: the record stands all the same. */
async function witness(
  { repository }: Contract,
  sealed: Sealed,
  { environment, wait }: Frame,
): Promise<string | undefined> {
  try {
    const github = openGithub({
      token: environment["GITHUB_TOKEN"] ?? "",
      baseUrl: environment["GITHUB_API_URL"],
      ...(wait && { wait }),
    });
    const at = { owner: repository.owner, repo: repository.name };
    await bearWitness(github, at, sealed.record.entry.run.commit, sealed);
    return undefined;
  } catch (error) {
    return `GitHub does not bear witness to this record: ${error instanceof Error ? error.message : error}`;
  }
}

/** What was recorded, as a command tells it. @param mayGoOn whether the run may go on although something waits. */
export function recordingOutcome(done: readonly Recorded[], mayGoOn: boolean): Outcome {
  const verdict = mayGoOn ? "yes" : "unknown";
  const waits = done.some(({ state }) => state === "spooled");
  const title = waits
    ? "Not recorded: the archive could not be reached. Keep the spool's folder as a run artifact; the next run takes it in."
    : done.some(({ state }) => state === "early")
      ? "Stored: the next record takes it in."
      : "Recorded.";
  return {
    verdict,
    report: {
      verdict,
      title,
      rows: done.map((one) => ({
        name: one.entry.type,
        verdict: one.mayGoOn ? "yes" : "unknown",
        why: whyOf(one),
      })),
      notes: done.flatMap(({ takenIn, warnings }) => [
        ...takenIn.map((one) => `Taken in before it: ${one}.`),
        ...warnings.map((one) => `Warning: ${one}`),
      ]),
    },
    json: done.length === 1 ? done[0] : done,
  };
}

function whyOf({ state, place, record: sealed, waitsAt, reason }: Recorded): string {
  const where = `${placeName(place)} ${sealed?.record.sequence} ${sealed?.hash}`;
  switch (state) {
    case "recorded":
      return `recorded as ${where}`;
    case "there":
      return `was recorded before, as ${where}`;
    case "early":
      return `waits at ${waitsAt}`;
    case "spooled":
      return `waits in ${waitsAt}: ${reason}`;
  }
}
