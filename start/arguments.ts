import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { exitCodes, Failure, messageOf } from "./failure.ts";

export const help = `npm start puts the declared pipeline up, in the sandbox, on the real Pulumi engine.

  npm start                       every stack: preview with policies, up, and a second preview that must
                                  show no change; then what guards what, who approves, where health is watched
  npm start -- --destroy          removes what real clouds would release, lists what stays, why and until when
  npm start -- --stack NAME       this stack only; may be given more than once
  npm start -- --config DIR       another pipeline: the folder with its Pulumi.yaml and Pulumi.STACK.yaml, for
                                  example examples/001-omega (default: this repository); an account.yaml in it
                                  says what the sandbox's accounts hold at the beginning
  npm start -- --folder DIR       where the sandbox keeps its clouds and Pulumi its state
                                  (default: .gatehouse/sandbox, with --config: .gatehouse/sandboxes/NAME)
  npm start -- --json             one JSON document on standard output, nothing else there
  npm start -- --help             this text

It may be stopped at any moment, with ^C or harder: the next run goes on from there.
The result goes to standard output, progress to standard error (NO_COLOR is honoured), and a page with a
picture of the pipeline to .gatehouse/report.md (else: to report.md in the sandbox's folder).

Exits 0: the pipeline stands and a second look shows no change.
      1: a policy refused, a cloud refused, or the second preview showed a change.
      2: bad input or settings; nothing was changed.
      3: the engine could not be had.
    130: stopped by ^C (143: by SIGTERM).
`;

export interface Arguments {
  help: boolean;
  json: boolean;
  destroy: boolean;
  /** Empty: every stack of the folder. */
  stacks: string[];
  /** Absolute path of the folder with Pulumi.yaml. */
  config: string;
  /** Absolute path of the sandbox's folder. */
  folder: string;
  /** Absolute path of the Markdown page. */
  report: string;
}

/**
 * @param repository the folder that the defaults stand in.
 * @throws Failure (2) for an option that does not exist, or a value that is missing.
 */
export function readArguments(given: readonly string[], repository: string): Arguments {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        help: { type: "boolean", short: "h", default: false },
        json: { type: "boolean", default: false },
        destroy: { type: "boolean", default: false },
        stack: { type: "string", multiple: true, default: [] },
        config: { type: "string", default: repository },
        folder: { type: "string" },
      },
    });
    const { stack, config, folder, ...flags } = values;
    return {
      ...flags,
      stacks: [...new Set(stack)],
      config: resolve(config),
      ...placesOf(repository, resolve(config), folder),
    };
  } catch (error) {
    throw new Failure(exitCodes.badInput, `${messageOf(error)}\nnpm start -- --help lists what is possible.`);
  }
}

/** Each pipeline has a sandbox of its own, so that one never meets what another declared. */
function placesOf(repository: string, config: string, folder: string | undefined) {
  const own = (path: string) => ({ folder: path, report: resolve(path, "report.md") });
  if (folder) return own(resolve(folder));
  if (config !== resolve(repository)) {
    return own(resolve(repository, ".gatehouse", "sandboxes", basename(config)));
  }
  return {
    folder: resolve(repository, ".gatehouse", "sandbox"),
    report: resolve(repository, ".gatehouse", "report.md"),
  };
}
