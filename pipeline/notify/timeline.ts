import { openGithub } from "../../platforms/github/client.ts";
import type { Frame } from "../cli/command.ts";
import type { Contract } from "../contract/contract.ts";
import {
  addComment,
  type Desk,
  type IncidentIssue,
  readComments,
  readIncidents,
} from "../incident/issues.ts";
import { type Mark, marksIn } from "./told.ts";

/** The incident that an alarm is about: it says since when, and what was told of it. */
export interface Timeline {
  issue: IncidentIssue;
  marks: Mark[];
  add(text: string): Promise<void>;
}

/**
 * The oldest open incident of an environment; undefined when there is none, or GitHub cannot be asked: then an alarm is
 * rather told twice than never.
 *
 * @returns with it why it could not be asked.
 */
export async function openTimeline(
  { repository, labels }: Contract,
  environment: string,
  frame: Frame,
): Promise<{ timeline?: Timeline; problem?: string }> {
  const token = frame.environment["GITHUB_TOKEN"];
  if (!token) {
    return {
      problem: "GITHUB_TOKEN is not set: what was told before could not be read, and GitHub is not told.",
    };
  }
  try {
    const desk: Desk = {
      github: openGithub({
        token,
        baseUrl: frame.environment["GITHUB_API_URL"],
        ...(frame.wait && { wait: frame.wait }),
      }),
      at: { owner: repository.owner, repo: repository.name },
      label: labels.incident,
    };
    const [issue] = await readIncidents(desk, environment);
    if (!issue) return {};
    const marks = marksIn(await readComments(desk, issue.number));
    return { timeline: { issue, marks, add: (text) => addComment(desk, issue.number, text) } };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
