import {
  addComment,
  changeIncident,
  createIncident,
  type Desk,
  type IncidentIssue,
  isRecovered,
  readIncidents,
  troubleMark,
} from "./issues.ts";
import {
  incidentBody,
  isReviewed,
  issueTitle,
  keyOf,
  recoveredText,
  remarked,
  type Severity,
  severities,
  timelineText,
} from "./template.ts";

/** What became of an incident; `audit run` makes a record of each. */
export interface Step {
  /** ISO. */
  at: string;
  issue: number;
  change: "opened" | "escalated" | "updated" | "recovered" | "closed" | "reopened";
  severity: Severity;
  title: string;
  began?: string;
  detail?: string;
}

export interface Report {
  environment: string;
  title: string;
  severity: Severity;
  /** ISO. */
  at: string;
  began: string | undefined;
  commit: string;
  /** Address of the run. */
  run: string;
  reason: string | undefined;
  /** What is added to the timeline. */
  timeline: string;
}

/** What came of an action: the steps that it made, and the incident as it is now. */
export interface Handled {
  steps: Step[];
  issue: IncidentIssue | undefined;
  /** Whether it waits for its review. */
  unreviewed: boolean;
}

/** The label of the worst severity; the others have none of their own. */
export interface Labels {
  critical: string;
}

function stepOf(issue: IncidentIssue, change: Step["change"], at: string, detail?: string): Step {
  const { severity, began } = issue.mark;
  const base = { at, issue: issue.number, change, severity, title: issue.title };
  return { ...base, ...(began && { began }), ...(detail && { detail }) };
}

/**
 * Opens an incident, or goes on with the one that is open: one title, one incident. Of two runs that open it at once
 * the first keeps it, and the other's is closed as its duplicate.
 *
 * @throws GithubRefusal
 */
export async function open(desk: Desk, report: Report, labels: Labels): Promise<Handled> {
  const key = keyOf(report.environment, report.title);
  const same = async () =>
    (await readIncidents(desk, report.environment)).filter(({ mark }) => mark.key === key);
  const [there] = await same();
  if (there) return goOn(desk, there, report, labels);
  const { environment, severity, began, title } = report;
  const mark = { environment, key, severity, ...(began && { began }) };
  const made = await createIncident(desk, {
    title: issueTitle(environment, title),
    body: incidentBody({ ...report, mark }),
    labels: severity === "critical" ? [labels.critical] : [],
  });
  const [first = made] = await same();
  if (first.number === made.number) {
    await addComment(desk, made.number, timelineText(report.at, report.timeline));
    return { steps: [stepOf(made, "opened", report.at, report.timeline)], issue: made, unreviewed: true };
  }
  await addComment(desk, made.number, `Another run opened #${first.number} for the same at the same time.`);
  await changeIncident(desk, made.number, { state: "closed", state_reason: "duplicate" });
  return goOn(desk, first, report, labels);
}

/** Adds to the timeline of an open incident, and raises its severity where it became worse. */
async function goOn(desk: Desk, issue: IncidentIssue, report: Report, labels: Labels): Promise<Handled> {
  const isWorse = severities.indexOf(report.severity) > severities.indexOf(issue.mark.severity);
  await addComment(desk, issue.number, `${troubleMark}\n${timelineText(report.at, report.timeline)}`);
  if (!isWorse) {
    return {
      steps: [stepOf(issue, "updated", report.at, report.timeline)],
      issue,
      unreviewed: !isReviewed(issue.body),
    };
  }
  const mark = { ...issue.mark, severity: report.severity };
  const body = remarked(issue.body, mark);
  const names = [...new Set([...issue.labels, ...(report.severity === "critical" ? [labels.critical] : [])])];
  await changeIncident(desk, issue.number, { body, labels: names });
  const raised = { ...issue, mark, body, labels: names };
  return {
    steps: [stepOf(raised, "escalated", report.at, report.timeline)],
    issue: raised,
    unreviewed: !isReviewed(body),
  };
}

/** Adds to the timeline of the open incident; with none open it changes nothing. @throws GithubRefusal */
export async function update(desk: Desk, report: Report, labels: Labels): Promise<Handled> {
  const issue = await openOne(desk, report);
  return issue ? goOn(desk, issue, report, labels) : { steps: [], issue: undefined, unreviewed: false };
}

/**
 * Notes that it is over. The issue closes when its review is written, and not before (S004-GOV-06).
 *
 * @throws GithubRefusal
 */
export async function recover(desk: Desk, report: Report): Promise<Handled> {
  const issue = await openOne(desk, report);
  if (!issue) return { steps: [], issue: undefined, unreviewed: false };
  const steps: Step[] = [];
  if (!(await isRecovered(desk, issue.number))) {
    await addComment(desk, issue.number, recoveredText(report.at, report.timeline));
    steps.push(stepOf(issue, "recovered", report.at, report.timeline));
  }
  if (!isReviewed(issue.body)) return { steps, issue, unreviewed: true };
  await changeIncident(desk, issue.number, { state: "closed", state_reason: "completed" });
  steps.push(stepOf(issue, "closed", report.at));
  return { steps, issue: { ...issue, isOpen: false }, unreviewed: false };
}

async function openOne(desk: Desk, { environment, title }: Report): Promise<IncidentIssue | undefined> {
  const key = keyOf(environment, title);
  return (await readIncidents(desk, environment)).find(({ mark }) => mark.key === key);
}

/** Days for which a closed incident is looked at again. */
const reviewDays = 90;

/**
 * Holds incidents against their reviews: one that is over and reviewed is closed, one that was closed without a review
 * is opened again (S004-GOV-06).
 *
 * @param title undefined: every incident of the environment.
 * @throws GithubRefusal
 */
export async function review(
  desk: Desk,
  { environment, title, at }: { environment: string; title: string | undefined; at: string },
): Promise<Handled[]> {
  const since = new Date(Date.parse(at) - reviewDays * 86_400_000).toISOString();
  const all = await readIncidents(desk, environment, since);
  const key = title === undefined ? undefined : keyOf(environment, title);
  const handled: Handled[] = [];
  for (const issue of all.filter(({ mark }) => key === undefined || mark.key === key)) {
    // A duplicate has its review in the issue that it doubles; without one it is no duplicate.
    const doubles = all.some((one) => one.mark.key === issue.mark.key && one.number < issue.number);
    if (issue.isDuplicate && doubles) continue;
    handled.push(await reviewOne(desk, issue, at));
  }
  return handled;
}

async function reviewOne(desk: Desk, issue: IncidentIssue, at: string): Promise<Handled> {
  const reviewed = isReviewed(issue.body);
  if (issue.isOpen) {
    if (!reviewed || !(await isRecovered(desk, issue.number))) {
      return { steps: [], issue, unreviewed: !reviewed };
    }
    await changeIncident(desk, issue.number, { state: "closed", state_reason: "completed" });
    return { steps: [stepOf(issue, "closed", at)], issue: { ...issue, isOpen: false }, unreviewed: false };
  }
  if (reviewed) return { steps: [], issue, unreviewed: false };
  const why = "It was closed without its post-incident review, and is open again: fill in section 7.";
  await changeIncident(desk, issue.number, { state: "open", state_reason: "reopened" });
  await addComment(desk, issue.number, timelineText(at, why));
  return { steps: [stepOf(issue, "reopened", at, why)], issue: { ...issue, isOpen: true }, unreviewed: true };
}
