import { z } from "zod";
import { sha256Hex } from "../canonical.ts";
import { moment, oneOf } from "../contract/words.ts";

/** From the mildest to the worst. */
export const severities = ["low", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

/** What an incident's issue says of itself, for the next run to read. */
const mark = z.strictObject({
  environment: z.string(),
  key: z.string(),
  severity: oneOf(severities, "how bad it is"),
  /** When it began, where that is known. */
  began: moment.optional(),
});

export type Mark = z.infer<typeof mark>;

const opening = "<!-- gatehouse-incident ";
const closing = " -->";

/** The same title in the same environment is the same incident, whatever its letters' case and spaces. */
export function keyOf(environment: string, title: string): string {
  return sha256Hex(`${environment}\n${title.trim().toLowerCase().replace(/\s+/g, " ")}`).slice(0, 16);
}

/** The title that people see in the list of issues. */
export function issueTitle(environment: string, title: string): string {
  return `${environment}: ${title.trim().replace(/\s+/g, " ")}`;
}

const reviewHeading = "## 7. Post-incident review";

export interface Opened {
  mark: Mark;
  title: string;
  /** ISO, when it was detected. */
  at: string;
  commit: string;
  /** Address of the run that found it. */
  run: string;
  reason: string | undefined;
}

/** The issue's text: a field for each of the seven steps of the emergency procedure (S004-OPS-02). */
export function incidentBody({ mark: own, title, at, commit, run, reason }: Opened): string {
  return `${markLine(own)}
**${title}**

## 1. Detection
- Detected at ${at} by ${run}
- Began at ${own.began ?? "a time that is not known"}
- Release: ${commit}${reason ? `\n- ${reason}` : ""}

## 2. Assessment: severity and impact
- Severity: ${own.severity}
- Impact: <!-- who cannot do what, since when -->

## 3. Decision: fix forward or roll back
<!-- which of the two, by whom, why -->

## 4. Emergency rollback
<!-- the run of the rollback workflow, or why none was needed -->

## 5. Verification
<!-- what shows that it is over -->

## 6. Incident and notification
- This issue; the timeline is in its comments.
- Told: <!-- who was told, when -->

${reviewHeading}
<!-- Root cause, what will keep it from coming back, who does it until when. The incident is not over while this is empty. -->
`;
}

function markLine(own: Mark): string {
  return `${opening}${JSON.stringify(own)}${closing}`;
}

/** What the issue says of itself; undefined for an issue that is no incident of this runtime. */
export function markIn(body: string | null): Mark | undefined {
  const [first = ""] = (body ?? "").split("\n");
  if (!first.startsWith(opening) || !first.trimEnd().endsWith(closing)) return undefined;
  try {
    return mark.safeParse(JSON.parse(first.trimEnd().slice(opening.length, -closing.length))).data;
  } catch {
    return undefined;
  }
}

/** The issue's text with another mark, and the severity that people read. */
export function remarked(body: string, own: Mark): string {
  const [, ...rest] = body.split("\n");
  return [markLine(own), ...rest].join("\n").replace(/^- Severity: .*$/m, `- Severity: ${own.severity}`);
}

/** Whether somebody wrote the review: something but comments stands below its heading. */
export function isReviewed(body: string | null): boolean {
  const text = (body ?? "").replaceAll("\r\n", "\n");
  const at = text.indexOf(`\n${reviewHeading}`);
  if (at < 0) return false;
  const [, ...lines] = text.slice(at + 1).split("\n");
  const next = lines.findIndex((line) => line.startsWith("## "));
  const section = lines.slice(0, next < 0 ? undefined : next).join("\n");
  return section.replace(/<!--[\s\S]*?-->/g, "").trim() !== "";
}

/** Marks the comment that says that it is over. */
const recoveredMark = "<!-- gatehouse-recovered -->";

export function recoveredText(at: string, text: string): string {
  return `${recoveredMark}\n${timelineText(at, text)}`;
}

export function isRecoveredText(body: string): boolean {
  return body.startsWith(recoveredMark);
}

/** An entry of the timeline. */
export function timelineText(at: string, text: string): string {
  return `**${at}** ${text}`;
}
