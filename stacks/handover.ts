import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const handover = z.object({
  repository: z.string(),
  auditBucket: z.string(),
  auditRegion: z.string(),
  auditWriterRole: z.string(),
});

/** What the shared stack hands to the environments: its output `handover`. */
export type Handover = { [Key in keyof z.infer<typeof handover>]: pulumi.Input<string> };

/**
 * Reads the shared stack's output.
 *
 * @throws RunError when that stack is not up: says what to run first.
 */
export async function readHandover(
  organization: string,
  sharedStack: string,
): Promise<z.infer<typeof handover>> {
  const name = `${organization}/${pulumi.getProject()}/${sharedStack}`;
  const { value } = await new pulumi.StackReference(name).getOutputDetails("handover");
  const result = handover.safeParse(value);
  if (!result.success) {
    throw new pulumi.RunError(
      `Settings: the stack ${name} is not up, and ${pulumi.getStack()} builds on what it declares. ` +
        `Run first: pulumi up -s ${sharedStack}`,
    );
  }
  return result.data;
}
