import type { z } from "zod";
import type { Github, Place } from "../../platforms/github/client.ts";
import { GithubRefusal, isRefusal } from "../../platforms/github/refusal.ts";
import type { Fact } from "./facts.ts";

/** A fact that could not be read; the message says why and what to do. */
export class Untold extends Error {
  override name = "Untold";
}

/** Nothing can be told at all: GitHub does not know the token, or cannot be reached. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/**
 * Reads a fact, or says why it could not be read.
 *
 * @throws Unreachable, since then no other fact can be read either.
 */
export async function tell<Value>(read: () => Promise<Value>): Promise<Fact<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof Untold) return { missing: error.message };
    throw error;
  }
}

/** GitHub's API for one repository, as facts are read from it. */
export interface Source {
  github: Github;
  at: Place;
}

/**
 * One answer of GitHub.
 *
 * @throws Untold when it refuses this question; Unreachable when it would refuse every one.
 */
export async function askOne<Schema extends z.ZodType>(
  { github, at }: Source,
  route: string,
  parameters: Record<string, unknown>,
  answer: Schema,
): Promise<{ data: z.output<Schema>; headers: Readonly<Record<string, string | undefined>> }> {
  try {
    return await github.ask(route, { ...at, ...parameters }, answer);
  } catch (error) {
    if (isRefusal(error, 401)) throw new Unreachable(error.message, { cause: error });
    if (error instanceof GithubRefusal && error.status === undefined) {
      throw new Unreachable(error.message, { cause: error });
    }
    // What is no refusal is an answer that is not GitHub's, and says so.
    if (error instanceof Error) throw new Untold(error.message, { cause: error });
    throw error;
  }
}

/** As many items as GitHub gives at once. */
const pageSize = 100;

/** More pages than a pipeline fills; beyond them a fact is not told rather than told in part. */
const mostPages = 20;

/**
 * All items of a list, page by page.
 *
 * @param until asked of each page: whether the rest of the list is of no interest.
 * @throws Untold where the list does not end.
 */
export async function askAll<Item, Page>(
  source: Source,
  route: string,
  parameters: Record<string, unknown>,
  page: z.ZodType<Page>,
  itemsOf: (page: Page) => readonly Item[],
  until: (items: readonly Item[]) => boolean = () => false,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let number = 1; number <= mostPages; number++) {
    const { data } = await askOne(source, route, { ...parameters, per_page: pageSize, page: number }, page);
    const items = itemsOf(data);
    all.push(...items);
    if (items.length < pageSize || until(items)) return all;
  }
  throw new Untold(
    `GitHub has more than ${mostPages * pageSize} answers to ${route}: too many to decide by. Remove what is old.`,
  );
}

/** GitHub's moments have no milliseconds; ours may. */
export function momentOf(text: string): string {
  return new Date(text).toISOString().replace(".000Z", "Z");
}
