import type { DocumentContext } from "../context.ts";
import { gateNames, policyNames } from "../enforced.ts";
import { code, codes, list, page, section, table } from "../markdown.ts";

/** Which code needs a label before it changes (S000-GUARD-06). */
export function integrityPolicy(context: DocumentContext): string {
  const { protectedPaths } = context.rules.protection;
  return page(
    context,
    "Integrity of the protected code",
    "Some code decides about money, identity and data. A change of it needs, beside the review that every change " +
      "needs, a label that a reviewer sets after looking at exactly that.",
    ...protectedPaths.map(({ paths, label, owners }) =>
      section(
        `Label ${code(label)}`,
        "Paths, from the repository's root:",
        list(paths.map(code)),
        owners ? `Reviewed by the role **${owners}**.` : "",
      ),
    ),
    section(
      "How it is held",
      list([
        "The guard runs on every pull request and on every push. It fails when a protected path changes without the label.",
        "The label counts only when somebody with triage rights or more set it, and not the author of the change.",
        "On a push it looks for the merged pull request. A push without one fails, whatever the path.",
        "Nobody bypasses it: the check is required by the branch's ruleset, which has no bypass list.",
      ]),
    ),
  );
}

/** How dependencies are frozen (S000-DEPF-06). */
export function dependencyPolicy(context: DocumentContext): string {
  return page(
    context,
    "Dependencies",
    "A release that was tested must be the release that runs: every dependency has one exact version, and a lock file says the same.",
    ...context.rules.protection.dependencyFreeze.map(({ manifest, lock, label }) =>
      section(
        code(manifest),
        list([
          `Every line of ${code(manifest)} pins one version with ${code("==")}. Ranges, URLs and editable installs are refused.`,
          `${code(lock)} repeats each of them exactly, nothing more and nothing less.`,
          `A change of either needs the label ${code(label)}, set by a reviewer.`,
          "Security updates take the same way; the label is what is fast, not the absence of a look.",
        ]),
      ),
    ),
  );
}

/** The map of every guard, gate and policy (S000-RB-03). */
export function integritySummary(context: DocumentContext): string {
  const { protection, environments, roles } = context.rules;
  return page(
    context,
    "Integrity Pack v1",
    "Everything that stands between a commit and its users, in the order in which a change meets it.",
    section(
      "Guards, on every pull request",
      table(
        ["Guard", "Asks", "Label"],
        [
          ...protection.protectedPaths.map(({ paths, label }) => [
            "protected paths",
            `no change of ${codes(paths)} without the label`,
            code(label),
          ]),
          ...protection.dependencyFreeze.map(({ manifest, lock, label }) => [
            "dependency freeze",
            `${code(manifest)} pinned and equal to ${code(lock)}`,
            code(label),
          ]),
        ],
      ),
    ),
    section(
      "Gates, before a release enters an environment",
      table(
        ["Gate", "Asks"],
        gateNames.map(([name, asks]) => [code(name), asks]),
      ),
    ),
    section(
      "Doors",
      table(
        ["Environment", "Opened by", "From"],
        Object.values(environments).flatMap((stage) =>
          stage.doors.map((door) => [
            code(door.name),
            door.role ?? door.promotion?.roles.join(" and ") ?? "nobody has to",
            codes(door.promotion ? [door.promotion.branch] : stage.branches),
          ]),
        ),
      ),
      table(
        ["Role", "Held by"],
        Object.entries(roles).map(([role, { teams, users }]) => [
          role,
          [...teams.map((team) => `team ${team}`), ...users].join(", "),
        ]),
      ),
    ),
    section("Policies, on every preview and update of the pipeline itself", list(policyNames.map(code))),
    section("The documents", list(context.index.map(({ path, title }) => `[${title}](/${path})`))),
  );
}
