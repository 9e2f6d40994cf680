import { z } from "zod";
import { askAll, askOne, momentOf, type Source } from "../tell.ts";

export const issueAnswer = z.object({
  number: z.int(),
  title: z.string(),
  created_at: z.iso.datetime({ offset: true }),
  closed_at: z.iso.datetime({ offset: true }).nullable(),
  /** GitHub lists pull requests among the issues. */
  pull_request: z.object({}).optional(),
});

export const issuesAnswer = z.array(issueAnswer);

export interface Issue {
  reference: string;
  title: string;
  openedAt: string;
  closedAt: string | null;
}

/**
 * Issues that have all of these labels: those that are open, and those closed since a moment.
 *
 * @param closedSince milliseconds since 1970; undefined: open ones only.
 */
export async function readIssues(
  source: Source,
  labels: readonly string[],
  closedSince?: number,
): Promise<Issue[]> {
  const read = (more: Record<string, unknown>) =>
    askAll(
      source,
      "GET /repos/{owner}/{repo}/issues",
      { labels: labels.join(","), ...more },
      issuesAnswer,
      (issues) => issues,
    );
  const found = [
    ...(await read({ state: "open" })),
    // `since` asks for changes, and closing is one.
    ...(closedSince === undefined
      ? []
      : await read({ state: "closed", since: new Date(closedSince).toISOString() })),
  ];
  return found.filter(({ pull_request }) => pull_request === undefined).map(issueOf);
}

/** One issue, whatever its labels. */
export async function readIssue(source: Source, number: number): Promise<Issue> {
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}";
  const { data } = await askOne(source, route, { issue_number: number }, issueAnswer);
  return issueOf(data);
}

function issueOf({ number, title, created_at, closed_at }: z.infer<typeof issueAnswer>): Issue {
  return {
    reference: `#${number}`,
    title,
    openedAt: momentOf(created_at),
    closedAt: closed_at === null ? null : momentOf(closed_at),
  };
}
