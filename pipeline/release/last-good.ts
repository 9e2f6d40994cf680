import { z } from "zod";
import type { Github, Place } from "../../platforms/github/client.ts";
import { readBlob, readBranch, readEntries } from "../../platforms/github/git.ts";
import { createBranch, createCommit, moveBranch } from "../../platforms/github/git-write.ts";
import { isRefusal } from "../../platforms/github/refusal.ts";
import { moment, sha } from "../contract/words.ts";
import { type Source, Untold } from "../facts/tell.ts";

/**
 * The branch that only the pipeline writes: `main` refuses direct pushes (C28; docs/decisions/015-rollback.md). Nothing
 * is deployed from it.
 */
export const ledgerBranch = "gatehouse/last-good";

/** S000-PROD-05: the file, whose words are the specification's. */
const document = z.strictObject({ last_good_sha: sha, deployed_at: moment });

export type LastGood = z.infer<typeof document>;

/** Where the last good release of an environment is written down. */
export function lastGoodFile(environment: string): string {
  const name = environment === "production" ? "PROD" : environment.toUpperCase().replaceAll("-", "_");
  return `infrastructure/LAST_${name}_DEPLOY.json`;
}

/** @returns undefined when there is none yet. @throws Untold where the file is not what this runtime wrote. */
export async function readLastGood(
  { github, at }: Source,
  environment: string,
): Promise<LastGood | undefined> {
  const branch = await readBranch(github, at, ledgerBranch);
  if (!branch) return undefined;
  const path = lastGoodFile(environment);
  const entry = (await readEntries(github, at, branch.commit.tree, new Set([path]))).get(path);
  if (!entry) return undefined;
  const parsed = document.safeParse(parse(await readBlob(github, at, entry.sha)));
  if (parsed.success) return parsed.data;
  throw new Untold(
    `${path} on ${ledgerBranch} is not as the pipeline writes it: somebody changed it by hand.`,
  );
}

/** As often as another environment's job may be quicker. */
const mostTries = 5;

/** Writes the file, on top of what others wrote meanwhile. Written once, it stays as it is. */
export async function writeLastGood(
  { github, at }: Source,
  environment: string,
  defaultBranch: string,
  good: LastGood,
): Promise<"written" | "there"> {
  const path = lastGoodFile(environment);
  const content = `${JSON.stringify(document.parse(good), null, 2)}\n`;
  for (let tries = 1; ; tries++) {
    const branch = (await readBranch(github, at, ledgerBranch)) ?? (await begin(github, at, defaultBranch));
    const now = await readLastGood({ github, at }, environment);
    if (now?.last_good_sha === good.last_good_sha) return "there";
    const message = `${environment}: ${good.last_good_sha} is good`;
    const change = { path, file: { content, mode: "100644" as const } };
    const { sha: commit } = await createCommit(github, at, branch.commit, [change], message);
    try {
      await moveBranch(github, at, ledgerBranch, commit, { force: false });
      return "written";
    } catch (error) {
      // Somebody else's commit is on the branch now: ours goes on top of it.
      if (!isRefusal(error, 409, 422) || tries >= mostTries) throw error;
    }
  }
}

async function begin(github: Github, at: Place, defaultBranch: string) {
  const main = await readBranch(github, at, defaultBranch);
  if (!main) throw new Untold(`The repository has no branch ${defaultBranch}.`);
  try {
    await createBranch(github, at, ledgerBranch, main.commit.sha);
  } catch (error) {
    if (!isRefusal(error, 422)) throw error;
  }
  return (await readBranch(github, at, ledgerBranch)) ?? main;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
