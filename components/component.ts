import * as pulumi from "@pulumi/pulumi";

/**
 * What all components are built on. A child's name begins with the component's, so that a URN tells whose it is and no
 * two components can claim one name; a child that breaks the rule is refused while the program runs.
 */
export abstract class Component extends pulumi.ComponentResource {
  protected readonly name: string;

  /**
   * @param kind the component's name in its type, for example `Environment` in `gatehouse:components:Environment`.
   * @param inputs what policies may read of the component; plain values only, never a secret.
   */
  protected constructor(
    kind: string,
    name: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super(`gatehouse:components:${kind}`, name, inputs, {
      ...options,
      transformations: [
        ...(options.transformations ?? []),
        (child) => {
          const isSelf = child.type === `gatehouse:components:${kind}` && child.name === name;
          if (!isSelf && !child.name.startsWith(`${name}-`)) {
            throw new pulumi.RunError(`The child ${child.name} of ${name} must be named ${name}-...`);
          }
          return undefined;
        },
      ],
    });
    this.name = name;
  }

  /** The name and the parent of a child: `this.child("lock")` of `audit` is `audit-lock`. */
  protected child(suffix: string): string {
    return `${this.name}-${suffix}`;
  }
}
