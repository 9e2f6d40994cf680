import type { Github } from "../../platforms/github/client.ts";
import { readBlob } from "../../platforms/github/git.ts";
import { readRepository } from "../../platforms/github/repository.ts";
import type { Known, Resource } from "../protocol/resource.ts";
import { hasUnknown, type Properties, unknownValue } from "../protocol/values.ts";
import { deliver, surveyExisting } from "./carry-out.ts";
import { differenceOf } from "./difference.ts";
import { checkInputs, type DeliveryInputs, readInputs } from "./inputs.ts";
import { type DeliveryOutputs, readOutputs } from "./outputs.ts";
import { isSettled, type Plan, planDelivery } from "./plan.ts";
import { withdraw } from "./proposal.ts";
import { type Last, placeOf, type Survey, survey } from "./survey.ts";

/** A file by hand that is larger is not brought into the state for the sake of a difference. */
const mostShown = 256 * 1024;

const outputNames = ["live", "pending", "leaving", "liveChecks", "delivered", "pullRequest"] as const;

const nothingKnown: Properties = Object.fromEntries(outputNames.map((name) => [name, unknownValue]));

/**
 * Files that a repository's default branch shall have: all changes in one commit, proposed as one pull request, or
 * committed right to the default branch as long as nothing protects it.
 */
export function filesResource(open: () => Github): Resource {
  return {
    token: "gatehouse-github:delivery:Files",
    check: checkInputs,

    async diff(known, news) {
      if (hasUnknown(news)) return differenceOf(known, news, known.outputs, []);
      const inputs = readInputs(news);
      if (isElsewhere(known, inputs)) return differenceOf(known, news, known.outputs, []);
      const { plan } = await surveyExisting(open(), inputs, lastOf(known));
      return differenceOf(known, news, foreseen(plan), commitsOf(plan));
    },

    async foresee(news, known) {
      if (hasUnknown(news)) return nothingKnown;
      const inputs = readInputs(news);
      const github = open();
      // The program itself may be about to create the repository.
      if (!known && !(await readRepository(github, placeOf(inputs)))) return nothingKnown;
      return foreseen((await surveyExisting(github, inputs, known && lastOf(known))).plan);
    },

    async apply(news, known, log) {
      const inputs = readInputs(news);
      const github = open();
      const last = known && lastOf(known);
      const { outputs, unsigned } = await deliver(github, inputs, last);
      if (last && last.inputs.branch !== inputs.branch) {
        await withdraw(github, last.inputs, outputs.pullRequest?.number);
      }
      if (unsigned) {
        await log(
          "info",
          "The commit has no signature, because a personal token made it. Where signed commits are required, use a " +
            "GitHub App's token: GitHub signs what an App commits.",
        );
      }
      return { id: idOf(inputs), outputs };
    },

    async read(known, id) {
      const last = lastOf(known);
      if (!last) {
        throw new Error(
          `${id} needs no import: declare it, and the next update takes over the files that are there as declared.`,
        );
      }
      const github = open();
      const seen = await survey(github, last.inputs, last);
      if (!seen) return undefined;
      const plan = planDelivery(seen.situation);
      return {
        inputs: { ...known.inputs, files: await presentFiles(github, last.inputs, seen, plan) },
        outputs: nowOf(last.outputs, plan.outcome, plan),
      };
    },

    async remove(known, log) {
      const last = lastOf(known);
      if (!last) return;
      const github = open();
      if (!(await readRepository(github, placeOf(last.inputs)))) return;
      await withdraw(github, last.inputs);
      const stays = [...last.outputs.live, ...last.outputs.leaving];
      if (stays.length > 0) {
        await log(
          "warning",
          `${stays.length} delivered files stay on ${last.inputs.base} of ${idOf(last.inputs)}, because a running ` +
            `pipeline needs them; remove them by a pull request: ${stays.slice(0, 10).join(", ")}` +
            `${stays.length > 10 ? ", …" : ""}`,
        );
      }
    },
  };
}

const idOf = ({ owner, repository, branch }: DeliveryInputs): string => `${owner}/${repository}:${branch}`;

function lastOf({ inputs, outputs }: Known): Last | undefined {
  const last = readOutputs(outputs);
  return last && { inputs: readInputs(inputs), outputs: last };
}

function isElsewhere({ inputs }: Known, { owner, repository }: DeliveryInputs): boolean {
  return inputs["owner"] !== owner || inputs["repository"] !== repository;
}

/** The outputs after an update, as far as they are known before it. */
function foreseen(plan: Plan): Properties {
  const opens = plan.way === "pull-request" && !plan.pull;
  return { ...plan.outcome, ...(opens ? { pullRequest: unknownValue } : {}) };
}

/** The changes that a new commit would bring; when only the world moved, the pull request changes and no file. */
function commitsOf(plan: Plan): Plan["changes"] {
  return plan.commits || plan.way === "direct" || plan.way === "first-commit" ? plan.changes : [];
}

/** The outputs of a refresh: what is, and not what an update would bring. */
function nowOf(last: DeliveryOutputs, outcome: DeliveryOutputs, plan: Plan): DeliveryOutputs {
  const waits = new Map(plan.changes.map(({ path, kind }) => [path, kind]));
  const paths = [...outcome.live, ...outcome.pending];
  return {
    ...outcome,
    live: outcome.live.filter((path) => !waits.has(path)),
    pending: paths.filter((path) => waits.has(path)).toSorted(),
    leaving: plan.changes.flatMap(({ path, kind }) => (kind === "remove" ? [path] : [])),
    liveChecks: Object.fromEntries(
      Object.entries(outcome.liveChecks).flatMap(([path, checks]) =>
        !waits.has(path) ? [[path, checks]] : last.liveChecks[path] ? [[path, last.liveChecks[path]]] : [],
      ),
    ),
    delivered: last.delivered,
  };
}

/**
 * The declared files as the default branch has them. What waits there in a pull request counts as declared: it is on
 * its way. The rest is drift.
 */
async function presentFiles(
  github: Github,
  inputs: DeliveryInputs,
  { present }: Survey,
  plan: Plan,
): Promise<DeliveryInputs["files"]> {
  const drifted = isSettled(plan) ? [] : commitsOf(plan);
  const kinds = new Map(drifted.map(({ path, kind }) => [path, kind]));
  const files = await Promise.all(
    Object.entries(inputs.files).map(async ([path, file]) => {
      const entry = present.get(path);
      if (kinds.get(path) === "add") return [];
      if (kinds.get(path) !== "change" || !entry) return [[path, file] as const];
      const content =
        entry.size > mostShown
          ? `(${entry.size} bytes: more than is shown)`
          : await readBlob(github, placeOf(inputs), entry.sha);
      return [[path, { ...file, content, executable: entry.mode === "100755" }] as const];
    }),
  );
  return Object.fromEntries(files.flat());
}
