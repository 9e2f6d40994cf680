import { auditCommands } from "../audit/commands/index.ts";
import { incident } from "../incident/command.ts";
import { metrics } from "../metrics/command.ts";
import { migrateCommands } from "../migrate/index.ts";
import { monitor } from "../monitor/index.ts";
import { notify } from "../notify/command.ts";
import { releaseCommands } from "../release/commands/index.ts";
import { reportCommands } from "../report/commands/index.ts";
import { smoke } from "../smoke/index.ts";
import { watch } from "../watch/index.ts";
import type { Command } from "./command.ts";
import { approvals } from "./commands/approvals.ts";
import { gate } from "./commands/gate.ts";
import { guard } from "./commands/guard.ts";
import { replay } from "./commands/replay.ts";
import { secretsAge, secretsCheck } from "./commands/secrets.ts";
import { secretsLeaks } from "./commands/secrets-leaks.ts";
import { when } from "./commands/when.ts";

/** Every command that this runtime has. */
export const commands: readonly Command[] = [
  gate,
  when,
  approvals,
  replay,
  guard,
  secretsCheck,
  secretsAge,
  secretsLeaks,
  smoke,
  watch,
  monitor,
  ...auditCommands,
  notify,
  incident,
  metrics,
  ...releaseCommands,
  ...reportCommands,
  ...migrateCommands,
];
