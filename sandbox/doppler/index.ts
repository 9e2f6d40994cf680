import type { CloudProvider } from "../protocol/resource-type.ts";
import { text } from "../protocol/rules.ts";
import { openCloud } from "../world/world.ts";
import { type DopplerAccount, type DopplerDocument, initialDoppler } from "./account.ts";
import { delivering, deliverMissing, type SecretTarget } from "./delivery.ts";
import { dopplerTypes, secretsOf, syncToken } from "./types.ts";

/** One Doppler workplace. */
export interface Doppler {
  provider: CloudProvider;
  /** Goes on with deliveries that a killed process left half-way, or whose target was missing. */
  catchUp(): void;
}

/**
 * Opens the Doppler workplace whose state lies in `folder`.
 *
 * @param account what it holds when it is opened for the first time.
 * @param secretValues values by secret name instead of made-up ones, for tests that look for them.
 * @param target where syncs deliver to; without one they are declared and deliver nothing.
 */
export function openDoppler(options: {
  folder: string;
  account: DopplerAccount;
  secretValues?: Record<string, string>;
  target?: SecretTarget;
}): Doppler {
  const { account, secretValues = {}, target } = options;
  const cloud = openCloud<DopplerDocument>(options.folder, "doppler", () =>
    initialDoppler(account, secretValues),
  );
  return {
    catchUp() {
      const document = cloud.read();
      if (!target) return;
      for (const { inputs } of Object.values(document.resources[syncToken] ?? {})) {
        deliverMissing(inputs, (project, config) => secretsOf(document, project, config), target);
      }
    },
    provider: {
      name: "doppler",
      version: "0.9.0",
      types: dopplerTypes(cloud).map((type) =>
        target && type.token === syncToken
          ? delivering(type, (project, config) => secretsOf(cloud.read(), project, config), target)
          : type,
      ),
      functions: [
        {
          token: "doppler:index/getSecrets:getSecrets",
          call(args) {
            const project = text(args, "project");
            const config = text(args, "config");
            return {
              config,
              id: `${project}.${config}`,
              map: { ...secretsOf(cloud.read(), project, config) },
              project,
            };
          },
        },
      ],
    },
  };
}
