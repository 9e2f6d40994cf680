import { setTimeout as sleep } from "node:timers/promises";
import { type Frame, WrongUse } from "../../cli/command.ts";
import type { Stage } from "../../contract/environment.ts";
import type { ServiceRules } from "../../contract/services.ts";
import { evidenceOf } from "../../facts/ledger.ts";
import type { OpenEvidence } from "../evidence.ts";
import { type OpenHost, openHost } from "../hosts.ts";
import type { Going } from "../rollback.ts";

/** What these commands have of the world; tests bring their own. */
export interface World {
  openHost: OpenHost;
  openEvidence: OpenEvidence;
}

export const realWorld: World = {
  openHost,
  openEvidence: evidenceOf,
};

export const waitOf = ({ wait }: Frame) => wait ?? ((seconds: number) => sleep(seconds * 1000));

/**
 * The services of an environment with their hosts open.
 *
 * @param chosen default is every service.
 * @throws WrongUse where the environment has none, or not the chosen one.
 */
export function openServices(
  stage: Stage,
  environment: string,
  frame: Frame,
  world: World,
  chosen: (name: string, service: ServiceRules) => boolean = () => true,
): Going[] {
  const all = Object.entries(stage.services ?? {});
  const wanted = all.filter(([name, service]) => chosen(name, service));
  if (wanted.length === 0) {
    throw new WrongUse(
      all.length === 0
        ? `The contract declares no service in ${environment}: there is no traffic to move.`
        : `No service of ${environment} is meant. It has: ${all.map(([name]) => name).join(", ")}.`,
    );
  }
  const around = { environment: frame.environment, now: frame.now, wait: waitOf(frame) };
  return wanted.map(([name, { platform }]) => ({ name, host: world.openHost(platform, around) }));
}
