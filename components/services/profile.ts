/** From the most to the least talkative. */
export const logLevels = ["debug", "information", "warning", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Each level has what the one before it has, and more. */
export const monitoringLevels = ["basic", "full", "comprehensive"] as const;
export type MonitoringLevel = (typeof monitoringLevels)[number];

/** How a service runs in one environment (S003-CFG-01 to 03, S003-ENV-03). */
export interface ServiceProfile {
  /** How many instances serve, at least and at most. */
  instances: { minimum: number; maximum: number };
  /** Whether instances are spread over the zones of a region, so that the loss of one stops nothing. */
  zoneRedundant: boolean;
  /** The least that the service writes to its logs. */
  logLevel: LogLevel;
  /** Whether each feature is on, by its name: `newCheckout` and `new-checkout` both reach the service as FEATURE_NEW_CHECKOUT. */
  featureFlags: Readonly<Record<string, boolean>>;
  /** How closely the service is watched from inside its host. */
  monitoring: MonitoringLevel;
}

/** Whether a level has what another one has. */
export function reaches(level: MonitoringLevel, wanted: MonitoringLevel): boolean {
  return monitoringLevels.indexOf(level) >= monitoringLevels.indexOf(wanted);
}

/** The variable by which a service reads a feature flag: FEATURE_ and the flag's words in capitals. */
export function featureVariable(flag: string): string {
  const words = flag.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[-. ]+/g, "_");
  return `FEATURE_${words.toUpperCase()}`;
}

/** The feature flags as variables of a process: `true` or `false`, by name. */
export function featureVariables(flags: ServiceProfile["featureFlags"]): Record<string, string> {
  const variables = Object.entries(flags).map(([flag, on]): [string, string] => [
    featureVariable(flag),
    `${on}`,
  ]);
  return Object.fromEntries(variables.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Why feature flags cannot reach a service; empty where they can. */
export function featureFlagProblems(flags: ServiceProfile["featureFlags"]): string[] {
  const names = Object.keys(flags);
  const unnameable = names
    .filter((name) => !/^[A-Za-z][A-Za-z0-9_. -]*$/.test(name))
    .map(
      (name) => `featureFlags.${name}: begin with a letter and go on with letters, digits, '_', '.' and '-'.`,
    );
  const doubled = names
    .filter(
      (name, index) => names.findIndex((other) => featureVariable(other) === featureVariable(name)) < index,
    )
    .map((name) => `featureFlags.${name}: another flag is ${featureVariable(name)} already; rename one.`);
  return [...unnameable, ...doubled];
}
