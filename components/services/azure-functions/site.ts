/** The rules of a function app and of its slots: the same on both, since a swap exchanges them. */
export interface SiteOptions {
  pythonVersion: string;
  healthCheckPath: string;
  storageAccount: string;
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
    appSettings: [
      { name: "AzureWebJobsStorage__accountName", value: options.storageAccount },
      { name: "FUNCTIONS_EXTENSION_VERSION", value: "~4" },
      { name: "FUNCTIONS_WORKER_RUNTIME", value: "python" },
    ],
  };
}

/** A storage account's name: at most 24 lower-case letters and digits, unique in all of Azure. */
export function storageNameOf(service: string): string {
  return `${service.replace(/[^a-z0-9]/g, "").slice(0, 22)}st`;
}

/** Names of Azure's built-in roles (Microsoft Learn, "Azure built-in roles"). */
export const builtInRoles = {
  websiteContributor: "de139f84-1756-47ae-9be6-808fbbe84772",
  storageBlobDataOwner: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
};

/** What a rollback may do to a function app: see it and swap its slots. It cannot bring new code. */
export const rollbackActions = [
  "Microsoft.Web/sites/read",
  "Microsoft.Web/sites/slots/read",
  "Microsoft.Web/sites/slotsswap/action",
  "Microsoft.Web/sites/slots/slotsswap/action",
  "Microsoft.Web/sites/operationresults/read",
  "Microsoft.Web/sites/slots/operationresults/read",
];
