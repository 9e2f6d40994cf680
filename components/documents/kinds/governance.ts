import type { DocumentContext } from "../context.ts";
import { code, list, page, section, steps, table } from "../markdown.ts";
import { emergencySteps } from "./operations.ts";

/** What to do in an incident (S002-DOC-01). */
export function incidentResponse(context: DocumentContext): string {
  const { rules, references } = context;
  return page(
    context,
    "Incident response",
    section(
      "The issue",
      `An incident is an issue with the label ${code(rules.labels.incident)}; one that keeps releases from going out also has ` +
        `${code(rules.labels.critical)}. Alarms and rollbacks open it by themselves, one for each cause. Its form asks for:`,
      steps(emergencySteps.map(({ title, text }) => `**${title}.** ${text}`)),
    ),
    section(
      "Who is told, and when",
      table(
        ["Environment", "Severity", "After", "Who"],
        Object.entries(rules.environments).flatMap(([name, { alerts }]) =>
          (alerts?.escalation ?? []).map(({ afterMinutes, emails }) => [
            name,
            alerts?.severity ?? "",
            `${afterMinutes} minutes`,
            emails.join(", "),
          ]),
        ),
      ),
    ),
    section(
      "Closing",
      "An incident is closed with its review. One that is closed without is opened again, and says what is missing.",
    ),
    references.length > 0 ? section("Kept elsewhere", list(references.map(code))) : "",
  );
}

/** The five duties of documentation, each with its document (S004-GOV-01). */
export function documentationDuties(context: DocumentContext): string {
  const { index, review } = context;
  const find = (word: RegExp) =>
    index
      .filter(({ title }) => word.test(title))
      .map(({ path, title }) => `[${title}](/${path})`)
      .join(", ") || "this page";
  const row = (duty: string, document: string) => [duty, document, review.owner, review.last, review.next];
  return page(
    context,
    "Documentation duties",
    table(
      ["Duty", "Document", "Owner", "Reviewed", "Next review by"],
      [
        row("changes of the pipeline are documented", find(/deployment|pipeline/i)),
        row("security procedures are current", find(/integrity|emergency/i)),
        row("schedules of rotation are kept", find(/variables|secrets/i)),
        row("plans for incidents are current", find(/incident/i)),
        row("recovery from disaster is tested", find(/rollback/i)),
      ],
    ),
    section(
      "How they stay current",
      "They are rendered from the settings, so a change of the pipeline changes them in the same pull request. What cannot be " +
        "rendered, whether they still tell the truth to people, is what a review is for.",
    ),
  );
}

/** Which requirement of the organisation is satisfied by what, and how that is shown (S002-TRACE-01). */
export function traceability(context: DocumentContext): string {
  return page(
    context,
    "Traceability",
    table(
      ["Requirement", "Title", "Hash", "Implements", "Satisfied by", "Shown by"],
      context.traceability.map(({ id, title, hash, parent, satisfiedBy, shownBy }) => [
        id,
        title,
        code(hash),
        parent,
        satisfiedBy.join(", "),
        shownBy.join(", "),
      ]),
    ),
  );
}

/** Every document of the pipeline, and who keeps them (S001-DOC-01). */
export function documentationIndex(context: DocumentContext): string {
  return page(
    context,
    "Documents of the pipeline",
    table(
      ["Document", "Path"],
      context.index.map(({ path, title }) => [`[${title}](/${path})`, code(path)]),
    ),
    context.references.length > 0 ? section("Kept elsewhere", list(context.references.map(code))) : "",
  );
}
