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

/** The GitHub environments whose jobs leave evidence: every stage's entry and its way back, from staging on. */
export function writersOf({ environments }: Settings): string[] {
  return Object.entries(environments)
    .filter(([, { tier }]) => tier !== "development")
    .flatMap(([name, stage]) =>
      doorsOf(name, stage)
        .filter(({ purpose }) => purpose !== "approval")
        .map((door) => door.name),
    );
}
