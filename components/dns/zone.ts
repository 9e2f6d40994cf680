import { getZone } from "@pulumi/aws/route53/getZone.js";
import { RunError } from "@pulumi/pulumi";

/**
 * The id of a public zone that is there already.
 *
 * @throws RunError when the account has none, or several of one name.
 */
export async function existingZone(name: string): Promise<string> {
  const zone = await getZone({ name, privateZone: false }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const several = /multiple Route ?53 Hosted Zones/i.test(reason);
    if (!several && !/no matching Route ?53 Hosted Zone/i.test(reason)) throw error;
    throw new RunError(
      several
        ? `This AWS account has several public DNS zones ${name}. Delete those that the domain's registrar does not name.`
        : `Settings: dns.manage is "existing", and this AWS account has no public DNS zone ${name}. Set it to "create" ` +
            "and give the new zone's name servers to the domain's registrar, or sign in to the account that has it.",
    );
  });
  return zone.zoneId;
}
