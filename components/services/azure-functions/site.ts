import * as pulumi from "@pulumi/pulumi";
import { featureVariables, type LogLevel, type ServiceProfile } from "../profile.ts";
import { scaleOf } from "./plan.ts";
import { referenceTo } from "./vault.ts";

/** The rules of a function app and of its slots: the same on both, since a swap exchanges them. */
export interface SiteOptions {
  service: string;
  sku: string;
  pythonVersion: string;
  healthCheckPath: string;
  storageAccount: string;
  profile: ServiceProfile;
  /** The variables whose values lie in the vault. */
  secrets: readonly string[];
  /** The client id that the code runs as. */
  runtimeClientId: pulumi.Input<string>;
  /** Where telemetry goes, where the profile has any. */
  telemetry?: pulumi.Input<string> | undefined;
}

/** Site settings of a Python function app on Linux: TLS 1.2 or later, no FTP, storage by identity instead of a key. */
export function siteConfigOf(options: SiteOptions) {
  return {
    linuxFxVersion: `Python|${options.pythonVersion}`,
    minTlsVersion: "1.2",
    scmMinTlsVersion: "1.2",
    ftpsState: "Disabled",
    http20Enabled: true,
    remoteDebuggingEnabled: false,
    healthCheckPath: options.healthCheckPath,
    ...scaleOf(options.sku, options.profile),
    appSettings: Object.entries(variablesOf(options)).map(([name, value]) => ({ name, value })),
  };
}

/** The names that .NET's logging, which the Functions host uses, has for the levels. */
const hostLevels: Record<LogLevel, string> = {
  debug: "Debug",
  information: "Information",
  warning: "Warning",
  error: "Error",
};

function variablesOf(options: SiteOptions): Record<string, pulumi.Input<string>> {
  const { runtimeClientId, telemetry } = options;
  const secrets = options.secrets.map((name) => [name, referenceTo(options.service, name)]);
  return {
    // A site with several identities, or with one that is not its own, must be told which to use.
    AZURE_CLIENT_ID: runtimeClientId,
    AzureWebJobsStorage__accountName: options.storageAccount,
    AzureWebJobsStorage__clientId: runtimeClientId,
    AzureWebJobsStorage__credential: "managedidentity",
    FUNCTIONS_EXTENSION_VERSION: "~4",
    FUNCTIONS_WORKER_RUNTIME: "python",
    AzureFunctionsJobHost__logging__logLevel__default: hostLevels[options.profile.logLevel],
    ...featureVariables(options.profile.featureFlags),
    ...Object.fromEntries(secrets),
    ...(telemetry === undefined ? {} : telemetryOf(telemetry, runtimeClientId)),
  };
}

/** The key in a connection string opens nothing where local authentication is off: the identity does. */
function telemetryOf(connection: pulumi.Input<string>, clientId: pulumi.Input<string>) {
  return {
    APPLICATIONINSIGHTS_CONNECTION_STRING: connection,
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: pulumi.interpolate`ClientId=${clientId};Authorization=AAD`,
  };
}
