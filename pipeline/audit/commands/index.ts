import type { Command } from "../../cli/command.ts";
import { query } from "./query.ts";
import { record } from "./record.ts";
import { exporting, report } from "./report.ts";
import { auditRun } from "./run.ts";
import { index, seal } from "./seal.ts";
import { verify, witnesses } from "./verify.ts";

/** The ledger's commands. */
export const auditCommands: readonly Command[] = [
  record,
  auditRun,
  seal,
  verify,
  query,
  report,
  exporting,
  index,
  witnesses,
];
