import { type Gate, gatesOf } from "../components/environment/gates.ts";
import type { EnvironmentSettings, Settings } from "./settings/schema.ts";

export type Stage = Settings["environments"][string];

/** The stage that an environment's stack declares; the settings made sure that the road has it. */
export function stageOf({ environment, environments }: EnvironmentSettings): Stage {
  const stage = environments[environment];
  if (!stage) throw new Error(`The road has no environment ${environment}`);
  return stage;
}

/** The doors of one stage. */
export function doorsOf(name: string, stage: Stage): Gate[] {
  return gatesOf(name, stage.approvals, stage.approval);
}

/** The GitHub environments whose jobs leave evidence, by stage: its entry and its way back. */
export function writersOf({ environments }: Settings): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(environments).map(([name, stage]) => [
      name,
      doorsOf(name, stage)
        .filter(({ purpose }) => purpose !== "approval")
        .map((door) => door.name),
    ]),
  );
}
