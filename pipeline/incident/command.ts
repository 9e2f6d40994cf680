import { existsSync } from "node:fs";
import { z } from "zod";
import { openGithub } from "../../platforms/github/client.ts";
import { maskAll, masker } from "../audit/mask.ts";
import { type Attached, checksOf, readAttached, verdictOf } from "../audit/run/attachment.ts";
import { type Command, type Frame, type Given, type Outcome, WrongUse } from "../cli/command.ts";
import { openContract, stageOf } from "../cli/contract-file.ts";
import { commandOptions } from "../contract/commands.ts";
import type { Contract } from "../contract/contract.ts";
import { moment } from "../contract/words.ts";
import { runAddress } from "../notify/run-address.ts";
import { type Handled, open, type Report, recover, review, update } from "./desk.ts";
import type { Desk } from "./issues.ts";
import { severities } from "./template.ts";

const actions = ["open", "update", "close", "review"] as const;

export const incident: Command = {
  name: "incident",
  purpose: "keep one GitHub issue for each incident: open, update, close, review",
  help: `open: opens the issue, or adds to the one that is open: the same title is the same incident. update: adds to its
timeline. close: notes that it is over; the issue closes when its post-incident review is written. review: closes what is
over and reviewed, and opens again what was closed without a review; without --title it looks at every incident.

Exits 0: done; with no open incident there is nothing to update or close. 1: a review is missing (review alone). 2: wrong
use. 3: GitHub could not be asked.`,
  options: commandOptions.incident,
  examples: [
    'incident --environment production --action open --title "Health check fails" --attach watch.json --record incident.json',
    "incident --environment production --action review",
  ],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const name = given.need("environment");
    stageOf(contract, name);
    const action = actions.find((one) => one === given.need("action"));
    if (!action) {
      throw new WrongUse(
        `--action is ${JSON.stringify(given.text("action"))}. Allowed: ${actions.join(", ")}.`,
      );
    }
    const desk = deskOf(contract, frame);
    const at = new Date(frame.now()).toISOString();
    if (action === "review") {
      const handled = await review(desk, { environment: name, title: given.text("title"), at });
      return outcomeOf(name, handled, handled.some(({ unreviewed }) => unreviewed) ? "no" : "yes");
    }
    const report = reportOf(contract, given, frame, at);
    const { labels } = contract;
    const handled =
      action === "open"
        ? await open(desk, report, labels)
        : action === "update"
          ? await update(desk, report, labels)
          : await recover(desk, report);
    return outcomeOf(name, [handled], "yes");
  },
};

function deskOf({ repository, labels }: Contract, { environment, wait }: Frame): Desk {
  const token = environment["GITHUB_TOKEN"];
  if (!token) {
    throw new WrongUse(
      "GITHUB_TOKEN is not set: hand the job's own token to the step, under env, with `issues: write`.",
    );
  }
  return {
    github: openGithub({ token, baseUrl: environment["GITHUB_API_URL"], ...(wait && { wait }) }),
    at: { owner: repository.owner, repo: repository.name },
    label: labels.incident,
  };
}

const text = z.string();

function reportOf(contract: Contract, given: Given, frame: Frame, at: string): Report {
  const mask = masker(frame.environment);
  const name = given.need("environment");
  const severity = given.text("severity") ?? stageOf(contract, name).alerts?.severity ?? "high";
  const known = severities.find((one) => one === severity);
  if (!known) {
    throw new WrongUse(`--severity is ${JSON.stringify(severity)}. Allowed: ${severities.join(", ")}.`);
  }
  const attached = readAttached(given.list("attach"), existsSync);
  const reason = given.text("reason");
  const masked = (value: string) => text.parse(maskAll(value, mask));
  return {
    environment: name,
    title: masked(given.need("title")),
    severity: known,
    at,
    began: beginOf(attached),
    commit: given.text("sha") ?? frame.environment["GITHUB_SHA"] ?? "not known",
    run: runAddress(frame.environment),
    reason: reason && masked(reason),
    timeline: masked(timelineOf(reason, attached, runAddress(frame.environment))),
  };
}

const beginnings = z.looseObject({
  began: moment.optional(),
  samples: z.array(z.looseObject({ at: moment, ok: z.boolean() })).optional(),
});

/** When the trouble began: as a record says, or with the first bad sample. */
function beginOf(attached: readonly Attached[]): string | undefined {
  const found = attached.flatMap(({ content }) => {
    const { began, samples } = beginnings.safeParse(content).data ?? {};
    return began ?? samples?.find(({ ok }) => !ok)?.at ?? [];
  });
  return found.sort()[0];
}

function timelineOf(reason: string | undefined, attached: readonly Attached[], run: string): string {
  const lines = attached.flatMap((one) => [
    `- ${one.command}: ${verdictOf(one) ?? "no verdict"}`,
    ...checksOf(one)
      .filter(({ outcome }) => outcome !== "pass")
      .map(({ name, outcome, detail }) => `  - ${name}: ${outcome}${detail ? `: ${detail}` : ""}`),
  ]);
  return [reason ?? "Reported", `(${run})`, ...(lines.length > 0 ? ["", ...lines] : [])].join(
    lines.length > 0 ? "\n" : " ",
  );
}

function outcomeOf(environment: string, handled: readonly Handled[], verdict: "yes" | "no"): Outcome {
  const incidents = handled.flatMap(({ steps }) => steps);
  const rows = handled.flatMap(({ issue, steps, unreviewed }) => {
    if (!issue) return [];
    const done = steps.map(({ change }) => change).join(", then ") || (issue.isOpen ? "open" : "closed");
    const why = `${issue.title} (${issue.mark.severity}): ${done}. ${issue.url}`;
    const waits = unreviewed && issue.isOpen;
    return [
      {
        name: `#${issue.number}`,
        verdict: verdict === "no" && unreviewed ? ("no" as const) : ("yes" as const),
        why: waits ? `${why} It stays open until its post-incident review is written.` : why,
        todo: "Write section 7 of the issue.",
      },
    ];
  });
  const title =
    rows.length === 0 ? `There is no such incident of ${environment}.` : `Incidents of ${environment}`;
  return {
    verdict,
    report: { verdict, title, rows, notes: [] },
    json: { environment, incidents, issues: handled.flatMap(({ issue }) => issue ?? []) },
    record: JSON.stringify({ command: "incident", environment, verdict, incidents }),
  };
}
