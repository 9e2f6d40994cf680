import { z } from "zod";
import type { Finding } from "./finding.ts";
import { runChecker } from "./run-checker.ts";
import type { Tools } from "./tools.ts";

const output = z.array(
  z.object({ message: z.string(), filepath: z.string(), line: z.number(), kind: z.string() }),
);

/** rhysd/actionlint, with shellcheck for the scripts. */
export async function actionlint(folder: string, tools: Tools): Promise<Finding[]> {
  const args = ["-format", "{{json .}}", "-shellcheck", tools.shellcheck, "-pyflakes", ""];
  const said = await runChecker(tools.actionlint, args, { cwd: folder, looked: [0, 1] });
  return output
    .parse(JSON.parse(said))
    .map(({ message, filepath, line, kind }) => ({ file: filepath, line, rule: kind, message }));
}
