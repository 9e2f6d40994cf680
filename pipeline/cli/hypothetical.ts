// `npm run gate -- COMMAND --now TIME --facts FILE`: what would the answer be? Never delivered, never recorded.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { approvalFacts } from "../approvals/facts.ts";
import { moment } from "../contract/words.ts";
import { type Facts, facts } from "../facts/facts.ts";
import { type Frame, WrongUse } from "./command.ts";
import { approvals } from "./commands/approvals.ts";
import { gate } from "./commands/gate.ts";
import { when } from "./commands/when.ts";
import { worldFacts } from "./facts.ts";
import { run } from "./run.ts";

/** Whatever the verdict: a supposition opens nothing. */
const hypothetical = 4;

interface Supposed {
  now: string | undefined;
  facts: string | undefined;
  rest: string[];
}

function readSuppositions(args: readonly string[]): Supposed {
  const supposed: Supposed = { now: undefined, facts: undefined, rest: [] };
  for (let index = 0; index < args.length; index++) {
    const [arg = "", value] = [args[index], args[index + 1]];
    if (arg !== "--now" && arg !== "--facts") {
      supposed.rest.push(arg);
      continue;
    }
    if (value === undefined) throw new WrongUse(`${arg} needs a value.`);
    supposed[arg === "--now" ? "now" : "facts"] = value;
    index++;
  }
  if (supposed.rest.some((arg) => arg === "--record" || arg.startsWith("--record="))) {
    throw new WrongUse("A supposition is never recorded: leave --record out.");
  }
  if (supposed.now === undefined && supposed.facts === undefined && !supposed.rest.includes("--help")) {
    throw new WrongUse(
      "Suppose something: --now TIME (in UTC), --facts FILE (facts of a record), or both. The delivered runtime decides by what is.",
    );
  }
  return supposed;
}

function clockOf(text: string | undefined): () => number {
  if (text === undefined) return () => Date.now();
  const parsed = moment.safeParse(text);
  if (!parsed.success) {
    throw new WrongUse(`--now is ${JSON.stringify(text)}. Allowed: a moment in UTC as 2027-01-31T15:00:00Z.`);
  }
  return () => Date.parse(parsed.data);
}

const holder = z.looseObject({ facts: z.unknown() });

/** Facts from a file: as they are, or as they stand in a record. */
function readFacts<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const written: unknown = JSON.parse(readFileSync(file, "utf8"));
  const record = holder.safeParse(written);
  const inner = record.success && typeof record.data.facts === "object" ? record.data.facts : written;
  const result = schema.safeParse(inner);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new WrongUse(`${file} holds no facts: ${issue?.path.join(".") || "the whole"}: ${issue?.message}`);
}

function supposedFacts(file: string): Pick<Frame, "gateFacts" | "approvalFacts"> {
  return {
    gateFacts: async (_contract, _stage, { environment }): Promise<Facts> => {
      const found = readFacts(file, facts);
      return { ...found, subject: { ...found.subject, environment } };
    },
    approvalFacts: async () => readFacts(file, approvalFacts),
  };
}

async function main(): Promise<number> {
  try {
    const supposed = readSuppositions(process.argv.slice(2));
    const now = clockOf(supposed.now);
    // What would tell the job is left out: nobody may take a supposition for an answer.
    const { GITHUB_OUTPUT: _output, GITHUB_STEP_SUMMARY: _summary, ...environment } = process.env;
    process.stderr.write("HYPOTHETICAL: with facts or a time that were supposed. It opens nothing.\n");
    const code = await run([gate, when, approvals], supposed.rest, {
      environment,
      now,
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      colour: process.stdout.isTTY === true && !environment["NO_COLOR"],
      runtimeHash: () => undefined,
      ...(supposed.facts === undefined ? worldFacts(environment, now) : supposedFacts(supposed.facts)),
    });
    return code === 2 ? 2 : hypothetical;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

process.exitCode = await main();
