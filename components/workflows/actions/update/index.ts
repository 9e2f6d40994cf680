// `npm run actions:update`: brings the pins of actions to their newest releases and says what changed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pins } from "../pins.ts";
import { UpdateError } from "./github.ts";
import { changesOf, newestPins } from "./pins.ts";
import { printPins } from "./print.ts";

const file = process.argv[2] ?? join(import.meta.dirname, "..", "pins.ts");
const github = {
  api: process.env["GITHUB_API_URL"] ?? "https://api.github.com",
  token: process.env["GITHUB_TOKEN"],
};

try {
  const newest = await newestPins(github, pins, (message) => process.stderr.write(`${message}\n`));
  const changes = changesOf(pins, newest);
  if (changes.length > 0) writeFileSync(file, printPins(newest));
  process.stdout.write(
    changes.length === 0 ? "All pins are of the newest release.\n" : `${changes.join("\n")}\n`,
  );
} catch (error) {
  if (!(error instanceof UpdateError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
