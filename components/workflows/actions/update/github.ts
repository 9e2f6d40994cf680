import { z } from "zod";

/** Why the pins cannot be brought up to date now. */
export class UpdateError extends Error {
  override readonly name = "UpdateError";
  /** 1: GitHub's answer must not be taken. 3: GitHub could not be asked. */
  readonly exitCode: 1 | 3;

  constructor(message: string, exitCode: 1 | 3) {
    super(message);
    this.exitCode = exitCode;
  }
}

export interface GitHub {
  /** The root of the API: https://api.github.com. */
  readonly api: string;
  /** Without one GitHub answers 60 questions an hour, with one 5,000. */
  readonly token?: string | undefined;
}

/** A tag and the commit that it is of; of an annotated tag, the commit behind it. */
export interface Tag {
  readonly name: string;
  readonly sha: string;
}

const tagPage = z.array(z.object({ name: z.string(), commit: z.object({ sha: z.string() }) }));
const perPage = 100;

/** All tags of a repository. */
export async function tagsOf(github: GitHub, repository: string): Promise<Tag[]> {
  const tags: Tag[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/repos/${repository}/tags?per_page=${perPage}&page=${page}`;
    const answer = await ask(github, path, "application/vnd.github+json");
    const read = tagPage.safeParse(answer === undefined ? undefined : JSON.parse(answer));
    if (!read.success) throw new UpdateError(`${github.api}${path} gave no list of tags`, 3);
    tags.push(...read.data.map(({ name, commit }) => ({ name, sha: commit.sha })));
    if (read.data.length < perPage) return tags;
  }
}

/** A file at a commit, or undefined where there is none. */
export async function fileAt(
  github: GitHub,
  repository: string,
  path: string,
  sha: string,
): Promise<string | undefined> {
  return await ask(
    github,
    `/repos/${repository}/contents/${path}?ref=${sha}`,
    "application/vnd.github.raw+json",
  );
}

async function ask({ api, token }: GitHub, path: string, accept: string): Promise<string | undefined> {
  const headers = { accept, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  let answer: Response;
  try {
    answer = await fetch(`${api}${path}`, { headers });
  } catch (error) {
    throw new UpdateError(
      `GitHub cannot be reached at ${api} (${reasonOf(error)}): the pins stay as they are`,
      3,
    );
  }
  if (answer.ok) return await answer.text();
  if (answer.status === 404) return undefined;
  const hint =
    answer.status === 403 || answer.status === 429
      ? "; perhaps its limit is reached: set GITHUB_TOKEN to any token, it needs no rights"
      : "";
  throw new UpdateError(`${api}${path} answered ${answer.status}${hint}: the pins stay as they are`, 3);
}

/** fetch says "fetch failed" and hides why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `${error}`;
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
