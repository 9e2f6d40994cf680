import { parseArgs } from "node:util";
import { followEngine } from "./engine-watch.ts";
import { serveLanguageHost } from "./server.ts";

/**
 * A language plugin as the engine starts it: `pulumi-language-nodejs [--tracing URL] [-v=N] ENGINE_ADDRESS`.
 * The first line on stdout is the port; everything after it is the program's own output.
 */
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  strict: false,
  options: { tracing: { type: "string" } },
});

const host = await serveLanguageHost({
  engine: positionals.at(-1) ?? "",
  tracing: typeof values["tracing"] === "string" ? values["tracing"] : "",
});
process.stdout.write(`${host.port}\n`);

followEngine(() => host.stop());
