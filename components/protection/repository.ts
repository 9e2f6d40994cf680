import { getOrganization } from "@pulumi/github/getOrganization.js";
import { getRepository } from "@pulumi/github/getRepository.js";
import { RunError } from "@pulumi/pulumi";

/**
 * Makes sure that a repository that is said to exist does.
 *
 * @param mergeCommits whether a promotion by pull request will merge in it: then it must allow merge commits.
 * @returns GitHub's number of it, which stands in the subject of newer repositories' OIDC tokens.
 * @throws RunError when GitHub does not know it, or it does not allow what it must.
 */
export async function findRepository(owner: string, name: string, mergeCommits: boolean): Promise<number> {
  const fullName = `${owner}/${name}`;
  const missing =
    `Settings: github.repository.name is ${JSON.stringify(name)}, and GitHub shows no repository ${fullName}. ` +
    "Mend the name, give the token access to it, or set github.repository.manage to create.";
  try {
    const repository = await getRepository({ fullName });
    // The published provider answers a missing repository with an empty result, not with an error.
    if (!repository.name) throw new RunError(missing);
    if (mergeCommits && !repository.allowMergeCommit) throw new RunError(withoutMergeCommits(fullName));
    return repository.repoId;
  } catch (error) {
    if (error instanceof Error && /\b404\b/.test(error.message)) throw new RunError(missing);
    throw error;
  }
}

function withoutMergeCommits(fullName: string): string {
  return (
    `Settings: an environment has approval: pull-request, and the repository ${fullName} does not allow merge commits, ` +
    "which alone keep the tested commit when it is promoted. Allow them under Pull Requests in the repository's settings " +
    "at GitHub; the rules of the default branch refuse them there."
  );
}

/** GitHub's number of an organization, which stands in the subject of newer repositories' OIDC tokens. */
export async function findOwner(owner: string): Promise<number> {
  return Number((await getOrganization({ name: owner, summaryOnly: true })).id);
}
