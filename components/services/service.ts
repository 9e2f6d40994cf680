import type * as pulumi from "@pulumi/pulumi";

/** What every host gives, whatever it is: where the service answers, and what its jobs need to deploy and to go back. */
export interface Service {
  readonly kind: "backend" | "frontend";
  readonly platform: string;
  /** The service's name on its host. */
  readonly serviceName: string;
  /** The name under which it answers, without scheme. */
  readonly host: pulumi.Output<string>;
  /** Variables of jobs that deploy; no secrets. */
  readonly deployVariables: Readonly<Record<string, pulumi.Input<string>>>;
  /** Variables of jobs that only roll back; no secrets. */
  readonly rollbackVariables: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Where people and checks reach a service. */
export function urlOf(service: Service): pulumi.Output<string> {
  return service.host.apply((host) => `https://${host}`);
}
