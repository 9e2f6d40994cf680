// `npm run explain`: what changes for whom between two runs of the main job, for the review of a pull request.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { exitCodes, Failure } from "../failure.ts";
import { stackSummary } from "../summary.ts";
import { compare } from "./compare.ts";
import { explanation } from "./page.ts";

const help = `npm run explain -- --before FILE --after FILE [--json]

Says in plain words what a change does: which gate gets weaker or stronger, what is different for whom, and what the
engine would do. Both files are what \`npm start -- --json\` printed in one sandbox: of the base, then of the change.

Exits 0: nothing gets weaker. 1: something does, which a reviewer must want. 2: wrong use.
`;

const run = z.object({
  pipeline: z.array(stackSummary),
  stacks: z.array(
    z.object({
      stack: z.string(),
      preview: z.object({ changes: z.array(z.object({ operation: z.string(), resource: z.string() })) }),
    }),
  ),
});

function read(option: string, file: string | undefined): z.infer<typeof run> {
  if (file === undefined) throw new Failure(exitCodes.badInput, `--${option} FILE is missing.\n\n${help}`);
  try {
    return run.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Failure(
      exitCodes.badInput,
      `--${option}: ${file} is not what npm start -- --json prints: ${reason}`,
    );
  }
}

function main(): number {
  const { values } = parseArgs({
    options: {
      before: { type: "string" },
      after: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const before = read("before", values.before);
  const after = read("after", values.after);
  const differences = compare(before.pipeline, after.pipeline);
  const stacks = after.stacks.map(({ stack, preview }) => ({ stack, changes: preview.changes }));
  process.stdout.write(
    values.json ? `${JSON.stringify({ differences, stacks }, null, 2)}\n` : explanation(differences, stacks),
  );
  return differences.some(({ effect }) => effect === "weaker") ? 1 : 0;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof Failure || error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = exitCodes.badInput;
}
