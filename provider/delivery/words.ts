import type { DeliveryInputs } from "./inputs.ts";
import type { Change } from "./plan.ts";

/** GitHub takes 65,536 characters; what is listed stays far below. */
const mostListed = 200;

const verbs: Record<Change["kind"], string> = { add: "adds", change: "changes", remove: "removes" };

/** The trailer by which a commit of this delivery is known again. */
const trailer = (branch: string): string => `Gatehouse-Delivery: ${branch}`;

/** The comment by which a pull request of this delivery is known again; browsers do not show it. */
const marker = (branch: string): string => `<!-- Gatehouse-Delivery: ${branch} -->`;

export function isOurCommit(message: string, branch: string): boolean {
  return message.split("\n").includes(trailer(branch));
}

export function isOurPull(body: string, branch: string): boolean {
  return body.includes(marker(branch));
}

export function commitMessage({ title, branch }: DeliveryInputs, changes: readonly Change[]): string {
  return `${title}\n\n${countsOf(changes)}\n\n${trailer(branch)}\n`;
}

/** The pull request's text: what changes, why that is safe, and what the delivery does next. */
export function pullBody(
  inputs: DeliveryInputs,
  changes: readonly Change[],
  before: number | undefined,
): string {
  const listed = changes.slice(0, mostListed).map(({ path, kind }) => `- ${verbs[kind]} \`${path}\``);
  const rest = changes.length - listed.length;
  return [
    "Gatehouse rendered these files from the pipeline's settings. " +
      `One commit brings all of them to \`${inputs.base}\`.`,
    section("What changes", [...listed, ...(rest > 0 ? [`- and ${rest} more files`] : [])]),
    section(
      "Why it is safe",
      inputs.reasons.map((reason) => `- ${reason}`),
    ),
    section("What happens next", [
      `- Until this is merged, \`${inputs.base}\` keeps what it has; no check of a file becomes required before it is there.`,
      `- The branch \`${inputs.branch}\` belongs to the delivery: when the settings or \`${inputs.base}\` change, the next ` +
        "`pulumi up` puts one new commit there in place of what it holds.",
      "- Closed without a merge, it is opened anew by the next `pulumi up`, as long as the settings say the same.",
      ...(before === undefined ? [] : [`- It takes the place of #${before}.`]),
    ]),
    marker(inputs.branch),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** The text of a pull request that nothing is left for. */
export function closingBody(body: string, instead: number | undefined): string {
  const reason = instead === undefined ? "Nothing is left to deliver by it." : `Superseded by #${instead}.`;
  return `${reason}\n\n${body}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `### ${title}\n${lines.join("\n")}`;
}

function countsOf(changes: readonly Change[]): string {
  const kinds: Change["kind"][] = ["add", "change", "remove"];
  const counts = kinds.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${verbs[kind]} ${count} ${count === 1 ? "file" : "files"}`];
  });
  const text = counts.join(", ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
