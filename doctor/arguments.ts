import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";

export const help = `npm run doctor says which step is missing on the way to a pipeline with real accounts, and what to do next.
It reads and never changes anything. Every step is explained in docs/bootstrap.md.

  npm run doctor                          asks the real accounts, with what \`pulumi up\` would use: your login to the
                                          state, GITHUB_TOKEN or the GITHUB_APP_* variables, GITHUB_OWNER, your AWS
                                          and Azure logins, DOPPLER_TOKEN, VERCEL_API_TOKEN
  npm run doctor -- --sandbox             asks the pipeline's sandbox of npm start instead
  npm run doctor -- --sandbox FOLDER      asks the sandbox in FOLDER
  npm run doctor -- --config DIR          another pipeline: the folder with its Pulumi.yaml (default: this repository)
  npm run doctor -- --json                one JSON document on standard output, nothing else there
  npm run doctor -- manifest              prints the manifest of the GitHub App with the permissions that are needed
  npm run doctor -- manifest --html       prints a page that hands it to GitHub: save it and open it in a browser
  npm run doctor -- --help                this text

How a step stands: ✓ done   · missing   ✗ wrong   ? could not tell, which never counts as done

Exits 0: every step is done.
      1: a step is missing or wrong; the next one is named.
      2: wrong use, or settings that are not sound.
      3: nothing is missing as far as can be told, and something could not be told; or no engine can be had.
`;

/** Wrong use: its message is all that a person needs. */
export class UsageError extends Error {
  override name = "UsageError";
}

export interface Arguments {
  command: "examine" | "manifest";
  help: boolean;
  json: boolean;
  html: boolean;
  /** Absolute path of the folder with Pulumi.yaml. */
  config: string;
  /** Absolute path of the sandbox's folder; absent for real accounts. */
  sandbox?: string;
}

/** @param repository the folder that the defaults stand in. @throws UsageError */
export function readArguments(given: readonly string[], repository: string): Arguments {
  const { values, positionals } = parsed(withPlaceholder(given));
  const [command = "examine", ...more] = positionals;
  if (more.length > 0 || (command !== "examine" && command !== "manifest")) {
    throw new UsageError(
      `"${positionals.join(" ")}" is no command of doctor; there is manifest, and without a command it examines.\n` +
        "npm run doctor -- --help lists what is possible.",
    );
  }
  if (values.html && command !== "manifest") {
    throw new UsageError("--html belongs to manifest: npm run doctor -- manifest --html");
  }
  const { sandbox, ...flags } = values;
  const config = resolve(values.config ?? repository);
  return {
    command,
    ...flags,
    config,
    ...(sandbox !== undefined && {
      sandbox: sandbox === "" ? sandboxOf(config, repository) : resolve(sandbox),
    }),
  };
}

/** Where `npm start` has the pipeline's sandbox. */
function sandboxOf(config: string, repository: string): string {
  const home = resolve(repository, ".gatehouse");
  return config === resolve(repository)
    ? resolve(home, "sandbox")
    : resolve(home, "sandboxes", basename(config));
}

function parsed(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h", default: false },
        json: { type: "boolean", default: false },
        html: { type: "boolean", default: false },
        config: { type: "string" },
        sandbox: { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : error}\nnpm run doctor -- --help lists what is possible.`,
    );
  }
}

/** `--sandbox` alone means the default folder; node's parser knows no option with a value that may be left out. */
function withPlaceholder(given: readonly string[]): string[] {
  return given.flatMap((word, index) => {
    const next = given[index + 1];
    const alone = word === "--sandbox" && (next === undefined || next.startsWith("-"));
    return alone ? ["--sandbox="] : [word];
  });
}
