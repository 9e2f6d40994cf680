import * as pulumi from "@pulumi/pulumi";

/** One resource as the program registered it. */
export interface Registration {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** Answers of cloud functions, by token. A call that is not listed fails the test. */
export type Functions = Record<string, (args: Record<string, unknown>) => Record<string, unknown>>;

/** Runs `declare` against a recorder instead of an engine and gives back what it registered, by name. */
export async function record(
  declare: () => unknown | Promise<unknown>,
  functions: Functions = {},
): Promise<Registration[]> {
  const registrations: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        registrations.push({ type, name, inputs });
        return { id: custom === false ? "" : `${name}-id`, state: { ...outputsOf(type, name), ...inputs } };
      },
      call: ({ token, inputs }) => {
        const answer = functions[token];
        if (!answer) throw new Error(`No cloud function ${token} was expected`);
        try {
          return answer(inputs);
        } catch (error) {
          // The SDK shows the details of a failed call, as gRPC has them.
          throw Object.assign(new Error("call failed"), {
            details: error instanceof Error ? error.message : error,
          });
        }
      },
    },
    "gatehouse",
    "test",
    true,
    "organization",
  );
  let failure: { error: unknown } | undefined;
  await pulumi.runtime.runInPulumiStack(async () => {
    // Kept from the stack, which would report it a second time.
    failure = await Promise.resolve(declare()).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    return {};
  });
  await pulumi.runtime.disconnect();
  if (failure) throw failure.error;
  // Names, since the order of registration follows which value is known first.
  return registrations.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** What the clouds would add to a resource's inputs; only what other resources are fed with. */
function outputsOf(type: string, name: string): Record<string, unknown> {
  switch (type) {
    case "azure-native:web:WebApp":
      return { defaultHostName: `${name}.azurewebsites.net`, identity: { principalId: `${name}-principal` } };
    case "azure-native:web:WebAppSlot":
      return { name: "app/candidate", identity: { principalId: `${name}-principal` } };
    case "azure-native:managedidentity:UserAssignedIdentity":
      return { name, clientId: `${name}-client`, principalId: `${name}-principal` };
    case "azure-native:resources:ResourceGroup":
    case "azure-native:storage:StorageAccount":
      return { name };
    default:
      return type.startsWith("aws:") ? { arn: `arn:aws:sandbox:us-east-1:111122223333:${name}` } : {};
  }
}

/** The one registration of this type, or of this type and name. */
export function only(registrations: readonly Registration[], type: string, name?: string): Registration {
  const found = registrations.filter((one) => one.type === type && (!name || one.name === name));
  const [first] = found;
  if (!first || found.length > 1) {
    throw new Error(`${found.length} registrations of ${type} ${name ?? ""}, one was expected`);
  }
  return first;
}

/** All registrations of a type. */
export function every(registrations: readonly Registration[], type: string): Registration[] {
  return registrations.filter((one) => one.type === type);
}

export const types = {
  environment: "github:index/repositoryEnvironment:RepositoryEnvironment",
  deploymentPolicy:
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
  variable: "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable",
  ruleset: "github:index/repositoryRuleset:RepositoryRuleset",
  label: "github:index/issueLabel:IssueLabel",
  team: "github:index/teamRepository:TeamRepository",
  repository: "github:index/repository:Repository",
  healthCheck: "aws:route53/healthCheck:HealthCheck",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  bucket: "aws:s3/bucket:Bucket",
  role: "aws:iam/role:Role",
};
