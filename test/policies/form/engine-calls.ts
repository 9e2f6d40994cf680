import {
  type PolicyResource,
  type ResourceValidationArgs,
  type StackValidationArgs,
  unknownCheckingProxy,
} from "@pulumi/policy";

const options = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

const asides = {
  stackTags: new Map<string, string>(),
  getConfig(): never {
    throw new Error("a policy of this pack has no configuration");
  },
  notApplicable(): never {
    throw new Error("a policy of this pack says nothing instead");
  },
};

const classes = {
  isType(): never {
    throw new Error("a policy of this pack loads no resource classes");
  },
  asType(): never {
    throw new Error("a policy of this pack loads no resource classes");
  },
};

/** What the SDK hands to a policy when a resource is registered; unknown values throw when they are read. */
export function registration(
  name: string,
  inputs: object,
  parent?: string,
  protect = false,
): ResourceValidationArgs {
  return {
    type: "test:index:Thing",
    name,
    urn: `urn:${name}`,
    props: unknownCheckingProxy({ ...inputs }),
    opts: { ...options, protect, ...(parent ? { parent: `urn:${parent}` } : {}) },
    ...asides,
    ...classes,
  };
}

export interface MadeResource {
  name: string;
  properties: object;
  /** For an input the names of the resources that it comes from. */
  sources?: Record<string, string[]>;
}

/** What the SDK hands to a policy at the end of a run. */
export function stackOf(made: readonly MadeResource[]): StackValidationArgs {
  const resources = new Map(
    made.map(({ name, properties }): [string, PolicyResource] => [
      name,
      {
        type: "test:index:Thing",
        name,
        urn: `urn:${name}`,
        props: unknownCheckingProxy({ ...properties }),
        opts: options,
        dependencies: [],
        propertyDependencies: {},
        ...classes,
      },
    ]),
  );
  for (const { name, sources = {} } of made) {
    for (const [property, names] of Object.entries(sources)) {
      const found = names.flatMap((source) => resources.get(source) ?? []);
      Object.assign(resources.get(name)?.propertyDependencies ?? {}, { [property]: found });
    }
  }
  return { resources: [...resources.values()], ...asides };
}
