import { run, text, uses, WorkflowError } from "../../../model/index.ts";
import { given, type Host } from "./host.ts";

/**
 * Azure Functions: a release goes to the slot `candidate`, is verified there, and gets its traffic by a swap. The job
 * signs in by OIDC; no publishing profile, which is a password, is used.
 */
export const azureFunctions: Host = {
  secrets: [],
  tools: [],
  signIn: (door) => [
    uses("Sign in to Azure", {
      uses: "azure/login",
      with: {
        "client-id": door.variable("AZURE_CLIENT_ID"),
        "tenant-id": door.variable("AZURE_TENANT_ID"),
        "subscription-id": door.variable("AZURE_SUBSCRIPTION_ID"),
      },
    }),
  ],
  access: (door) =>
    given(door, "AZURE_SUBSCRIPTION_ID", "AZURE_RESOURCE_GROUP", "AZURE_FUNCTIONAPP_NAME", "BACKEND_URL"),
  deploy({ door, service, hostedAs, artifact, name }) {
    const app = hostedAs ?? door.variable("AZURE_FUNCTIONAPP_NAME");
    const file = artifact !== undefined && "file" in artifact ? artifact.file : undefined;
    if (file === undefined) {
      throw new WorkflowError(
        `${service.name} goes to Azure Functions without a build. Allowed: verify: true, and the check build in a stage of its toolchain.`,
      );
    }
    return {
      candidate:
        hostedAs === undefined
          ? text`https://${door.variable("AZURE_FUNCTIONAPP_NAME")}-candidate.azurewebsites.net`
          : `https://${hostedAs}-candidate.azurewebsites.net`,
      steps: [
        // The zip that was attested, whole: packing it again would make another one.
        run(`Package ${service.name}`, {
          run: [`unzip -tq "${file}"`, `mv "${file}" "${service.name}.zip"`],
        }),
        uses(name, {
          id: `deploy-${service.name}`,
          uses: "azure/functions-action",
          with: {
            "app-name": app,
            "slot-name": "candidate",
            package: `${service.name}.zip`,
          },
        }),
      ],
    };
  },
};
