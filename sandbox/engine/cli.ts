import { parseArgs } from "node:util";
import { type Engine, EngineError, EngineUsageError, findEngine } from "./index.ts";
import { showProgress } from "./setup/index.mjs";

const help = `npm run engine [-- --json]

Finds the Pulumi engine that Gatehouse uses, and brings one where there is none:
installed on PATH, in the cache, Pulumi's official download, a build from Go modules.

  --json   one JSON object on stdout
  --help   this text

  GATEHOUSE_ENGINE=path|cache|download|build   allows one way only
  GATEHOUSE_CACHE=FOLDER                       where what was brought is kept

Exit codes: 0 there is an engine, 1 there is none, 2 wrong use.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<0 | 1 | 2> {
  let options: { json?: boolean; help?: boolean };
  try {
    options = parseArgs({ args, options: { json: { type: "boolean" }, help: { type: "boolean" } } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${help}`);
    return 2;
  }
  if (options.help) {
    console.log(help);
    return 0;
  }
  const progress = showProgress(process.stderr);
  try {
    const engine = await findEngine({ onProgress: progress.update });
    progress.end();
    console.log(options.json ? JSON.stringify(engine, null, 2) : inWords(engine));
    return 0;
  } catch (error) {
    progress.end();
    if (!(error instanceof EngineError)) throw error;
    console.error(error.message);
    return error instanceof EngineUsageError ? 2 : 1;
  }
}

function inWords(engine: Engine): string {
  const host = { official: "Pulumi's own", gatehouse: "Gatehouse's (the engine has none beside it)" };
  return [
    `Pulumi ${engine.version}: ${engine.command}`,
    `  from:          ${engine.source}, because ${engine.reason}`,
    `  language host: ${host[engine.languageHost]}`,
    `  on PATH:       ${engine.path.join(", ")}`,
  ].join("\n");
}
