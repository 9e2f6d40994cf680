// The entry of the delivered runtime: one file, the real clock, the real world.
import { readFileSync } from "node:fs";
import { sha256Hex } from "../canonical.ts";
import { commands } from "./commands.ts";
import { worldFacts } from "./facts.ts";
import { run } from "./run.ts";

const now = () => Date.now();

// A verdict that nobody could read is none: a full disk or a reader that left answers in an event, after the write.
process.stdout.on("error", (error) => {
  process.stderr.write(`The verdict could not be written: ${error.message}. Nothing goes by it.\n`);
  process.exit(3);
});

process.exitCode = await run(commands, process.argv.slice(2), {
  environment: process.env,
  now,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  colour: process.stdout.isTTY === true && !process.env["NO_COLOR"],
  runtimeHash: () => sha256Hex(readFileSync(import.meta.filename)),
  ...worldFacts(process.env, now),
});
