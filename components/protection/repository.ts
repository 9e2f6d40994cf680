import { getRepository } from "@pulumi/github/getRepository.js";
import { RunError } from "@pulumi/pulumi";

/**
 * Makes sure that a repository that is said to exist does.
 *
 * @throws RunError when GitHub does not know it.
 */
export async function findRepository(owner: string, name: string): Promise<void> {
  const fullName = `${owner}/${name}`;
  const missing =
    `Settings: github.repository.name is ${JSON.stringify(name)}, and GitHub shows no repository ${fullName}. ` +
    "Mend the name, give the token access to it, or set github.repository.manage to create.";
  try {
    const repository = await getRepository({ fullName });
    // The published provider answers a missing repository with an empty result, not with an error.
    if (!repository.name) throw new RunError(missing);
  } catch (error) {
    if (error instanceof Error && /\b404\b/.test(error.message)) throw new RunError(missing);
    throw error;
  }
}
