import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const handover = z.object({
  repository: z.string(),
  /** The numbers of owner and repository, where the subjects of GitHub's tokens have them. */
  repositoryIds: z.object({ owner: z.number(), repository: z.number() }).optional(),
  auditBucket: z.string(),
  auditIndexBucket: z.string(),
  auditRegion: z.string(),
  /** The role that adds evidence, by environment. */
  auditWriterRoles: z.record(z.string(), z.string()),
  backupBucket: z.string().optional(),
  /** The role that adds backups, by environment. */
  backupRoles: z.record(z.string(), z.string()).default({}),
  dnsZoneId: z.string().optional(),
});

/** What an environment reads of the shared stack. */
export type Handover = z.infer<typeof handover>;

/** What the shared stack hands to the environments: its output `handover`. */
export type HandedOver = {
  [Key in keyof Handover]: pulumi.Input<Handover[Key]>;
};

const stackOutputs = z.object({ outputs: z.record(z.string(), z.unknown()) });

/**
 * Reads the shared stack's output. By the engine's function behind stack references: of a stack that does not exist the
 * resource `StackReference` makes an error of the engine, which no program can put into words of its own.
 *
 * @throws RunError when that stack is not up: says what to run first.
 */
export async function readHandover(organization: string, sharedStack: string): Promise<Handover> {
  const name = `${organization}/${pulumi.getProject()}/${sharedStack}`;
  const result = handover.safeParse((await readOutputs(name))["handover"]);
  if (result.success) return result.data;
  throw new pulumi.RunError(
    `Settings: the stack ${name} is not up, and ${pulumi.getStack()} builds on what it declares. ` +
      `Run first: pulumi up -s ${sharedStack}`,
  );
}

async function readOutputs(name: string): Promise<Record<string, unknown>> {
  try {
    const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
    return stackOutputs.parse(answer).outputs;
  } catch (error) {
    if (error instanceof Error && error.message.includes("unknown stack")) return {};
    throw error;
  }
}
