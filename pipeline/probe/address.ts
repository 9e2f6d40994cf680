import { type Environment, WrongUse } from "../cli/command.ts";
import type { Stage } from "../contract/environment.ts";
import type { ServiceRules } from "../contract/services.ts";

/** A service of an environment with where it is asked. */
export interface Target {
  name: string;
  rules: ServiceRules;
  address: string;
}

interface Asked {
  /** The environment, for messages. */
  environment: string;
  service: string | undefined;
  target: string | undefined;
}

/**
 * The services that a command is about, each with its address: the environment's own variables hold them, `--target`
 * replaces one.
 *
 * @throws WrongUse for a service that the contract does not have, and for an address that is missing or none.
 */
export function targetsOf(stage: Stage, variables: Environment, asked: Asked): Target[] {
  const services = Object.entries(stage.services ?? {});
  const { service, target, environment } = asked;
  const names = services.map(([name]) => name);
  if (names.length === 0) {
    throw new WrongUse(
      `The contract has no services for ${environment}: declare them in the settings, and deliver the contract.`,
    );
  }
  if (service !== undefined && !names.includes(service)) {
    throw new WrongUse(
      `${environment} has no service ${JSON.stringify(service)}. Allowed: ${names.join(", ")}.`,
    );
  }
  const chosen = services.filter(([name]) => service === undefined || name === service);
  if (target !== undefined && chosen.length > 1) {
    throw new WrongUse(
      `--target is one address, and ${environment} has ${names.join(", ")}: name one with --service.`,
    );
  }
  return chosen.map(([name, rules]) => ({
    name,
    rules,
    address:
      target === undefined ? addressIn(variables, rules.address, environment) : checked("--target", target),
  }));
}

/** @throws WrongUse where the variable is not set, or holds no address. */
export function addressIn(variables: Environment, name: string, environment: string): string {
  const value = variables[name];
  if (!value) {
    throw new WrongUse(
      `${name} is not set: it is a variable of the GitHub environment ${environment}, which its stack writes. Let the job name the environment.`,
    );
  }
  return checked(name, value);
}

function checked(name: string, value: string): string {
  const url = URL.parse(value);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return value;
  throw new WrongUse(`${name} is no http or https address without credentials: mend it.`);
}
