import { azureTokens } from "../../platforms/azure-monitor/token.ts";
import { azureFunctionsHost } from "../../platforms/hosts/azure-functions.ts";
import { type Host, HostError } from "../../platforms/hosts/host.ts";
import { vercelHost } from "../../platforms/hosts/vercel.ts";
import { type Environment, WrongUse } from "../cli/command.ts";
import type { ServiceRules } from "../contract/services.ts";

interface Around {
  environment: Environment;
  now(): number;
  wait(seconds: number): Promise<unknown>;
}

/** Opens the host of a service with what the job's environment gives. */
export type OpenHost = (platform: ServiceRules["platform"], around: Around) => Host;

/**
 * The hosts as the world has them.
 *
 * @throws WrongUse where a variable is missing, or the host is none that traffic can be moved on.
 */
export const openHost: OpenHost = (platform, { environment, now, wait }) => {
  const need = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    throw new WrongUse(
      `${name} is not set: hand the variable of the GitHub environment to the step, under env.`,
    );
  };
  if (platform === "vercel") {
    return vercelHost({
      project: need("VERCEL_PROJECT_ID"),
      team: environment["VERCEL_ORG_ID"] || undefined,
      token: need("VERCEL_TOKEN"),
      wait,
    });
  }
  if (platform === "azure-functions") {
    const tokens = azureTokens(environment, now);
    return azureFunctionsHost({
      subscription: need("AZURE_SUBSCRIPTION_ID"),
      group: need("AZURE_RESOURCE_GROUP"),
      app: need("AZURE_FUNCTIONAPP_NAME"),
      wait,
      token: async () => {
        const given = await tokens();
        if ("missing" in given) throw new HostError(`Azure gives no token: ${given.missing}`, false);
        return given.token;
      },
    });
  }
  throw new WrongUse(
    `This runtime moves no traffic on ${platform}. It can on: azure-functions, vercel. Where a host gives a release its ` +
      "traffic at once, the deploy workflow of the earlier commit is the way back.",
  );
};
