import { type Expression, type Step, uses } from "../../model/index.ts";
import type { Door } from "./door.ts";
import { runtime } from "./runtime.ts";

/** How a job's steps come by its secrets: each step is handed those that it names, and no other. */
export interface JobSecrets {
  /** Fetches them, and names every one that is missing before anything changes. */
  readonly steps: readonly Step[];
  secret(name: string): Expression;
}

/** The secrets of a door, from its GitHub environment or fetched from Doppler with the environment's token. */
export function secretsOf(door: Door, needed: readonly string[]): JobSecrets {
  const { secrets, name, required } = door.stage;
  const names = [...new Set([...needed, ...required])];
  if (secrets?.from !== "doppler" || secrets.token === undefined) {
    const secret = (one: string) => door.secret(one);
    return { secret, steps: names.length === 0 ? [] : [presence(name, names, secret)] };
  }
  const fetched = uses("Inject secrets from Doppler", {
    id: "secrets",
    uses: "dopplerhq/secrets-fetch-action",
    outputs: names,
    with: { "doppler-token": door.secret(secrets.token), "inject-env-vars": false },
  });
  const secret = (one: string) => fetched.outputs[one] ?? door.secret(one);
  return { secret, steps: [fetched, presence(name, names, secret)] };
}

function presence(
  environment: string,
  required: readonly string[],
  secret: (name: string) => Expression,
): Step {
  return runtime(
    "Check that no secret is missing",
    "secrets check",
    { environment, required },
    { env: Object.fromEntries(required.map((name) => [name, secret(name)])) },
  );
}
