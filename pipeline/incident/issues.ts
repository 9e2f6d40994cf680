import { z } from "zod";
import type { Github, Place } from "../../platforms/github/client.ts";
import { isRecoveredText, type Mark, markIn } from "./template.ts";

const issueAnswer = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(["open", "closed"]),
  state_reason: z.string().nullish(),
  html_url: z.string(),
  created_at: z.string(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().optional() })])),
  pull_request: z.object({}).optional(),
});

const commentAnswer = z.object({ body: z.string().optional(), created_at: z.string() });

/** An incident's issue. */
export interface IncidentIssue {
  number: number;
  title: string;
  body: string;
  isOpen: boolean;
  isDuplicate: boolean;
  url: string;
  openedAt: string;
  labels: string[];
  mark: Mark;
}

/** A repository whose incidents are kept as issues with this label, which only people with triage rights can set. */
export interface Desk {
  github: Github;
  at: Place;
  label: string;
}

const pageSize = 100;
const mostPages = 20;

/**
 * The incidents of an environment, oldest first.
 *
 * @param since ISO: of closed ones only those that changed from then on; undefined: open ones only.
 * @throws GithubRefusal
 */
export async function readIncidents(
  { github, at, label }: Desk,
  environment: string,
  since?: string,
): Promise<IncidentIssue[]> {
  const found: z.infer<typeof issueAnswer>[] = [];
  const asked = since === undefined ? [{ state: "open" }] : [{ state: "open" }, { state: "closed", since }];
  for (const more of asked) {
    for (let page = 1; page <= mostPages; page++) {
      const { data } = await github.ask(
        "GET /repos/{owner}/{repo}/issues",
        { ...at, labels: label, ...more, per_page: pageSize, page },
        z.array(issueAnswer),
      );
      found.push(...data);
      if (data.length < pageSize) break;
    }
  }
  return found
    .filter(({ pull_request }) => pull_request === undefined)
    .flatMap((one) => incidentOf(one) ?? [])
    .filter(({ mark }) => mark.environment === environment)
    .sort((one, other) => one.number - other.number);
}

function incidentOf(issue: z.infer<typeof issueAnswer>): IncidentIssue | undefined {
  const mark = markIn(issue.body);
  if (!mark || issue.body === null) return undefined;
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    isOpen: issue.state === "open",
    isDuplicate: issue.state_reason === "duplicate",
    url: issue.html_url,
    openedAt: issue.created_at,
    labels: issue.labels.flatMap((one) => (typeof one === "string" ? one : (one.name ?? []))),
    mark,
  };
}

/** @throws GithubRefusal; Error when GitHub did not keep the issue's text. */
export async function createIncident(
  { github, at, label }: Desk,
  issue: { title: string; body: string; labels: readonly string[] },
): Promise<IncidentIssue> {
  const asked = { ...at, ...issue, labels: [label, ...issue.labels] };
  const { data } = await github.ask("POST /repos/{owner}/{repo}/issues", asked, issueAnswer);
  const made = incidentOf(data);
  if (made) return made;
  throw new Error(`GitHub made issue #${data.number} of ${at.owner}/${at.repo} without its text.`);
}

export interface Change {
  body?: string;
  labels?: readonly string[];
  state?: "open" | "closed";
  state_reason?: "completed" | "duplicate" | "reopened";
}

/** @throws GithubRefusal */
export async function changeIncident({ github, at }: Desk, number: number, change: Change): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
  await github.ask(route, { ...at, issue_number: number, ...change }, z.unknown());
}

/** @throws GithubRefusal */
export async function addComment({ github, at }: Desk, number: number, body: string): Promise<void> {
  const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
  await github.ask(route, { ...at, issue_number: number, body }, z.unknown());
}

/** The texts of an issue's comments, oldest first. @throws GithubRefusal */
export async function readComments({ github, at }: Desk, number: number): Promise<string[]> {
  const texts: string[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const { data } = await github.ask(
      "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
      { ...at, issue_number: number, per_page: pageSize, page },
      z.array(commentAnswer),
    );
    texts.push(...data.map(({ body }) => body ?? ""));
    if (data.length < pageSize) break;
  }
  return texts;
}

/** Whether its timeline says that it is over. @throws GithubRefusal */
export async function isRecovered(desk: Desk, number: number): Promise<boolean> {
  const texts = await readComments(desk, number);
  // What happened after it came back counts: an update behind it opens the trouble again.
  const last = texts.findLast((text) => isRecoveredText(text) || isTroubleText(text));
  return last !== undefined && isRecoveredText(last);
}

/** Marks the comment of trouble that came again. */
export const troubleMark = "<!-- gatehouse-trouble -->";

function isTroubleText(body: string): boolean {
  return body.startsWith(troubleMark);
}
