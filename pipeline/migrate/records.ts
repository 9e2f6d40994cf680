import { readFileSync } from "node:fs";
import { z } from "zod";
import { WrongUse } from "../cli/command.ts";

/** Reads what an earlier command wrote. @throws WrongUse when it is not there or something else. */
export function readRecord<Value>(file: string, schema: z.ZodType<Value>, command: string): Value {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const reason = issue
      ? `${issue.path.join(".") || "the whole"}: ${issue.message}`
      : error instanceof Error
        ? error.message
        : String(error);
    throw new WrongUse(
      `${file} is no record of \`${command}\`: ${reason}. Run it again with --record ${file}.`,
      {
        cause: error,
      },
    );
  }
}
