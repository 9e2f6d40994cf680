// `npm run doctor`: which step is missing on the way to real accounts? doctor/arguments.ts tells how it is used.
import { dirname } from "node:path";
import { EngineError } from "../sandbox/engine/index.ts";
import { SettingsError } from "../stacks/settings/parse.ts";
import { type Progress, showProgress } from "../start/progress/progress.ts";
import { styleFor } from "../start/progress/style.ts";
import { type Arguments, help, readArguments, UsageError } from "./arguments.ts";
import { manifestFor, manifestPage } from "./manifest.ts";
import { readWanted, type Wanted } from "./settings.ts";
import { diagnosisText } from "./text.ts";

const repository = dirname(import.meta.dirname);

async function main(given: readonly string[]): Promise<number> {
  const json = given.includes("--json");
  try {
    const chosen = readArguments(given, repository);
    if (chosen.help) {
      process.stdout.write(help);
      return 0;
    }
    const wanted = readWanted(chosen.config);
    return chosen.command === "manifest" ? printManifest(chosen, wanted) : await examine(chosen, wanted);
  } catch (error) {
    const exitCode = error instanceof EngineError ? 3 : 2;
    if (!(error instanceof UsageError || error instanceof SettingsError || error instanceof EngineError))
      throw error;
    if (json) process.stdout.write(`${JSON.stringify({ exitCode, message: error.message }, null, 2)}\n`);
    else process.stderr.write(`${styleFor(process.stderr).bad(error.message)}\n`);
    return exitCode;
  }
}

function printManifest({ html }: Arguments, { github, title }: Wanted): number {
  const manifest = manifestFor({ title, ...github }, { createTeams: github.createTeams.size > 0 });
  process.stdout.write(
    html ? manifestPage(github.owner, manifest) : `${JSON.stringify(manifest, null, 2)}\n`,
  );
  return 0;
}

async function examine(chosen: Arguments, wanted: Wanted): Promise<number> {
  // Loaded late: `--help` and a wrong option need no engine.
  const [{ meetAccounts }, { readFacts }, { diagnose }, { blotting }] = await Promise.all([
    import("./accounts.ts"),
    import("./read/index.ts"),
    import("./examine.ts"),
    import("./reading.ts"),
  ]);
  const progress: Progress = showProgress(process.stderr);
  const line = progress.begin("reading the accounts");
  try {
    const accounts = await meetAccounts(chosen, (text) => line.update(text));
    try {
      const facts = await readFacts({ wanted, ...accounts, onProgress: (text) => line.update(text) });
      const diagnosis = diagnose(facts);
      line.end(`${diagnosis.steps.length} steps looked at, nothing changed`);
      const text = chosen.json
        ? JSON.stringify(diagnosis, null, 2)
        : diagnosisText(diagnosis, styleFor(process.stdout), widthOf(process.stdout));
      process.stdout.write(`${blotting(accounts.cli.environment)(text)}\n`);
      return diagnosis.exitCode;
    } finally {
      await accounts.close();
    }
  } catch (error) {
    line.drop(); // Why is told as the result.
    throw error;
  }
}

function widthOf({ columns }: { columns?: number }): number {
  return columns ? Math.min(columns, 140) : 100;
}

process.exitCode = await main(process.argv.slice(2));
