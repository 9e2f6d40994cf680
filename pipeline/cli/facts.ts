import { approvalFacts } from "../approvals/facts.ts";
import { gatherApprovals } from "../approvals/gather.ts";
import { maskAll, masker } from "../audit/mask.ts";
import { sha as shaSchema } from "../contract/words.ts";
import { readInputs } from "../facts/declared.ts";
import { facts as factsSchema } from "../facts/facts.ts";
import { gather } from "../facts/gather.ts";
import { evidenceOf } from "../facts/ledger.ts";
import { type Environment, type Frame, WrongUse } from "./command.ts";
import { sourcesOf } from "./sources.ts";

/** Facts as the world has them: GitHub's API, the ledger in S3, and the run's event. */
export function worldFacts(
  environment: Environment,
  now: () => number,
  wait?: (seconds: number) => Promise<unknown>,
): Pick<Frame, "gateFacts" | "approvalFacts"> {
  const mask = masker(environment);
  const asking = wait ? { environment, wait } : { environment };
  return {
    async gateFacts(contract, stage, asked) {
      const subject = {
        environment: asked.environment,
        kind: asked.kind,
        sha: shaOf(environment, asked.sha),
      };
      const event = environment["GITHUB_EVENT_PATH"];
      const sources = {
        ...sourcesOf(contract, asking),
        evidence: evidenceOf(contract, environment),
        now,
        environment,
        declare: (run: Parameters<typeof readInputs>[1]) => (event ? readInputs(event, run, subject) : []),
      };
      const { artifacts, migrations } = asked;
      const found = await gather(contract, stage, sources, {
        subject,
        run: runOf(environment),
        artifacts,
        migrations,
      });
      // A secret that an error message quotes must not reach the record either.
      return factsSchema.parse(maskAll(found, mask));
    },
    async approvalFacts(contract, stage, asked) {
      const subject = { environment: asked.environment, sha: shaOf(environment, asked.sha) };
      const sources = { ...sourcesOf(contract, asking), now };
      const found = await gatherApprovals(contract, stage, sources, { subject, run: runOf(environment) });
      return approvalFacts.parse(maskAll(found, mask));
    },
  };
}

function runOf(environment: Environment): { id: number; attempt: number } {
  const [id, attempt] = ["GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"].map((name) => {
    const value = environment[name] ?? "";
    if (/^[1-9]\d{0,15}$/.test(value)) return Number(value);
    throw new WrongUse(
      `${name} is ${JSON.stringify(value)}: this command runs in a job of GitHub Actions, which sets it.`,
    );
  });
  return { id: id ?? 0, attempt: attempt ?? 0 };
}

function shaOf(environment: Environment, given: string | undefined): string {
  const sha = given ?? environment["GITHUB_SHA"] ?? "";
  if (shaSchema.safeParse(sha).success) return sha;
  throw new WrongUse(
    `${given === undefined ? "GITHUB_SHA" : "--sha"} is ${JSON.stringify(sha)}. Allowed: a commit's full SHA, 40 lower-case hexadecimal digits.`,
  );
}
