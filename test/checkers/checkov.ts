import { isMap, isScalar, parseDocument, visit } from "yaml";
import { z } from "zod";
import type { Files, Finding } from "./finding.ts";
import { inRepository } from "./repository.ts";
import { runChecker } from "./run-checker.ts";
import type { Tools } from "./tools.ts";

const check = z.object({
  check_id: z.string(),
  check_name: z.string(),
  file_path: z.string(),
  file_line_range: z.array(z.number()),
});
const output = z.union([
  z.object({
    results: z.object({
      passed_checks: z.array(check),
      failed_checks: z.array(check),
      parsing_errors: z.array(z.string()),
    }),
  }),
  // What it says when it looked at nothing.
  z.object({ passed: z.literal(0), failed: z.literal(0) }).transform(() => ({
    results: { passed_checks: [], failed_checks: [], parsing_errors: [] },
  })),
]);

/** checkov's github_actions framework. */
export async function checkov(files: Files, tools: Tools): Promise<Finding[]> {
  const known = new Map([...files].map(([path, text]) => [path, withoutUnknown(text)]));
  const { passed_checks, failed_checks, parsing_errors } = await inRepository(known, async (folder) => {
    const args = ["--framework", "github_actions", "--directory", folder, "--output", "json"];
    const said = await runChecker(tools.checkov, [...args, "--compact", "--skip-download"], {
      cwd: folder,
      looked: [0, 1],
      env: { LOG_LEVEL: "ERROR" },
    });
    return output.parse(JSON.parse(said)).results;
  });
  const looked = new Set([...passed_checks, ...failed_checks].map(({ file_path }) => file_path.slice(1)));
  const missed = [...files.keys(), ...parsing_errors].filter((path) => !looked.has(path));
  return [
    ...failed_checks.map(({ check_id, check_name, file_path, file_line_range }) => ({
      file: file_path.slice(1),
      line: file_line_range[0] ?? 0,
      rule: check_id,
      message: check_name,
    })),
    ...missed.map((file) => ({
      file,
      line: 0,
      rule: "not-checked",
      message: "checkov passes over a file that does not fit its own schema, without a word",
    })),
  ];
}

/** Keys that checkov's schema does not know yet, for which it would pass over the whole file. */
const unknown = ["queue", "timezone", "deployment", "attestations"];

function withoutUnknown(text: string): string {
  const document = parseDocument(text);
  visit(document, {
    Pair: (_key, { key, value }) => {
      const isUnknown = isScalar(key) && unknown.some((name) => name === key.value);
      // `deployment` is also the name of an event.
      return isUnknown && !isMap(value) && isScalar(value) && value.value !== null ? visit.REMOVE : undefined;
    },
  });
  return document.toString({ lineWidth: 0 });
}
