import type { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../../tags.ts";

/** Where the parts of one function app are declared, and what all of them carry. */
export interface Place {
  readonly parent: pulumi.Resource;
  /** The name of a part, below its component's. */
  child(suffix: string): string;
  /** The function app's name, from which its parts have theirs. */
  readonly service: string;
  readonly group: ResourceGroup;
  readonly location: string;
  readonly tags: Tags;
}

/** What nearly every resource of Azure asks for. */
export function placed({ group, location, tags }: Place) {
  return { resourceGroupName: group.name, location, tags };
}
