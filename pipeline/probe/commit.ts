import { type Environment, type Given, WrongUse } from "../cli/command.ts";
import { sha } from "../contract/words.ts";

/**
 * The release that a command is about; null where neither the option nor the job names one.
 *
 * @throws WrongUse for what is no full SHA.
 */
export function commitOf(given: Given, variables: Environment): string | null {
  const name = given.text("sha") ?? variables["GITHUB_SHA"];
  if (name === undefined || name === "") return null;
  if (sha.safeParse(name).success) return name;
  throw new WrongUse(
    `--sha is ${JSON.stringify(name)}. Allowed: a commit's full SHA, 40 lower-case hexadecimal digits.`,
  );
}
