import type { Command } from "./command.ts";
import { approvals } from "./commands/approvals.ts";
import { gate } from "./commands/gate.ts";
import { replay } from "./commands/replay.ts";
import { when } from "./commands/when.ts";

/** Every command of the runtime. */
export const commands: readonly Command[] = [gate, when, approvals, replay];
