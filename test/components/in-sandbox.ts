import * as pulumi from "@pulumi/pulumi";
import { openers } from "../sandbox/accounts.ts";
import { type Deployed, type Deployment, deploymentOf, temporaryFolder } from "../sandbox/cloud.ts";

/** What a program left in the sandbox's AWS account. */
export interface Declared {
  aws: Deployment;
  /** In the order of their creation. */
  resources: { type: string; name: string; deployed: Deployed; protected: boolean }[];
  /** Deletes everything, last made first, as the engine does. */
  takeDown(): void;
}

/**
 * Runs `declare` with the sandbox's AWS account in the engine's place: every resource is created there, so that what
 * the cloud refuses fails the test.
 */
export async function declareInSandbox(declare: () => unknown | Promise<unknown>): Promise<Declared> {
  const aws = deploymentOf(openers.aws(temporaryFolder()));
  const resources: Declared["resources"] = [];
  const refused: unknown[] = [];
  const kept = new Set<string>();
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, custom }) {
        if (custom === false) return { id: "", state: inputs };
        try {
          const deployed = aws.create(type, inputs, name);
          resources.push({ type, name, deployed, protected: kept.has(name) });
          return { id: deployed.id, state: deployed.state };
        } catch (error) {
          // Kept for the end: the SDK reports a refusal once for each resource that waits for this one.
          refused.push(error);
          return { id: name, state: inputs };
        }
      },
      call: ({ token, inputs }) => aws.invoke(token, inputs),
    },
    "gatehouse",
    "test",
    false,
    "organization",
  );
  await pulumi.runtime
    .runInPulumiStack(async () => {
      pulumi.runtime.registerStackTransformation(({ name, opts }) => {
        if (opts.protect) kept.add(name);
        return undefined;
      });
      await declare();
      return {};
    })
    .finally(() => pulumi.runtime.disconnect());
  if (refused.length > 0) throw refused[0];
  return {
    aws,
    resources,
    takeDown() {
      for (const { type, deployed } of [...resources].reverse()) aws.delete(type, deployed);
    },
  };
}
