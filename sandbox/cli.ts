// `npm run sandbox`: keeps local clouds running and prints how a plain `pulumi` meets them.
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { AccountError, readAccount } from "./account.ts";
import { type ByHand, readyByHand } from "./by-hand.ts";
import { passphraseFile } from "./environment.ts";
import { openSandbox, type Sandbox } from "./index.ts";
import { holderOf } from "./lock.ts";
import { resetSandbox } from "./reset.ts";

const repository = dirname(import.meta.dirname);

const help = `npm run sandbox keeps local stand-ins for GitHub, AWS, Azure, Vercel and Doppler running, and prints the
environment in which a plain \`pulumi\` meets them instead of the real clouds.

  npm run sandbox                       runs until ^C; a second one prints the first one's environment
  npm run sandbox -- --json             the same, as one JSON document
  npm run sandbox -- --account FILE     what the accounts hold when the folder is new (default: sandbox/account.yaml)
  npm run sandbox -- --config DIR       the folder with Pulumi.yaml and Pulumi.STACK.yaml (default: this repository)
  npm run sandbox -- --folder DIR       where clouds and Pulumi keep their state (default: .gatehouse/sandbox)
  npm run sandbox -- --reset            throws the folder away: every resource, every stack's state
  npm run sandbox -- --help             this text

In another terminal, with the printed lines:
  pulumi preview -s production          also up, refresh, destroy, stack; from any folder
  curl "$GITHUB_BASE_URL/repos/..." -H "Authorization: Bearer $GITHUB_TOKEN"

Drift by hand: edit clouds/CLOUD.json in the folder while it runs, then \`pulumi preview --refresh -s STACK\`.
The engine works on a copy of the project's files, which follows every edit: no tracked file is written.

Exits 0: stopped as asked, or done. 1: the sandbox or the engine cannot run, or it runs and cannot be reset.
      2: wrong use, or a bad account file.
`;

class UsageError extends Error {}

interface Options {
  help: boolean;
  json: boolean;
  reset: boolean;
  account: string | undefined;
  config: string;
  folder: string;
}

function readOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        help: { type: "boolean", short: "h", default: false },
        json: { type: "boolean", default: false },
        reset: { type: "boolean", default: false },
        account: { type: "string" },
        config: { type: "string", default: repository },
        folder: { type: "string", default: join(repository, ".gatehouse", "sandbox") },
      },
    });
    return { ...values, account: values.account, folder: resolve(values.folder) };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\nSee npm run sandbox -- --help.`);
  }
}

function reset(folder: string): string {
  return resetSandbox(folder) ? `Thrown away: ${folder}\n` : `There is no sandbox in ${folder}.\n`;
}

/** Quoted for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function exportLines(environment: Record<string, string>, folder: string): string[] {
  return Object.entries(environment).map(([name, value]) => {
    // A passphrase stays off the screen; the shell reads it from its file.
    if (name === "PULUMI_CONFIG_PASSPHRASE")
      return `export ${name}="$(cat ${quoted(passphraseFile(folder))})"`;
    const prefix = process.env["PATH"] ?? "";
    if (name === "PATH" && value.endsWith(prefix)) {
      return `export PATH=${quoted(value.slice(0, value.length - prefix.length))}"$PATH"`;
    }
    return `export ${name}=${quoted(value)}`;
  });
}

function announcement(sandbox: Sandbox, byHand: ByHand, { folder, json }: Options): string {
  const pid = holderOf(folder) ?? process.pid;
  if (json) {
    const { environment, workingCopy } = byHand;
    return `${JSON.stringify({ running: true, pid, folder, workingCopy, environment }, null, 2)}\n`;
  }
  return [
    `The sandbox is running in process ${pid}; its state lies in ${relative(process.cwd(), folder) || folder}.`,
    "In another terminal:",
    "",
    ...exportLines(byHand.environment, folder),
    "pulumi preview -s production",
    "",
    sandbox.attached ? `Process ${pid} keeps it; stop it there.` : "^C stops it and keeps its state.",
    "",
  ].join("\n");
}

function untilStopped(): Promise<void> {
  return new Promise((resolveWait) => {
    const stop = () => {
      // A second signal ends the process at once, as it would without us.
      for (const signal of ["SIGINT", "SIGTERM"]) process.removeListener(signal, stop);
      resolveWait();
    };
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
  });
}

async function keepRunning(options: Options): Promise<void> {
  if (!existsSync(join(options.config, "Pulumi.yaml"))) {
    throw new UsageError(
      `There is no Pulumi.yaml in ${options.config}. Give the project's folder with --config DIR.`,
    );
  }
  const stopped = untilStopped();
  const sandbox = await openSandbox({ folder: options.folder, account: readAccount(options.account) });
  try {
    const byHand = await readyByHand(sandbox, options.config, options.folder);
    process.stdout.write(announcement(sandbox, byHand, options));
    if (!sandbox.attached) await stopped;
    byHand.close();
  } finally {
    await sandbox.close();
  }
}

async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.help) process.stdout.write(help);
    else if (options.reset) process.stdout.write(reset(options.folder));
    else await keepRunning(options);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return error instanceof UsageError || error instanceof AccountError ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
