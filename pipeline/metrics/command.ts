import { z } from "zod";
import { openGithub } from "../../platforms/github/client.ts";
import { GithubRefusal } from "../../platforms/github/refusal.ts";
import { layoutOf, openLedger } from "../audit/commands/archive.ts";
import { writeNamed } from "../audit/commands/files.ts";
import { canonicalJson } from "../canonical.ts";
import { type Command, type Frame, WrongUse } from "../cli/command.ts";
import { openContract, stageOf } from "../cli/contract-file.ts";
import { commandOptions } from "../contract/commands.ts";
import type { Contract } from "../contract/contract.ts";
import { day as dayText } from "../contract/words.ts";
import type { Verdict } from "../gate/rule.ts";
import { deliveryFigures, type Figure } from "./delivery.ts";
import { type Evidence, readEvidence } from "./evidence.ts";
import { levelFigures, mostReleasesADay } from "./levels.ts";
import { metricsPage, type Part } from "./page.ts";

const dayLength = 86_400_000;
const usualDays = 30;

/** As many commits as are asked about: each is one request. */
const mostCommits = 200;

export const metrics: Command = {
  name: "metrics",
  purpose: "how often, how fast and how well do releases go out, and is what was promised kept?",
  help: `Computes from the ledger: deployment frequency, lead time for changes, change failure rate, mean time to recovery
(DORA), mean time to detection, deployment success, durations; and p99, p95, p90 and availability from stored samples.
Lead time asks GitHub for the commits' times (GITHUB_TOKEN). Of what nothing was recorded the answer is not known.

Exits 0: every promise of the contract is kept. 1: one is not. 2: wrong use. 3: of one nothing is known, or the ledger
could not be read.`,
  options: commandOptions.metrics,
  examples: ["metrics --environment production --since 2027-01-01 --output metrics.md"],
  async run(given, frame) {
    const contract = openContract(given, frame);
    const chosen = given.text("environment");
    if (chosen !== undefined) stageOf(contract, chosen);
    const names = chosen === undefined ? Object.keys(contract.environments) : [chosen];
    const span = spanOf(given.text("since"), frame.now());
    const parts: Part[] = [];
    const notes: string[] = [];
    for (const environment of names) {
      const evidence = await readEvidence(
        openLedger(contract, frame.environment),
        layoutOf(contract),
        environment,
        span.since,
      );
      const stage = stageOf(contract, environment);
      const { committedAt, problem } = await commitTimes(contract, evidence, frame);
      if (problem) notes.push(`${environment}: ${problem}`);
      const days = (Date.parse(span.until) - Date.parse(span.since)) / dayLength;
      const figures = [
        ...deliveryFigures(evidence, contract.objectives, days, committedAt),
        ...levelFigures(evidence, stage, contract.objectives),
      ];
      parts.push({ environment, figures, evidence, mostADay: mostReleasesADay(stage) });
    }
    const output = given.text("output");
    if (output !== undefined) {
      writeNamed("--output", output, metricsPage(contract.application.title, span, parts));
    }
    const verdict = verdictOf(parts.flatMap(({ figures }) => figures));
    const json = {
      command: "metrics",
      ...span,
      verdict,
      environments: parts.map(({ environment, figures, mostADay }) => ({ environment, figures, mostADay })),
    };
    const titles = {
      yes: "Every promise is kept.",
      no: "A promise is not kept.",
      unknown: "Of a promise nothing is known.",
    };
    return {
      verdict,
      report: {
        verdict,
        title: `${titles[verdict]} From ${span.since} until ${span.until}.`,
        rows: parts.flatMap(({ environment, figures }) => figures.map((one) => rowOf(environment, one))),
        notes,
      },
      json,
      record: canonicalJson(json),
    };
  },
};

function rowOf(environment: string, { name, verdict, value, unit, target, why }: Figure) {
  const measured = value === undefined ? "not known" : `${value} ${unit}`;
  // A figure that nobody promised anything of does not make the whole unknown.
  const shown: Verdict = target === undefined && verdict === "unknown" ? "yes" : verdict;
  return {
    name: `${environment}: ${name}`,
    verdict: shown,
    why: `${measured}${target ? ` (${target} promised)` : ""}; ${why}`,
    todo: "See the report's part on it, and the records that it was computed from.",
  };
}

/** Only promises decide. */
function verdictOf(figures: readonly Figure[]): Verdict {
  const promised = figures.filter(({ target }) => target !== undefined);
  if (promised.some(({ verdict }) => verdict === "no")) return "no";
  return promised.some(({ verdict }) => verdict === "unknown") ? "unknown" : "yes";
}

function spanOf(since: string | undefined, now: number): { since: string; until: string } {
  const until = new Date(now).toISOString();
  if (since === undefined) return { since: new Date(now - usualDays * dayLength).toISOString(), until };
  if (!dayText.safeParse(since).success || Date.parse(since) >= now) {
    throw new WrongUse(`--since is ${JSON.stringify(since)}. Allowed: a day that is past, as 2027-01-31.`);
  }
  return { since: new Date(since).toISOString(), until };
}

const commitAnswer = z.object({ commit: z.object({ committer: z.object({ date: z.string() }).nullable() }) });

/** When the released commits were made; none where GitHub does not say, which is told. */
async function commitTimes(
  { repository }: Contract,
  { deployments }: Evidence,
  { environment, wait }: Frame,
): Promise<{ committedAt: ReadonlyMap<string, string>; problem?: string }> {
  const committedAt = new Map<string, string>();
  const shas = [...new Set(deployments.map(({ sha }) => sha))].slice(-mostCommits);
  if (shas.length === 0) return { committedAt };
  const token = environment["GITHUB_TOKEN"];
  if (!token)
    return { committedAt, problem: "GITHUB_TOKEN is not set, so the commits' times are not known." };
  try {
    const github = openGithub({ token, baseUrl: environment["GITHUB_API_URL"], ...(wait && { wait }) });
    const at = { owner: repository.owner, repo: repository.name };
    for (const ref of shas) {
      const { data } = await github.ask(
        "GET /repos/{owner}/{repo}/commits/{ref}",
        { ...at, ref },
        commitAnswer,
      );
      const date = data.commit.committer?.date;
      if (date !== undefined) committedAt.set(ref, date);
    }
    return { committedAt };
  } catch (error) {
    if (error instanceof GithubRefusal) return { committedAt, problem: error.message };
    throw error;
  }
}
