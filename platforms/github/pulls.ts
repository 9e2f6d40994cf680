import { z } from "zod";
import type { Github, Place } from "./client.ts";

export interface Pull {
  number: number;
  url: string;
  title: string;
  body: string;
  /** The branch that it goes to. */
  base: string;
}

const pullAnswer = z
  .object({
    number: z.int(),
    html_url: z.string(),
    title: z.string(),
    body: z.string().nullish(),
    base: z.object({ ref: z.string() }),
  })
  .transform(
    ({ number, html_url, title, body, base }): Pull => ({
      number,
      url: html_url,
      title,
      body: body ?? "",
      base: base.ref,
    }),
  );

/** The open pull requests that come from a branch of the repository itself. */
export async function openPullsFrom(github: Github, at: Place, branch: string): Promise<Pull[]> {
  const { data } = await github.ask(
    "GET /repos/{owner}/{repo}/pulls",
    { ...at, state: "open", head: `${at.owner}:${branch}`, per_page: 100 },
    z.array(pullAnswer),
  );
  return data;
}

export async function createPull(
  github: Github,
  at: Place,
  pull: { title: string; body: string; head: string; base: string },
): Promise<Pull> {
  const { data } = await github.ask(
    "POST /repos/{owner}/{repo}/pulls",
    { ...at, ...pull, maintainer_can_modify: false },
    pullAnswer,
  );
  return data;
}

export async function changePull(
  github: Github,
  at: Place,
  number: number,
  change: { title?: string; body?: string; state?: "closed" },
): Promise<void> {
  await github.ask(
    "PATCH /repos/{owner}/{repo}/pulls/{pull_number}",
    { ...at, pull_number: number, ...change },
    z.unknown(),
  );
}
