import { z } from "zod";
import type { Finding } from "./finding.ts";
import { runChecker } from "./run-checker.ts";
import type { Tools } from "./tools.ts";

const output = z.array(
  z.object({
    ident: z.string(),
    desc: z.string(),
    locations: z
      .array(
        z.object({
          symbolic: z.object({
            annotation: z.string(),
            kind: z.string(),
            key: z.object({ Local: z.object({ verbatim_path: z.string() }) }),
          }),
          concrete: z.object({ location: z.object({ start_point: z.object({ row: z.number() }) }) }),
        }),
      )
      .min(1),
  }),
);

/** zizmor with its pedantic persona, without the network. */
export async function zizmor(folder: string, tools: Tools): Promise<Finding[]> {
  const args = ["--offline", "--pedantic", "--no-config", "--no-progress", "--strict-collection"];
  const said = await runChecker(tools.zizmor, [...args, "--no-exit-codes", "--format", "json-v1", "."], {
    cwd: folder,
    looked: [0],
  });
  return output.parse(JSON.parse(said)).flatMap(({ ident, desc, locations }) =>
    locations
      .filter(({ symbolic }) => symbolic.kind === "Primary")
      .map(({ symbolic, concrete }) => ({
        file: symbolic.key.Local.verbatim_path.replace(/^\.\//, ""),
        line: concrete.location.start_point.row + 1,
        rule: ident,
        message: `${desc}: ${symbolic.annotation}`,
      })),
  );
}
