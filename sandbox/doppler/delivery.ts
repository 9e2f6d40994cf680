import { CloudError, type Properties, type ResourceType } from "../protocol/resource-type.ts";
import { text } from "../protocol/rules.ts";

/** Where a sync puts secrets: a repository at GitHub, or one of its environments. */
export interface SecretPlace {
  repository: string;
  environment?: string;
}

/** The other side of a sync. All throw a `CloudError` with status 404 when the place is not there. */
export interface SecretTarget {
  has(place: SecretPlace, name: string): boolean;
  put(place: SecretPlace, name: string, value: string): void;
  remove(place: SecretPlace, name: string): void;
}

/**
 * A sync that delivers: a create puts the config's secrets to the target, a delete takes them away again where it was
 * asked to (`delete_from_target`). Syncs to a whole organization deliver nothing: no program here declares one.
 *
 * @param secretsOf the secrets of a config by name.
 */
export function delivering(
  sync: ResourceType,
  secretsOf: (project: string, config: string) => Record<string, string>,
  target: SecretTarget,
): ResourceType {
  const secretsFor = (inputs: Properties) =>
    Object.entries(secretsOf(text(inputs, "project"), text(inputs, "config")));
  return {
    ...sync,
    create(inputs) {
      const made = sync.create(inputs);
      const place = placeOf(inputs);
      if (place)
        whereItIs(() => {
          for (const [name, value] of secretsFor(inputs)) target.put(place, name, value);
        });
      return made;
    },
    delete(id, state) {
      const inputs = sync.read(id, state)?.inputs ?? {};
      const place = placeOf(inputs);
      // The provider takes the wish from its own state (resource_sync.go), not from Doppler. The secrets go first: a
      // process that is killed in between leaves a sync, which is deleted again, and not secrets that nobody knows.
      if (place && state["deleteBehavior"] === "delete_from_target") {
        whereItIs(() => {
          for (const [name] of secretsFor(inputs)) target.remove(place, name);
        });
      }
      sync.delete(id, state);
    },
  };
}

/** Delivers what a sync has left to deliver, as Doppler does by itself after any interruption. */
export function deliverMissing(
  inputs: Properties,
  secretsOf: (project: string, config: string) => Record<string, string>,
  target: SecretTarget,
): void {
  const place = placeOf(inputs);
  if (!place) return;
  whereItIs(() => {
    const secrets = secretsOf(text(inputs, "project"), text(inputs, "config"));
    for (const [name, value] of Object.entries(secrets)) {
      if (!target.has(place, name)) target.put(place, name, value);
    }
  });
}

function placeOf(inputs: Properties): SecretPlace | undefined {
  const repository = text(inputs, "repoName");
  const environment = text(inputs, "environmentName");
  if (repository === "") return undefined;
  return { repository, ...(environment && { environment }) };
}

/** A sync whose target, or whose config, is missing exists and stays behind: Doppler shows that in its dashboard, not to the provider. */
function whereItIs(deliver: () => void): void {
  try {
    deliver();
  } catch (error) {
    if (!(error instanceof CloudError && error.status === 404)) throw error;
  }
}
