import { z } from "zod";
import type { Github, Place as Repository } from "../../platforms/github/client.ts";
import { type Place, placeName, placeNamed } from "./chain/place.ts";
import type { Sealed } from "./chain/record.ts";
import type { Witness } from "./verify/finding.ts";

/**
 * A witness is a status of the run's commit: GitHub offers no way to change or delete one, so who cuts the end of a
 * chain off, even with the archive's own account, cannot take back what GitHub was told.
 */
const contextPrefix = "ledger: ";

/** Says to GitHub where the chain ends. Needs `statuses: write`. @throws GithubRefusal */
export async function bearWitness(
  github: Github,
  at: Repository,
  commit: string,
  { hash, record }: Sealed,
): Promise<void> {
  await github.ask(
    "POST /repos/{owner}/{repo}/statuses/{sha}",
    {
      ...at,
      sha: commit,
      state: "success",
      context: `${contextPrefix}${placeName(record)}`,
      description: `${record.sequence} ${hash}`,
    },
    z.unknown(),
  );
}

const pageSize = 100;

const commits = z.array(z.object({ sha: z.string() }));

const statuses = z.array(
  z.object({
    context: z.string(),
    description: z.string().nullable(),
    created_at: z.string(),
    creator: z.object({ login: z.string() }).nullish(),
  }),
);

/**
 * What GitHub holds of the chains' ends, on the commits of a branch.
 *
 * @param since only commits from then on, ISO.
 * @throws GithubRefusal
 */
export async function readWitnesses(
  github: Github,
  at: Repository,
  branch: string,
  since: string,
): Promise<Witness[]> {
  const found: Witness[] = [];
  for (let page = 1; ; page++) {
    const asked = { ...at, sha: branch, since, per_page: pageSize, page };
    const { data } = await github.ask("GET /repos/{owner}/{repo}/commits", asked, commits);
    for (const { sha } of data) found.push(...(await witnessesOf(github, at, sha)));
    if (data.length < pageSize) return found;
  }
}

async function witnessesOf(github: Github, at: Repository, sha: string): Promise<Witness[]> {
  const found: Witness[] = [];
  for (let page = 1; ; page++) {
    const asked = { ...at, ref: sha, per_page: pageSize, page };
    const { data } = await github.ask("GET /repos/{owner}/{repo}/commits/{ref}/statuses", asked, statuses);
    for (const { context, description, created_at, creator } of data) {
      const place = placeOfContext(context);
      const [, sequence, hash] = /^(\d+) ([0-9a-f]{64})$/.exec(description ?? "") ?? [];
      if (!place || !sequence || !hash) continue;
      const source = `a status of ${sha.slice(0, 12)} by ${creator?.login ?? "a deleted account"} at ${created_at}`;
      found.push({ place: placeName(place), sequence: Number(sequence), hash, source });
    }
    if (data.length < pageSize) return found;
  }
}

function placeOfContext(context: string): Place | undefined {
  return context.startsWith(contextPrefix) ? placeNamed(context.slice(contextPrefix.length)) : undefined;
}
